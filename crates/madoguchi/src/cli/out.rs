//! What commands print. `println!` panics where nobody reads any more (`madoguchi config | head -1`); this does not.

use std::fmt::Display;
use std::io::Write;

use anyhow::{Context, Result};

/// A line that the command is there for. Where it cannot be written the command ends: quietly where nobody reads any more
/// ([`crate::is_broken_pipe`]), with an error where a disk is full.
pub(crate) fn line(text: impl Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("cannot write to standard output")
}

/// A line that one may read or not: a server goes on without it.
pub(crate) fn aside(text: impl Display) {
    let _unread = line(text);
}

/// A line on standard error: what was refused, how far the work is, why it failed.
pub(crate) fn note(text: impl Display) {
    let _unread = writeln!(std::io::stderr().lock(), "{text}");
}
