//! `cargo xtask test`: every test, with one clear line at the end.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::server::Server;
use crate::{infra, playground, postgres, shell, tools, web};

/// One step.
type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 8] = [
    ("tools", tools_and_packages),
    ("pages", pages),
    ("program", program),
    ("rust", rust),
    ("browser: pages", browser_pages),
    ("browser: the loop", browser_loop),
    ("playground", playground::test),
    ("infrastructure", || infra::run(&[])),
];

/// Runs every step, also after one has failed.
pub(crate) fn run() -> Result<()> {
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let start = Instant::now();
        match step() {
            Ok(()) => println!("== {name}: ok, {} s", start.elapsed().as_secs()),
            Err(error) => {
                eprintln!("== {name}: FAILED, {error:#}");
                failed.push(name);
            }
        }
    }
    println!("\nxtask: {} passed, {} failed", STEPS.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

fn tools_and_packages() -> Result<()> {
    tools::ensure(&[tools::C_COMPILER, tools::NODE, tools::CHROMIUM, tools::JAPANESE_FONTS, tools::POSTGRES])?;
    web::install()
}

fn pages() -> Result<()> {
    web::npm(&["run", "check"])?;
    web::build()
}

/// The program itself, for the browser and the Playground.
fn program() -> Result<()> {
    shell::run("cargo", &["build", "--package", "madoguchi", "--quiet"])
}

/// Everything of Cargo, with both databases.
fn rust() -> Result<()> {
    let server = postgres::Server::start()?;
    let mut tests = Command::new("cargo");
    tests.args(["test", "--workspace", "--quiet"]).env("MADOGUCHI_TEST_POSTGRES", server.url());
    shell::run_command(&mut tests)
}

fn browser_pages() -> Result<()> {
    web::npm(&["run", "--silent", "e2e"])
}

fn browser_loop() -> Result<()> {
    let server = Server::start(&["demo"])?;
    let mut story = Command::new("npm");
    story.args(["run", "--silent", "e2e:loop"]).current_dir("web").env("MADOGUCHI_URL", server.url());
    shell::run_command(&mut story)
}
