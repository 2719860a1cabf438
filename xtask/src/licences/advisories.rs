//! Known weaknesses of our crates, from `supply-chain/advisories.toml`: a copy made by hand, with its date.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::packages::Package;
use super::version::{Requirement, Version};

/// The copy, as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Snapshot {
    /// The day on which the advisories were looked up, `YYYY-MM-DD`.
    pub(super) taken: String,
    /// The day of the newest advisory in what was looked up, `YYYY-MM-DD`: the source may itself be a copy, and know
    /// nothing of later days.
    pub(super) newest: String,
    /// The crates whose advisories were looked up, whether there were any or not.
    looked_at: BTreeSet<String>,
    #[serde(rename = "advisory")]
    advisories: Vec<Advisory>,
    #[serde(rename = "exception", default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advisory {
    id: String,
    #[serde(rename = "crate")]
    name: String,
    title: String,
    /// The same weakness in another list.
    #[serde(default)]
    also: Vec<String>,
    /// Versions with the cure; none where nobody cures it.
    #[serde(default)]
    patched: Vec<String>,
    /// Versions that never had it.
    #[serde(default)]
    unaffected: Vec<String>,
    /// `unsound`, `unmaintained` or `notice`; none for a vulnerability.
    informational: Option<String>,
}

/// An advisory that we live with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    id: String,
    /// Why it does not harm here.
    reason: String,
    /// The day of the decision, `YYYY-MM-DD`.
    decided: String,
}

impl Snapshot {
    /// Reads the copy.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("cannot use {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let snapshot: Self = toml::from_str(text)?;
        let known: BTreeSet<&str> = snapshot.advisories.iter().map(|advisory| advisory.id.as_str()).collect();
        anyhow::ensure!(known.len() == snapshot.advisories.len(), "an advisory stands there twice");
        for Exception { id, reason, decided } in &snapshot.exceptions {
            anyhow::ensure!(known.contains(id.as_str()), "{id} is an exception to no advisory");
            anyhow::ensure!(
                !reason.trim().is_empty() && decided.len() == 10,
                "{id} is an exception without a reason or a day"
            );
        }
        for Advisory { id, name, .. } in &snapshot.advisories {
            anyhow::ensure!(snapshot.looked_at.contains(name), "{id} is about {name}, which is not in looked_at");
        }
        Ok(snapshot)
    }

    /// How many advisories it holds.
    pub(super) fn len(&self) -> usize {
        self.advisories.len()
    }

    /// What is wrong with these crates, a sentence each with its cure.
    pub(super) fn refuse(&self, crates: &[Package]) -> Result<Vec<String>> {
        let mut refusals = Vec::new();
        for package in crates {
            let version = Version::parse(&package.version)?;
            for advisory in self.advisories.iter().filter(|advisory| advisory.name == package.name) {
                if !self.excepted(advisory) && advisory.concerns(&version).with_context(|| advisory.id.clone())? {
                    refusals.push(advisory.sentence(package));
                }
            }
        }
        Ok(refusals)
    }

    /// The crates that nobody looked up, by name.
    pub(super) fn never_looked_at<'a>(&self, crates: &'a [Package]) -> BTreeSet<&'a str> {
        let names = crates.iter().map(|package| package.name.as_str());
        names.filter(|name| !self.looked_at.contains(*name)).collect()
    }

    fn excepted(&self, advisory: &Advisory) -> bool {
        self.exceptions.iter().any(|exception| exception.id == advisory.id)
    }
}

impl Advisory {
    /// Whether this version has the weakness: neither cured nor never affected.
    fn concerns(&self, version: &Version) -> Result<bool> {
        for requirement in self.patched.iter().chain(&self.unaffected) {
            if Requirement::parse(requirement)?.admits(version) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sentence(&self, package: &Package) -> String {
        let kind = self.informational.as_deref().unwrap_or("vulnerable");
        let also = if self.also.is_empty() { String::new() } else { format!(" ({})", self.also.join(", ")) };
        let cure = if self.patched.is_empty() {
            "no version cures it: replace the crate, or name an exception with its reason".to_owned()
        } else {
            format!("take {}", self.patched.join(" or "))
        };
        format!("{} {} is {kind}: {}, {}{also}; {cure}", package.name, package.version, self.id, self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COPY: &str = r#"
        taken = "2026-11-23"
        newest = "2026-09-14"
        looked_at = ["jsonwebtoken", "slow", "left-alone", "calm"]

        [[advisory]]
        id = "GHSA-h395-gr6q-cpjc"
        crate = "jsonwebtoken"
        title = "a claim of the wrong type counts as absent"
        also = ["CVE-2026-25537"]
        patched = [">= 10.3.0"]

        [[advisory]]
        id = "RUSTSEC-0000-0001"
        crate = "slow"
        title = "loops"
        patched = [">= 1.4.2, < 1.5", ">= 2.0.1"]
        unaffected = ["< 1.2"]

        [[advisory]]
        id = "RUSTSEC-0000-0002"
        crate = "left-alone"
        title = "nobody looks after it"
        informational = "unmaintained"
    "#;

    fn locked(name: &str, version: &str) -> Package {
        Package { kind: "crate", name: name.to_owned(), version: version.to_owned(), licence: None, tool: false }
    }

    fn refusals(copy: &str, name: &str, version: &str) -> Vec<String> {
        Snapshot::parse(copy).expect("a copy").refuse(&[locked(name, version)]).expect("readable versions")
    }

    #[test]
    fn a_locked_version_that_is_known_as_vulnerable_is_refused_with_its_cure() {
        let expected = "jsonwebtoken 9.3.1 is vulnerable: GHSA-h395-gr6q-cpjc, a claim of the wrong type counts as absent \
                        (CVE-2026-25537); take >= 10.3.0";
        assert_eq!(refusals(COPY, "jsonwebtoken", "9.3.1"), [expected]);
        assert!(refusals(COPY, "jsonwebtoken", "11.1.0").is_empty());
    }

    #[test]
    fn patched_and_unaffected_ranges_both_let_a_version_pass() {
        let table =
            [("1.1.9", true), ("1.2.0", false), ("1.4.2", true), ("1.5.0", false), ("2.0.0", false), ("2.0.1", true)];
        for (version, passes) in table {
            assert_eq!(refusals(COPY, "slow", version).is_empty(), passes, "{version}");
        }
    }

    #[test]
    fn a_crate_without_advisories_passes() {
        assert!(refusals(COPY, "calm", "0.0.1").is_empty());
    }

    #[test]
    fn an_unmaintained_crate_passes_only_with_an_exception() {
        assert_eq!(refusals(COPY, "left-alone", "1.0.0").len(), 1);
        let lived_with =
            format!("{COPY}\n[[exception]]\nid = \"RUSTSEC-0000-0002\"\nreason = \"small\"\ndecided = \"2026-11-23\"");
        assert!(refusals(&lived_with, "left-alone", "1.0.0").is_empty());
        assert_eq!(refusals(&lived_with, "slow", "1.2.0").len(), 1, "an exception covers its own advisory only");
    }

    #[test]
    fn an_exception_needs_an_advisory_a_reason_and_a_day() {
        for (id, reason, decided) in [
            ("RUSTSEC-0000-0009", "small", "2026-11-23"),
            ("RUSTSEC-0000-0002", "", "2026-11-23"),
            ("RUSTSEC-0000-0002", "small", ""),
        ] {
            let copy = format!("{COPY}\n[[exception]]\nid = {id:?}\nreason = {reason:?}\ndecided = {decided:?}");
            assert!(Snapshot::parse(&copy).is_err(), "{id} {reason:?} {decided:?} was accepted");
        }
    }

    #[test]
    fn a_new_crate_is_counted_as_never_looked_at() {
        let snapshot = Snapshot::parse(COPY).expect("a copy");
        let crates = [locked("calm", "1.0.0"), locked("stranger", "1.0.0"), locked("stranger", "2.0.0")];
        assert_eq!(snapshot.never_looked_at(&crates).into_iter().collect::<Vec<_>>(), ["stranger"]);
    }

    #[test]
    fn deny_toml_lives_with_the_same_advisories() {
        #[derive(Deserialize)]
        struct Deny {
            advisories: Ignore,
        }
        #[derive(Deserialize)]
        struct Ignore {
            ignore: BTreeSet<String>,
        }
        let root = crate::shell::root();
        let text = std::fs::read_to_string(root.join("deny.toml")).expect("deny.toml lies in the root");
        let deny: Deny = toml::from_str(&text).expect("deny.toml is readable");
        let snapshot = Snapshot::read(&root.join("supply-chain/advisories.toml")).expect("the copy is readable");
        let ours = snapshot.exceptions.into_iter().map(|exception| exception.id);
        assert_eq!(deny.advisories.ignore, ours.collect());
    }

    #[test]
    fn every_requirement_of_the_copy_can_be_read() {
        let path = crate::shell::root().join("supply-chain/advisories.toml");
        let snapshot = Snapshot::read(&path).expect("the copy is readable");
        for advisory in &snapshot.advisories {
            for requirement in advisory.patched.iter().chain(&advisory.unaffected) {
                assert!(Requirement::parse(requirement).is_ok(), "{}: {requirement}", advisory.id);
            }
        }
    }
}
