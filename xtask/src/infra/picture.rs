//! The pictures of the architecture: written as text (`docs/operations/*.dot`), drawn by Graphviz.
//!
//! A drawing carries the fingerprint of its text, so that a stale one is seen also where Graphviz
//! is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::report::Report;
use super::rules::Complaint;
use super::source::{self, Place};
use crate::tools;

/// Fails when a picture's text has changed since it was drawn.
pub(super) fn check(root: &Path, report: &mut Report) -> Result<()> {
    let folder = root.join("docs/operations");
    let drawn = source::files(&folder, "dot").len();
    let complaints: Vec<String> = stale(&folder)?.iter().map(Complaint::line).collect();
    report.none(&format!("{drawn} pictures are as their text says"), &complaints);
    Ok(())
}

/// Pictures of a folder that are missing or older than their text.
pub(super) fn stale(folder: &Path) -> Result<Vec<Complaint>> {
    let mut complaints = Vec::new();
    for file in source::files(folder, "dot") {
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        let svg = fs::read_to_string(file.with_extension("svg")).unwrap_or_default();
        if !svg.contains(&mark(&text)) {
            let why = "the picture is not the one of this text: run `cargo xtask infra picture`".to_owned();
            complaints.push(Complaint::at(why, Some(Place { file, line: 1 })));
        }
    }
    Ok(complaints)
}

/// Draws every picture; installs Graphviz first if it is missing and it may.
pub(super) fn draw(root: &Path) -> Result<()> {
    tools::ensure(&[tools::GRAPHVIZ])?;
    for file in source::files(&root.join("docs/operations"), "dot") {
        let output = Command::new("dot").arg("-Tsvg").arg(&file).output().context("run dot")?;
        if !output.status.success() {
            bail!("dot {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
        }
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        let svg = String::from_utf8_lossy(&output.stdout).replacen("<svg ", &format!("{}\n<svg ", mark(&text)), 1);
        let target = file.with_extension("svg");
        fs::write(&target, svg).with_context(|| format!("write {}", target.display()))?;
        println!("drawn: {}", target.display());
    }
    Ok(())
}

/// A comment that names the text a drawing was made from.
fn mark(text: &str) -> String {
    format!("<!-- drawn from text {:016x} -->", fingerprint(text))
}

/// FNV-1a, 64 bit (Fowler, Noll, Vo): no secret is kept by it, only staleness seen.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_published_one() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
