//! What is built in: the crates that `cargo metadata` lists, the npm packages of `web/package-lock.json`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell;

/// Someone else's package.
#[derive(Debug)]
pub(super) struct Package {
    /// Where it comes from: `crate` or `npm package`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) version: String,
    /// Its licence expression, if it states one.
    pub(super) licence: Option<String>,
    /// Whether it only builds or tests, so that nothing of it is handed on.
    pub(super) tool: bool,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    version: String,
    license: Option<String>,
    /// None for the crates of this repository.
    source: Option<String>,
}

/// Every crate of the lock file on any platform, without our own.
///
/// First from what is on this machine; where a crate for another platform was never fetched, cargo fetches it from the
/// registry.
pub(super) fn crates() -> Result<Vec<Package>> {
    let ask = |offline: &[&str]| {
        shell::output("cargo", &[&["metadata", "--locked", "--format-version", "1"], offline].concat())
    };
    let text = ask(&["--offline"]).or_else(|_| ask(&[]))?;
    crates_of(&text)
}

fn crates_of(metadata: &str) -> Result<Vec<Package>> {
    let metadata: Metadata = serde_json::from_str(metadata).context("cannot read what cargo metadata says")?;
    let foreign = metadata.packages.into_iter().filter(|package| package.source.is_some());
    let package = |from: MetadataPackage| Package {
        kind: "crate",
        name: from.name,
        version: from.version,
        licence: from.license,
        // Macros write parts of themselves into what they build, so every crate is held to the stricter rule.
        tool: false,
    };
    Ok(foreign.map(package).collect())
}

#[derive(Deserialize)]
struct PackageLock {
    packages: BTreeMap<String, LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    version: Option<String>,
    license: Option<String>,
    #[serde(default)]
    dev: bool,
}

/// Every npm package of the lock file: what goes into the pages, and what builds and tests them.
pub(super) fn npm(lock: &Path) -> Result<Vec<Package>> {
    let text = std::fs::read_to_string(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    npm_of(&text)
}

fn npm_of(lock: &str) -> Result<Vec<Package>> {
    let lock: PackageLock = serde_json::from_str(lock).context("cannot read the npm lock file")?;
    let package = |(path, locked): (String, LockedPackage)| {
        // The entry without a path is our own package.
        let (_, name) = path.rsplit_once("node_modules/")?;
        let version = locked.version.unwrap_or_default();
        Some(Package { kind: "npm package", name: name.to_owned(), version, licence: locked.license, tool: locked.dev })
    };
    Ok(lock.packages.into_iter().filter_map(package).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_crates_are_not_among_the_packages() {
        let metadata = r#"{"packages":[
            {"name":"desk","version":"0.0.0","license":"Apache-2.0","source":null},
            {"name":"ring","version":"0.17.14","license":"Apache-2.0 AND ISC","source":"registry"},
            {"name":"odd","version":"1.0.0","license":null,"source":"registry"}]}"#;
        let packages = crates_of(metadata).expect("readable");
        let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["ring", "odd"]);
        assert_eq!(packages[1].licence, None);
    }

    #[test]
    fn an_npm_package_is_named_after_its_innermost_folder() {
        let lock = r#"{"packages":{
            "":{"version":"0.0.0","license":"Apache-2.0"},
            "node_modules/a/node_modules/@b/c":{"version":"1.2.3","license":"MIT","dev":true}}}"#;
        let packages = npm_of(lock).expect("readable");
        assert_eq!(packages.len(), 1);
        assert_eq!((packages[0].name.as_str(), packages[0].version.as_str()), ("@b/c", "1.2.3"));
        assert!(packages[0].tool);
    }
}
