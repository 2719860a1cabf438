//! What was checked and how it went, line by line, with one clear line at the end.

use std::time::Duration;

use anyhow::{Result, bail};

/// Counts checks and prints each as it ends.
#[derive(Default)]
pub(super) struct Report {
    passed: usize,
    failed: Vec<String>,
    skipped: usize,
}

impl Report {
    /// Prints the heading of the checks that follow.
    #[expect(clippy::unused_self, reason = "a heading belongs to the report, which may come to count groups")]
    pub(super) fn group(&self, title: &str) {
        println!("\n{title}");
    }

    pub(super) fn pass(&mut self, check: &str) {
        self.passed += 1;
        println!("  ok    {check}");
    }

    pub(super) fn fail(&mut self, check: &str, why: &str) {
        println!("  FAIL  {check}");
        for line in why.lines() {
            println!("        {line}");
        }
        self.failed.push(check.to_owned());
    }

    /// Passes when there is nothing to complain of.
    pub(super) fn none(&mut self, check: &str, complaints: &[String]) {
        if complaints.is_empty() {
            self.pass(check);
        } else {
            self.fail(check, &complaints.join("\n"));
        }
    }

    pub(super) fn skip(&mut self, check: &str, why: &str) {
        self.skipped += 1;
        println!("  skip  {check}: {why}");
    }

    /// Prints the last line. Fails if any check did.
    pub(super) fn close(self, taken: Duration) -> Result<()> {
        let skipped = match self.skipped {
            0 => String::new(),
            count => format!(", {count} skipped"),
        };
        println!(
            "\ninfra: {} checks passed, {} failed{skipped} ({:.0} s)",
            self.passed,
            self.failed.len(),
            taken.as_secs_f64()
        );
        if self.failed.is_empty() { Ok(()) } else { bail!("infra: {}", self.failed.join("; ")) }
    }
}
