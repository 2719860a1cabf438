//! `cargo xtask bench`: builds and installs what is measured, then runs the program in `xtask/bench` that measures; with `lists`
//! as its first word, the console's lists with a large desk, on both databases.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{attack, model, postgres, shell, tools};

/// The echo bot's packages, in the version that our figures were taken with.
const VERSION: &str = "1.8.1";
const PACKAGES: [&str; 2] = ["@microsoft/agents-hosting", "@microsoft/agents-hosting-express"];
const FOLDER: &str = ".bench";
/// Says which version was installed to the end: npm may be broken off, and what it leaves looks whole.
const STAMP: &str = ".bench/installed";
/// What is measured shares these with the generator, so that figures of machines with more can be compared.
const CORES: &str = "0,1";

/// Measures; the arguments go to the measuring program.
pub(crate) fn run(args: &[String]) -> Result<()> {
    tools::ensure(&[tools::C_COMPILER])?;
    model::or_without();
    println!("Building the program as it is released; the first time takes some minutes");
    shell::run("cargo", &["build", "--release", "--package", "madoguchi", "--package", "bench"])?;
    let mut bench = on_two_cores("target/release/bench");
    if args.first().is_some_and(|arg| arg == "lists") {
        let server = if attack::wants_postgres(args) { Some(postgres::Server::start()?) } else { None };
        bench.arg("lists");
        if let Some(server) = &server {
            bench.args(["--postgres", &server.url()]);
        }
        return shell::run_command(bench.args(&args[1..]));
    }
    if wants_bot(args) {
        match install() {
            Ok(()) => drop(bench.args(["--packages", FOLDER])),
            // Our own figures are worth having without the comparison.
            Err(error) => eprintln!("The echo bot is left out: {error:#}"),
        }
    }
    shell::run_command(bench.args(args))
}

fn wants_bot(args: &[String]) -> bool {
    let only = args.iter().position(|arg| arg == "--only").and_then(|at| args.get(at + 1)).map(String::as_str);
    let only = only.or_else(|| args.iter().find_map(|arg| arg.strip_prefix("--only=")));
    only != Some("madoguchi") && !args.iter().any(|arg| arg == "--help" || arg == "-h")
}

/// Microsoft's SDK in the version above; installed, never vendored.
fn install() -> Result<()> {
    tools::ensure(&[tools::NODE])?;
    if std::fs::read_to_string(STAMP).is_ok_and(|version| version == VERSION) {
        return Ok(());
    }
    let _none_yet = std::fs::remove_file(STAMP);
    println!("Installing {} {VERSION} into {FOLDER}/", PACKAGES.join(" and "));
    std::fs::create_dir_all(FOLDER)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--prefix", FOLDER, "--no-save", "--no-package-lock", "--ignore-scripts"]);
    npm.args(["--no-audit", "--no-fund", "--fetch-retries=1"]).args(PACKAGES.map(|name| format!("{name}@{VERSION}")));
    shell::run_command(&mut npm).context("the npm registry must be reachable once")?;
    std::fs::write(STAMP, VERSION)?;
    Ok(())
}

fn on_two_cores(program: &str) -> Command {
    let more = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 2);
    if more && shell::has("taskset") {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", CORES, program]);
        return command;
    }
    Command::new(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bot_is_installed_only_where_it_is_measured() {
        let wants = |args: &[&str]| wants_bot(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert!(wants(&[]) && wants(&["--only", "bot"]) && wants(&["--seconds", "5"]));
        for without in [&["--only", "madoguchi"][..], &["--only=madoguchi"], &["--help"]] {
            assert!(!wants(without), "{without:?}");
        }
    }
}
