//! Both databases go through the same steps.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let of = |database: &str| names(&root.join("crates/storage/migrations").join(database));
    let (sqlite, postgres) = (of("sqlite")?, of("postgres")?);
    Ok(out_of_step(&sqlite, &postgres).into_iter().chain(of_one_number(&sqlite)).collect())
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = std::fs::read_dir(folder)?;
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn out_of_step(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    sqlite.symmetric_difference(postgres).map(|name| format!("{name} exists for one database only")).collect()
}

/// No database can be opened where two have the same number.
fn of_one_number(all: &BTreeSet<String>) -> Vec<String> {
    let number = |name: &str| name.split('_').next().unwrap_or_default().to_owned();
    let pairs = all.iter().zip(all.iter().skip(1)).filter(|(one, next)| number(one) == number(next));
    pairs.map(|(one, next)| format!("{one} and {next} have the same number")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_migrations_of_one_number_are_noticed() {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        assert!(of_one_number(&of(&["0001_a.sql", "0002_b.sql"])).is_empty());
        assert_eq!(of_one_number(&of(&["0001_a.sql", "0002_b.sql", "0002_c.sql"])).len(), 1);
    }

    #[test]
    fn a_migration_of_one_database_is_noticed() {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        assert!(out_of_step(&of(&["1.sql"]), &of(&["1.sql"])).is_empty());
        assert_eq!(out_of_step(&of(&["1.sql", "2.sql"]), &of(&["1.sql"])).len(), 1);
    }
}
