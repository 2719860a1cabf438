//! Which licences may be built in, from `supply-chain/licences.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::expression::Expression;
use super::packages::Package;

/// The list of licences and of packages that state none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Licences {
    #[serde(rename = "allowed")]
    allowed: Vec<Allowed>,
    #[serde(rename = "exception", default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    licence: String,
    reason: String,
    /// Allowed only in what builds and tests, not in what is handed on.
    #[serde(default)]
    only_in_tools: bool,
}

/// A package that states no licence expression, or one that the list does not allow, and was read by a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    package: String,
    version: String,
    reason: String,
}

impl Licences {
    /// Reads the list; every entry needs its reason.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("cannot use {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let list: Self = toml::from_str(text)?;
        for entry in &list.allowed {
            anyhow::ensure!(!entry.reason.trim().is_empty(), "{} is allowed without a reason", entry.licence);
        }
        for entry in &list.exceptions {
            anyhow::ensure!(!entry.reason.trim().is_empty(), "{} is an exception without a reason", entry.package);
        }
        Ok(list)
    }

    /// What is wrong with these packages, a sentence each.
    pub(super) fn refuse(&self, packages: &[Package]) -> Vec<String> {
        let names = |tool: bool| -> BTreeSet<&str> {
            let allowed = self.allowed.iter().filter(|entry| tool || !entry.only_in_tools);
            allowed.map(|entry| entry.licence.as_str()).collect()
        };
        let (in_tools, everywhere) = (names(true), names(false));
        let refuse = |package: &Package| self.refuse_one(if package.tool { &in_tools } else { &everywhere }, package);
        packages.iter().filter_map(refuse).collect()
    }

    fn refuse_one(&self, names: &BTreeSet<&str>, package: &Package) -> Option<String> {
        let Package { kind, name, version, licence, tool: _ } = package;
        let excepted = |entry: &Exception| entry.package == *name && entry.version == *version;
        if self.exceptions.iter().any(excepted) {
            return None;
        }
        let Some(licence) = licence else {
            return Some(format!("{kind} {name} {version} states no licence; read it, then name it as an exception"));
        };
        match Expression::parse(licence) {
            Ok(expression) if expression.satisfied_by(&|asked| names.contains(asked)) => None,
            Ok(_) => Some(format!("{kind} {name} {version} is licensed {licence}, which is not allowed")),
            Err(error) => Some(format!("{kind} {name} {version}: {error:#}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"
        [[allowed]]
        licence = "MIT"
        reason = "notice only"

        [[allowed]]
        licence = "MPL-2.0"
        reason = "used unchanged"
        only_in_tools = true

        [[exception]]
        package = "read-by-us"
        version = "1.0.0"
        reason = "its licence file is the MIT text"
    "#;

    fn package(name: &str, version: &str, licence: Option<&str>) -> Package {
        Package {
            kind: "crate",
            name: name.to_owned(),
            version: version.to_owned(),
            licence: licence.map(str::to_owned),
            tool: false,
        }
    }

    fn refused(package: Package) -> Vec<String> {
        Licences::parse(LIST).expect("a list").refuse(&[package])
    }

    #[test]
    fn a_crate_under_the_gpl_alone_is_refused() {
        let refusals = refused(package("sly", "1.0.0", Some("GPL-3.0-only")));
        assert_eq!(refusals, ["crate sly 1.0.0 is licensed GPL-3.0-only, which is not allowed"]);
        assert!(refused(package("kind", "1.0.0", Some("GPL-3.0-only OR MIT"))).is_empty());
    }

    #[test]
    fn a_licence_for_tools_is_refused_in_what_is_handed_on() {
        assert_eq!(refused(package("shipped", "1.0.0", Some("MPL-2.0"))).len(), 1);
        assert!(refused(Package { tool: true, ..package("builder", "1.0.0", Some("MPL-2.0")) }).is_empty());
    }

    #[test]
    fn a_crate_without_an_expression_needs_an_exception_for_its_version() {
        assert_eq!(refused(package("silent", "1.0.0", None)).len(), 1);
        assert!(refused(package("read-by-us", "1.0.0", None)).is_empty());
        assert_eq!(refused(package("read-by-us", "1.0.1", None)).len(), 1);
    }

    #[test]
    fn a_licence_that_cannot_be_read_is_refused() {
        assert_eq!(refused(package("odd", "1.0.0", Some("SEE LICENSE IN <file>"))).len(), 1);
    }

    #[test]
    fn deny_toml_allows_what_the_list_allows_in_crates() {
        #[derive(Deserialize)]
        struct Deny {
            licenses: Allow,
        }
        #[derive(Deserialize)]
        struct Allow {
            allow: BTreeSet<String>,
        }
        let root = crate::shell::root();
        let text = std::fs::read_to_string(root.join("deny.toml")).expect("deny.toml lies in the root");
        let deny: Deny = toml::from_str(&text).expect("deny.toml is readable");
        let list = Licences::read(&root.join("supply-chain/licences.toml")).expect("the list is readable");
        let ours = list.allowed.into_iter().filter(|entry| !entry.only_in_tools).map(|entry| entry.licence);
        assert_eq!(deny.licenses.allow, ours.collect());
    }

    #[test]
    fn a_licence_is_not_allowed_without_a_reason() {
        assert!(Licences::parse("[[allowed]]\nlicence = \"MIT\"\nreason = \" \"").is_err());
    }
}
