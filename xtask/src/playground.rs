//! Microsoft's Agents Playground against a fresh madoguchi. Its licence allows evaluation only: installed, never vendored.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::server::Server;
use crate::{shell, tools};

/// The version that the test was written against.
const PACKAGE: &str = "@microsoft/m365agentsplayground@0.2.28";
const FOLDER: &str = ".playground";
const PROGRAM: &str = ".playground/node_modules/.bin/agentsplayground";

fn install() -> Result<()> {
    tools::ensure(&[tools::NODE])?;
    if !Path::new(PROGRAM).exists() {
        println!("Installing {PACKAGE} into {FOLDER}/ (Microsoft's licence: for evaluation)");
        std::fs::create_dir_all(FOLDER)?;
        shell::run("npm", &["install", "--prefix", FOLDER, "--no-save", "--no-audit", "--no-fund", PACKAGE])?;
    }
    Ok(())
}

/// Starts both, until interrupted.
pub fn run() -> Result<()> {
    install()?;
    shell::run("cargo", &["build", "--package", "madoguchi"])?;
    let server = Server::start(&["serve", "--dev"])?;
    println!("madoguchi serves on {}; the Playground opens on http://127.0.0.1:56150", server.url());
    shell::run_command(Command::new(PROGRAM).args(arguments(server.url(), "56150")))
}

/// Drives the Playground through the whole loop.
pub fn test() -> Result<()> {
    install()?;
    let server = Server::start(&["serve", "--dev"])?;
    let mut story = Command::new("node");
    story.args(["--test", "e2e/playground.spec.mjs"]).current_dir("web");
    story.env("MADOGUCHI_URL", server.url()).env("PLAYGROUND", shell::root().join(PROGRAM));
    shell::run_command(&mut story)
}

fn arguments(url: &str, port: &str) -> Vec<String> {
    let endpoint = format!("{url}/api/messages");
    ["start", "-e", &endpoint, "-c", "msteams", "-p", port, "--disable-telemetry"].map(str::to_owned).to_vec()
}
