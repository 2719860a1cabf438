//! `madoguchi`: see `madoguchi --help`.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use madoguchi::cli::{Cli, Outcome};
use madoguchi::{BadSetting, BadSettings, is_broken_pipe};

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::InPart) => ExitCode::from(3),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Not `eprintln!`, which panics where standard error is closed.
            let _unread = writeln!(std::io::stderr(), "madoguchi: {error:#}");
            ExitCode::from(if error.is::<BadSetting>() || error.is::<BadSettings>() { 2 } else { 1 })
        }
    }
}
