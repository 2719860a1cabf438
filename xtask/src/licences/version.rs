//! Versions and what an advisory asks of them: `>= 1.2.3, < 2`, `^0.8.4`, `=1.0.1`.
//!
//! Stricter than Cargo in one place: a pre-release is before its release and otherwise compared like any version, because
//! an advisory means every version in its range.

use std::cmp::Ordering;

use anyhow::{Context, Result, bail};

/// A version; the build metadata after `+` does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    numbers: [u64; 3],
    /// What stands after `-`, split at the dots; empty for a release.
    before: Vec<String>,
}

impl Version {
    /// Reads a version; missing numbers are 0, so `0.10` is `0.10.0`.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let release = text.split('+').next().unwrap_or(text);
        let (numbers, before) = release.split_once('-').unwrap_or((release, ""));
        let mut found = [0; 3];
        let parts: Vec<&str> = numbers.split('.').collect();
        anyhow::ensure!(parts.len() <= 3, "{text:?} is not a version: it has more than three numbers");
        for (place, part) in found.iter_mut().zip(parts) {
            *place = part.parse().with_context(|| format!("{text:?} is not a version: {part:?} is not a number"))?;
        }
        let before = before.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Ok(Self { numbers: found, before })
    }

    /// The first version with a greater number at this place.
    fn next_at(&self, place: usize) -> Self {
        let mut numbers = self.numbers;
        numbers[place] += 1;
        Self { numbers, before: Vec::new() }
    }

    /// The first version that Cargo does not hold compatible with this one.
    fn next_incompatible(&self) -> Self {
        let numbers = match self.numbers {
            [0, 0, patch] => [0, 0, patch + 1],
            [0, minor, _] => [0, minor + 1, 0],
            [major, ..] => [major + 1, 0, 0],
        };
        Self { numbers, before: Vec::new() }
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let before = || match (self.before.is_empty(), other.before.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare_parts(&self.before, &other.before),
        };
        self.numbers.cmp(&other.numbers).then_with(before)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Numbers by value, words by letter, numbers before words; the shorter list first.
fn compare_parts(one: &[String], other: &[String]) -> Ordering {
    let each = one.iter().zip(other).map(|(a, b)| match (a.parse::<u64>(), b.parse::<u64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    });
    each.fold(Ordering::Equal, Ordering::then).then_with(|| one.len().cmp(&other.len()))
}

/// What a version has to be, all parts of it.
#[derive(Debug)]
pub(super) struct Requirement(Vec<(Operator, Version)>);

#[derive(Debug, Clone, Copy)]
enum Operator {
    Exactly,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    CompatibleWith,
}

/// Longest first: `>=` begins with `>`.
const OPERATORS: [(&str, Operator); 6] = [
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    (">", Operator::MoreThan),
    ("<", Operator::LessThan),
    ("=", Operator::Exactly),
    ("^", Operator::CompatibleWith),
];

impl Requirement {
    /// Reads a list separated by commas; a version without a sign means `^`, as in Cargo.
    pub(super) fn parse(text: &str) -> Result<Self> {
        if text.trim().is_empty() {
            bail!("a requirement is empty");
        }
        text.split(',').map(part).collect::<Result<_>>().map(Self)
    }

    /// Whether the version is all that is asked.
    pub(super) fn admits(&self, version: &Version) -> bool {
        self.0.iter().all(|(operator, asked)| match operator {
            Operator::Exactly => version == asked,
            Operator::AtLeast => version >= asked,
            Operator::MoreThan => version > asked,
            Operator::AtMost => version <= asked,
            Operator::LessThan => version < asked,
            Operator::CompatibleWith => version >= asked && *version < asked.next_incompatible(),
        })
    }
}

fn part(text: &str) -> Result<(Operator, Version)> {
    let text = text.trim();
    let signed = OPERATORS.iter().find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)));
    let (operator, version) = signed.unwrap_or((Operator::CompatibleWith, text));
    let asked = Version::parse(version)?;
    let given = version.split('.').count();
    // `<= 0.22` is every 0.22.x, and `> 0.22` is none of them.
    Ok(match operator {
        Operator::AtMost if given < 3 => (Operator::LessThan, asked.next_at(given - 1)),
        Operator::MoreThan if given < 3 => (Operator::AtLeast, asked.next_at(given - 1)),
        Operator::Exactly | Operator::CompatibleWith if given < 3 => bail!("{text:?} leaves out a number"),
        _ => (operator, asked),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_in_the_order_of_semver() {
        let ordered = [
            "0.9.9",
            "0.10.0-alpha",
            "0.10.0-alpha.1",
            "0.10.0-alpha.beta",
            "0.10.0-rc.2",
            "0.10.0-rc.10",
            "0.10.0",
            "1",
        ];
        for pair in ordered.windows(2) {
            let (less, more) = (Version::parse(pair[0]).expect("valid"), Version::parse(pair[1]).expect("valid"));
            assert!(less < more, "{} is not before {}", pair[0], pair[1]);
        }
        let built = Version::parse("0.9.12+spec-1.1.0").expect("valid");
        assert_eq!(built, Version::parse("0.9.12").expect("valid"));
    }

    #[test]
    fn a_requirement_admits_only_what_it_says() {
        let table = [
            (">= 10.3.0", "10.3.0", true),
            (">=10.3.0", "10.2.9", false),
            (">=10.3.0", "11.1.0", true),
            (">1.0.0", "1.0.0", false),
            ("<0.5", "0.5.0", false),
            ("<0.5", "0.4.99", true),
            ("<= 1.2.3", "1.2.3", true),
            ("<= 0.22", "0.22.9", true),
            ("<= 0.22", "0.23.0", false),
            ("> 0.22", "0.22.9", false),
            ("> 1", "2.0.0", true),
            ("=1.2.3", "1.2.3", true),
            ("=1.2.3", "1.2.4", false),
            ("^0.8.4", "0.8.9", true),
            ("^0.8.4", "0.9.0", false),
            ("^0.0.3", "0.0.4", false),
            ("^ 1.2.0", "1.9.0", true),
            ("^1.2.0", "2.0.0", false),
            ("1.2.0", "1.9.0", true),
            (">= 1.18.4, < 1.19", "1.18.6", true),
            (">= 1.18.4, < 1.19", "1.19.0", false),
            (">= 1.0.0", "1.0.0-rc.1", false),
        ];
        for (requirement, version, expected) in table {
            let admits =
                Requirement::parse(requirement).expect(requirement).admits(&Version::parse(version).expect(version));
            assert_eq!(admits, expected, "{version} against {requirement}");
        }
    }

    #[test]
    fn what_is_no_requirement_is_refused() {
        for text in ["", "*", "~> 1.2", ">= x", "1.2.3.4", ">= 1,", "=1.2", "^1"] {
            assert!(Requirement::parse(text).is_err(), "{text:?} was read as a requirement");
        }
    }
}
