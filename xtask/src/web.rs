//! Builds the pages.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::Result;

use crate::{shell, tools};

/// What npm writes at the end of an installation.
const STAMP: &str = "web/node_modules/.package-lock.json";
/// What a build writes last: one that was broken off has not come so far.
const BUILT: &str = "web/dist/licences.txt";
const SOURCES: [&str; 9] = [
    "web/src",
    "web/public",
    "web/scripts",
    "web/index.html",
    "web/console.html",
    "web/vite.config.ts",
    "web/package-lock.json",
    "sample/tour.ja.json",
    "sample/tour.en.json",
];

/// Installs the npm packages that the lock file names, where they have changed.
pub(crate) fn install() -> Result<()> {
    tools::ensure(&[tools::NODE])?;
    if newest(Path::new("web/package-lock.json")) > newest(Path::new(STAMP)) {
        println!("Installing the npm packages of web/");
        npm(&["ci", "--no-audit", "--no-fund"])?;
    }
    Ok(())
}

/// Builds the pages where their sources have changed.
pub(crate) fn build() -> Result<()> {
    install()?;
    let sources = SOURCES.iter().map(|path| newest(Path::new(path))).max();
    if sources > Some(newest(Path::new(BUILT))) {
        npm(&["run", "build"])?;
    }
    Ok(())
}

/// Runs npm in `web/`.
pub(crate) fn npm(args: &[&str]) -> Result<()> {
    shell::run_command(Command::new("npm").args(args).current_dir("web"))
}

/// The newest change of a file or of anything in a folder; the epoch where there is nothing.
fn newest(path: &Path) -> SystemTime {
    let Ok(metadata) = path.metadata() else { return SystemTime::UNIX_EPOCH };
    let own = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let Ok(entries) = std::fs::read_dir(path) else { return own };
    entries.flatten().map(|entry| newest(&entry.path())).max().unwrap_or(own).max(own)
}
