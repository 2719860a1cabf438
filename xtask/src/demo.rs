//! `cargo xtask demo`

use std::process::Command;

use anyhow::Result;

use crate::{model, shell, tools, web};

/// Builds the pages and the program, then starts Teams in a box.
pub(crate) fn run(args: &[String]) -> Result<()> {
    tools::ensure(&[tools::C_COMPILER])?;
    model::or_without();
    web::build()?;
    println!("Building the program; the first time takes some minutes");
    shell::run("cargo", &["build", "--package", "madoguchi"])?;
    shell::run_command(Command::new("target/debug/madoguchi").arg("demo").args(args))
}
