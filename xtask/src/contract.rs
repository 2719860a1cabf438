//! The contract of the API: schemathesis tries a demo as every role, by the API's own description.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::server::Server;
use crate::{shell, tools};

const FOLDER: &str = ".contract";
const REQUIREMENTS: &str = "crates/console/contract/requirements.txt";
const SCRIPT: &str = "crates/console/contract/run.py";
const PASSWORD: &str = "correct-horse-battery";

/// Tries a demo of our own as every role.
pub(crate) fn test() -> Result<()> {
    install()?;
    let server = Server::start(&["demo", "--language", "ja"])?;
    make_admin(&server)?;
    let python = Path::new(FOLDER).join("bin/python");
    shell::run_command(Command::new(python).args([SCRIPT, server.url(), PASSWORD]))
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

/// The first admin of a demo, as an operator makes one.
fn make_admin(server: &Server) -> Result<()> {
    let mut command = Command::new(shell::root().join("target/debug/madoguchi"));
    command.args(["admin", "create", "boss", "--password-stdin", "--data"]).arg(server.data());
    let mut child = command.stdin(Stdio::piped()).spawn().context("the program starts")?;
    child.stdin.take().context("its input is piped")?.write_all(PASSWORD.as_bytes())?;
    ensure!(child.wait()?.success(), "no admin could be made");
    Ok(())
}
