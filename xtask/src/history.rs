//! `cargo xtask history`: the sample company's past, told anew.

use anyhow::Result;

use crate::shell;

/// Tells it. Without optimising that takes ten minutes, building without them longer.
pub(crate) fn run() -> Result<()> {
    shell::run("cargo", &["run", "--release", "--package", "madoguchi", "--example", "history"])
}
