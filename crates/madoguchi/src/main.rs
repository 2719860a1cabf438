//! `madoguchi`: see `madoguchi --help`.

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
            eprintln!("madoguchi: {error:#}");
            ExitCode::from(if error.is::<BadSetting>() || error.is::<BadSettings>() { 2 } else { 1 })
        }
    }
}
