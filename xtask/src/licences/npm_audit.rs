//! What the npm registry knows against the packages of our pages: asked where it answers, said where it does not.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Result;
use serde::Deserialize;

use crate::shell;

/// Longer than a slow registry takes, shorter than a reviewer waits.
const LIMIT: Duration = Duration::from_secs(20);

/// What came of asking.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Audit {
    /// The registry answered: the packages with a high or critical weakness, a sentence each.
    Checked(Vec<String>),
    /// It did not, and why.
    NotChecked(String),
}

#[derive(Deserialize)]
struct Answer {
    vulnerabilities: Option<BTreeMap<String, Vulnerability>>,
}

#[derive(Deserialize)]
struct Vulnerability {
    severity: String,
    range: String,
}

/// Asks about the packages that go into the pages; those that only build them are left out.
pub(super) fn ask() -> Result<Audit> {
    if !shell::has("npm") {
        return Ok(Audit::NotChecked("npm is not installed".to_owned()));
    }
    let child = Command::new("npm")
        .args(["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=15000"])
        .current_dir(shell::root().join("web"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    // Waiting happens on a thread of its own, so that a registry that hangs costs the limit and no more; npm itself ends
    // with its own timeout, and what it says then goes nowhere.
    let (said, hears) = mpsc::channel();
    std::thread::spawn(move || said.send(child.wait_with_output()));
    match hears.recv_timeout(LIMIT) {
        Ok(output) => Ok(read(&String::from_utf8_lossy(&output?.stdout))),
        Err(_) => Ok(Audit::NotChecked(format!("offline, no answer within {} s", LIMIT.as_secs()))),
    }
}

/// `npm audit` fails both when it finds something and when it is offline; only its answer tells which.
fn read(answer: &str) -> Audit {
    let Ok(Answer { vulnerabilities: Some(found) }) = serde_json::from_str(answer) else {
        return Audit::NotChecked("offline, or the registry has no advisories".to_owned());
    };
    let grave = found.into_iter().filter(|(_, weakness)| ["high", "critical"].contains(&weakness.severity.as_str()));
    Audit::Checked(
        grave
            .map(|(name, weakness)| format!("npm package {name} {} is {}", weakness.range, weakness.severity))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_high_and_critical_weaknesses_are_refused() {
        let answer = r#"{"auditReportVersion":2,"vulnerabilities":{
            "a":{"severity":"critical","range":"<2.0.0"},
            "b":{"severity":"high","range":"*"},
            "c":{"severity":"moderate","range":"*"},
            "d":{"severity":"low","range":"*"}}}"#;
        let expected = ["npm package a <2.0.0 is critical", "npm package b * is high"].map(str::to_owned).to_vec();
        assert_eq!(read(answer), Audit::Checked(expected));
    }

    #[test]
    fn an_answer_without_findings_is_an_answer() {
        assert_eq!(read(r#"{"auditReportVersion":2,"vulnerabilities":{}}"#), Audit::Checked(Vec::new()));
    }

    #[test]
    fn a_registry_that_does_not_answer_is_not_taken_for_a_clean_bill() {
        for answer in ["", "npm error", r#"{"message":"405 Method Not Allowed","statusCode":405}"#] {
            assert!(matches!(read(answer), Audit::NotChecked(_)), "{answer:?} counted as checked");
        }
    }
}
