//! The contract of the API: schemathesis tries a demo as every role, by the API's own description.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::server::{ADMIN_PASSWORD, Server};
use crate::{shell, tools};

const FOLDER: &str = ".contract";
const REQUIREMENTS: &str = "crates/console/contract/requirements.txt";
const SCRIPT: &str = "crates/console/contract/run.py";

/// Tries a demo of our own as every role.
pub(crate) fn test() -> Result<()> {
    install()?;
    let server = Server::start(&["demo", "--language", "ja", "--empty"])?;
    server.make_admin("boss", ADMIN_PASSWORD)?;
    let python = Path::new(FOLDER).join("bin/python");
    shell::run_command(Command::new(python).args([SCRIPT, server.url(), ADMIN_PASSWORD]))
}

/// Schemathesis in an environment of its own. Where it cannot be had, that is an error: a test must not be left out unseen.
fn install() -> Result<()> {
    tools::ensure(&[tools::PIP, tools::VENV])?;
    let (wanted, stamp) = (std::fs::read_to_string(REQUIREMENTS)?, Path::new(FOLDER).join("installed"));
    // Says what was installed to the end: pip may be broken off, and what it leaves looks whole.
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing schemathesis into {FOLDER}/");
    let _none_yet = std::fs::remove_dir_all(FOLDER);
    shell::run("python3", &["-m", "venv", FOLDER])?;
    let mut pip = Command::new(Path::new(FOLDER).join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--requirement", REQUIREMENTS]);
    shell::run_command(&mut pip).context("the Python package index must be reachable once")?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}
