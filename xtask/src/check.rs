//! `cargo xtask check`: what a reviewer should not have to say.

use anyhow::Result;

use crate::{licences, shell, tidy};

/// Formatting, clippy without warnings, our own rules (`tidy`), licences and advisories.
pub(crate) fn run() -> Result<()> {
    shell::run("cargo", &["fmt", "--all", "--check"])?;
    shell::run("cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"])?;
    tidy::run()?;
    licences::run()
}
