//! Which crate may depend on which.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// Crate, and the crates of ours that it may use. Tests may use the test kit as well.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("masking", &[]),
    ("desk", &["masking"]),
    ("teams", &["desk"]),
    ("storage", &["desk"]),
    ("retrieval", &["desk"]),
    ("embedding", &[]),
    ("console", &["desk"]),
    ("simulator", &[]),
    ("testkit", &["desk", "storage", "retrieval", "embedding"]),
    ("madoguchi", &["masking", "desk", "teams", "console", "storage", "retrieval", "embedding", "simulator"]),
    ("xtask", &[]),
    ("bench", &[]),
];
/// What may be used for tests besides.
const FOR_TESTS: [&str; 3] = ["testkit", "simulator", "storage"];
/// The crates of the core and their libraries: none of them does I/O or makes types serialisable.
const CORE: [(&str, &[&str]); 2] = [
    ("desk", &["masking", "async-trait", "thiserror", "uuid", "time", "unicode-normalization", "regex", "argon2"]),
    ("masking", &["unicode-normalization", "regex"]),
];

/// A dependency: from, to, and whether only tests have it.
type Arrow = (String, String, bool);

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    Ok(forbidden(&arrows(root)?))
}

pub(super) fn check_core(root: &Path) -> Result<Vec<String>> {
    Ok(foreign_to_core(&arrows(root)?))
}

fn arrows(root: &Path) -> Result<Vec<Arrow>> {
    let manifest = root.join("Cargo.toml");
    let args = ["metadata", "--no-deps", "--format-version=1", "--offline", "--manifest-path"];
    let text = shell::output("cargo", &[&args[..], &[&manifest.to_string_lossy()]].concat())?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"].as_array().context("cargo metadata has packages")?;
    let mut arrows = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap_or_default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            arrows.push((from.to_owned(), to.to_owned(), dependency["kind"] == "dev"));
        }
    }
    Ok(arrows)
}

fn forbidden(arrows: &[Arrow]) -> Vec<String> {
    let of_the_house = |name: &str| ALLOWED.iter().any(|(known, _)| *known == name);
    let fits = |from: &str, to: &str, test: bool| {
        let allowed = ALLOWED.iter().find(|(known, _)| *known == from).map(|(_, allowed)| *allowed);
        allowed.is_some_and(|allowed| allowed.contains(&to)) || (test && FOR_TESTS.contains(&to))
    };
    let wrong = arrows.iter().filter(|(from, to, test)| of_the_house(to) && !fits(from, to, *test));
    let strangers = arrows.iter().filter(|(from, ..)| !of_the_house(from));
    wrong
        .map(|(from, to, _)| format!("{from} must not depend on {to}"))
        .chain(strangers.map(|(from, ..)| format!("{from} is not drawn in xtask/src/tidy/arrows.rs")))
        .collect()
}

fn foreign_to_core(arrows: &[Arrow]) -> Vec<String> {
    let foreign = arrows.iter().filter(|(from, to, test)| {
        let of_core = CORE.iter().find(|(room, _)| room == from);
        of_core.is_some_and(|(_, libraries)| !test && !libraries.contains(&to.as_str()))
    });
    foreign
        .map(|(from, to, _)| format!("{from} must not depend on {to}: it does no I/O and serialises nothing"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: &str, to: &str, test: bool) -> Arrow {
        (from.to_owned(), to.to_owned(), test)
    }

    #[test]
    fn a_sibling_and_an_io_library_are_noticed() {
        assert!(forbidden(&[arrow("teams", "desk", false), arrow("desk", "testkit", true)]).is_empty());
        assert_eq!(forbidden(&[arrow("teams", "storage", false)]).len(), 1);
        assert!(forbidden(&[arrow("desk", "masking", false)]).is_empty());
        assert_eq!(forbidden(&[arrow("masking", "desk", false)]).len(), 1, "masking knows of nobody");
        assert!(!forbidden(&[arrow("newcomer", "desk", false)]).is_empty(), "a crate that nobody has drawn");
        assert!(foreign_to_core(&[arrow("desk", "regex", false), arrow("desk", "tokio", true)]).is_empty());
        assert_eq!(foreign_to_core(&[arrow("desk", "tokio", false), arrow("masking", "serde", false)]).len(), 2);
    }
}
