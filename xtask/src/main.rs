//! `cargo xtask`: automation in Rust, no Makefile beside it. Each command installs what it misses, and says so.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod attack;
mod bench;
mod check;
mod contract;
mod demo;
mod evals;
mod guard;
mod history;
mod infra;
mod licences;
mod model;
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
  test [STEP…]    every test: Rust on SQLite and PostgreSQL, pages, browser, Playground, infrastructure; or the named steps
                  --repeat N runs them N times, --busy N beside so many processes that keep the machine busy
  check           formatting, clippy, tidy, licences and advisories
  evals [SET…]    how well it answers, on all development sets, beside the figures kept last (see `evals --help`)
  bench [ARGS]    what an answer costs, beside an echo bot on Microsoft's SDK (ARGS: see `bench --help`)
                  bench lists: the console's lists and searches with a million messages, on both databases
  attack [NAME…]  what must hold on a bad day, tried by the clock against the program as it is released (see `attack --help`)
  build           the complete program, pages embedded, at target/release/madoguchi
  model           fetch and convert the built-in sentence model, once; demo, test, bench, attack and build do it by themselves
  history         tell the past of the sample company anew, after its texts have changed
  playground      start Microsoft's Agents Playground against a fresh madoguchi
  infra           check the infrastructure code
  tidy            check the rules of the house
  licences        check licences and advisories, offline
  run PROGRAM …   run a program; when it ends or is ended, so is everything that it has started

Ctrl+C or SIGTERM ends every command with everything that it has started.";

fn main() -> ExitCode {
    let done = guard::part().and_then(|part| match part {
        guard::Part::Guard => guard::stand(),
        guard::Part::Work(args) => Ok(work(&args)),
        guard::Part::Sweep(folder) => {
            guard::sweep(&folder);
            Ok(ExitCode::FAILURE)
        }
    });
    done.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn work(args: &[String]) -> ExitCode {
    let (command, rest) = args.split_first().map_or(("", args), |(command, rest)| (command.as_str(), rest));
    match run(command, rest) {
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
        "test" => test::run(args),
        "attack" => attack::run(args),
        "bench" => bench::run(args),
        "check" => check::run(),
        "evals" => evals::run(args),
        "build" => build(),
        "model" => model::run(),
        "playground" => playground::run(),
        "history" => history::run(),
        "infra" => infra::run(args),
        "tidy" => tidy::run(),
        "licences" => licences::run(),
        "run" => shell::run_as_typed(args),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command {other}\n\n{USAGE}"),
    }
}

/// Builds what is released.
fn build() -> Result<()> {
    model::or_without();
    web::build()?;
    shell::run("cargo", &["build", "--release", "--package", "madoguchi"])
}
