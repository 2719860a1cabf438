//! Both databases go through the same steps.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let of = |database: &str| names(&root.join("crates/storage/migrations").join(database));
    Ok(out_of_step(&of("sqlite")?, &of("postgres")?))
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = std::fs::read_dir(folder)?;
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn out_of_step(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    sqlite.symmetric_difference(postgres).map(|name| format!("{name} exists for one database only")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_of_one_database_is_noticed() {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        assert!(out_of_step(&of(&["1.sql"]), &of(&["1.sql"])).is_empty());
        assert_eq!(out_of_step(&of(&["1.sql", "2.sql"]), &of(&["1.sql"])).len(), 1);
    }
}
