//! Microsoft's Agents Playground against a fresh madoguchi. Its licence allows evaluation only: installed, never vendored.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::{shell, tools};

const NAME: &str = "@microsoft/m365agentsplayground";
/// What the test was written against: its interfaces are not promised to anybody.
const VERSION: &str = "0.2.28";
const FOLDER: &str = ".playground";
const PROGRAM: &str = ".playground/node_modules/.bin/agentsplayground";
const STORY: &str = "e2e/playground.spec.mjs";

/// Says which version was installed to the end: npm may be broken off, and what it leaves looks whole.
const STAMP: &str = ".playground/installed";

/// Ways to a network of one's own: as root, and as anybody where the system lets them.
const ALONE: [&[&str]; 2] = [&["unshare", "--net"], &["unshare", "--user", "--map-root-user", "--net"]];
/// What runs first in it, because it begins with loopback down.
const LOOPBACK_UP: &str = "ip link set lo up && exec \"$@\"";

/// Starts both, until interrupted.
pub(crate) fn run() -> Result<()> {
    install()?;
    build()?;
    shell::run_command(on_stage(Command::new("node").arg("e2e/playground/start.mjs")))
}

/// Drives the Playground through the whole loop.
pub(crate) fn test() -> Result<()> {
    install()?;
    build()?;
    let mut story = if let Some(way) = alone() {
        let mut story = Command::new(way[0]);
        story.args(&way[1..]).args(["--", "sh", "-c", LOOPBACK_UP, "sh", "node"]);
        story
    } else {
        println!("No network namespace can be made here: the Playground listens on all interfaces while it is tested");
        Command::new("node")
    };
    shell::run_command(on_stage(story.args(["--test", "--test-reporter=spec", STORY])))
}

/// The Playground in the version above. Where it cannot be had, that is an error: a test must not be left out unseen.
fn install() -> Result<()> {
    tools::ensure(&[tools::NODE])?;
    if installed().as_deref() == Some(VERSION) {
        return Ok(());
    }
    let _none_yet = std::fs::remove_file(STAMP);
    println!("Installing {NAME} {VERSION} into {FOLDER}/ (Microsoft's licence: for evaluation)");
    std::fs::create_dir_all(FOLDER)?;
    let package = format!("{NAME}@{VERSION}");
    let mut npm = Command::new("npm");
    npm.args(["install", "--prefix", FOLDER, "--no-save", "--no-package-lock", "--ignore-scripts"]);
    npm.args(["--no-audit", "--no-fund", &package]);
    shell::run_command(&mut npm)
        .with_context(|| format!("{package} cannot be installed; the npm registry must be reachable once"))?;
    anyhow::ensure!(Path::new(PROGRAM).is_file(), "{NAME} is not there after installing it into {FOLDER}/");
    std::fs::write(STAMP, VERSION)?;
    Ok(())
}

fn installed() -> Option<String> {
    std::fs::read_to_string(STAMP).ok().filter(|_| Path::new(PROGRAM).is_file())
}

fn build() -> Result<()> {
    shell::run("cargo", &["build", "--package", "madoguchi"])
}

/// What the scripts need to find both programs, and to hear the Playground's stream.
fn on_stage(command: &mut Command) -> &mut Command {
    command
        .current_dir("web")
        .env("MADOGUCHI", absolute("target/debug/madoguchi"))
        .env("PLAYGROUND", absolute(PROGRAM))
        // Node 20 has its WebSocket behind this; later ones accept it without effect.
        .env("NODE_OPTIONS", "--experimental-websocket --disable-warning=ExperimentalWarning")
}

fn absolute(path: &str) -> PathBuf {
    shell::root().join(path)
}

/// The first way that works. The Playground listens on all interfaces and checks nobody, so a test keeps it to itself.
fn alone() -> Option<&'static [&'static str]> {
    ALONE.into_iter().find(|way| {
        let mut trial = Command::new(way[0]);
        trial.args(&way[1..]).args(["--", "sh", "-c", LOOPBACK_UP, "sh", "true"]);
        trial.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        trial.status().is_ok_and(|status| status.success())
    })
}
