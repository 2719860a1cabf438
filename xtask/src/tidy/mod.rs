//! `cargo xtask tidy`: the rules of ARCHITECTURE.md and STYLE.md, as far as a program can see them. Each is also an
//! ordinary test, with a negative control beside it.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

mod arrows;
mod documents;
mod features;
mod migrations;
mod names;
mod signatures;
mod stories;

/// A rule: what it is about, and the check.
type Rule = (&'static str, fn(&Path) -> Result<Vec<String>>);

const RULES: [Rule; 11] = [
    ("crates depend only as drawn", arrows::check),
    ("desk and masking do no I/O and serialise nothing", arrows::check_core),
    ("features of the desk point one way", features::check),
    ("only config reads the environment", names::check_environment),
    ("only the wiring names the storage", names::check_storage),
    ("no room is called utils", names::check_files),
    ("a function holds a transaction or calls the outside", signatures::check),
    ("only a transaction writes events", names::check_outbox),
    ("a story ends its task in one transaction", stories::check),
    ("migrations are in step", migrations::check),
    ("documents name what there is", documents::check),
];

/// Checks every rule.
pub(crate) fn run() -> Result<()> {
    let mut broken = 0;
    for (name, check) in RULES {
        let faults = check(&shell::root())?;
        println!("{} {name}", if faults.is_empty() { "ok  " } else { "FAIL" });
        for fault in &faults {
            eprintln!("     {fault}");
        }
        broken += usize::from(!faults.is_empty());
    }
    if broken > 0 {
        bail!("{broken} rules are broken");
    }
    Ok(())
}

/// Every file below a folder with one of these endings, in order.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !matches!(name, "target" | "node_modules" | "dist" | ".git") {
                folders.push(path);
            } else if path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| endings.contains(&ending))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_keeps_its_rules() {
        for (name, check) in RULES {
            let faults = check(&shell::root()).expect("the check itself works");
            assert!(faults.is_empty(), "{name}: {faults:#?}");
        }
    }
}
