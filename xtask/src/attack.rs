//! `cargo xtask attack`: builds the program as it is released, then runs the attacks in `xtask/bench`, which share its Teams.

use std::process::Command;

use anyhow::Result;

use crate::{model, postgres, shell, tools};

/// Attacks; the arguments go to the attacking program.
pub(crate) fn run(args: &[String]) -> Result<()> {
    tools::ensure(&[tools::C_COMPILER])?;
    model::or_without();
    println!("Building the program as it is released; the first time takes some minutes");
    shell::run("cargo", &["build", "--release", "--package", "madoguchi", "--package", "bench"])?;
    let mut attack = Command::new("target/release/bench");
    attack.arg("attack");
    let server = if wants_postgres(args) { Some(postgres::Server::start()?) } else { None };
    if let Some(server) = &server {
        attack.args(["--postgres", &server.url()]);
    }
    shell::run_command(attack.args(args))
}

/// Whether a server of PostgreSQL is to be started: none is named.
pub(crate) fn wants_postgres(args: &[String]) -> bool {
    !args.iter().any(|arg| arg == "--help" || arg == "-h" || arg.starts_with("--postgres"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_started_only_where_none_is_named() {
        let wants = |args: &[&str]| wants_postgres(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert!(wants(&[]) && wants(&["kill"]));
        for without in [&["--help"][..], &["--postgres", "postgres://x"], &["--postgres=postgres://x"]] {
            assert!(!wants(without), "{without:?}");
        }
    }
}
