//! `cargo xtask`: automation in Rust, no Makefile beside it. Each command installs what it misses, and says so.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod check;
mod demo;
mod infra;
mod licences;
mod playground;
mod postgres;
mod server;
mod shell;
mod test;
mod tidy;
mod tools;
mod web;

const USAGE: &str = "\
cargo xtask <command>

  demo [ARGS]     try it: build everything, start Teams in a box (ARGS go to `madoguchi demo`)
  test            every test: Rust on SQLite and PostgreSQL, pages, browser, Playground, infrastructure
  check           formatting, clippy, tidy, licences and advisories
  build           the complete program, pages embedded, at target/release/madoguchi
  playground      start Microsoft's Agents Playground against a fresh madoguchi
  infra           check the infrastructure code
  tidy            check the rules of the house
  licences        check licences and advisories, offline";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    match run(&command, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, args: &[String]) -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    match command {
        "demo" => demo::run(args),
        "test" => test::run(),
        "check" => check::run(),
        "build" => web::build().and_then(|()| shell::run("cargo", &["build", "--release", "--package", "madoguchi"])),
        "playground" => playground::run(),
        "infra" => infra::run(args),
        "tidy" => tidy::run(),
        "licences" => licences::run(),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command {other}\n\n{USAGE}"),
    }
}
