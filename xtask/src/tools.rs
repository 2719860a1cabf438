//! Installs what is missing: Debian packages and npm packages.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// Something a test or build needs, and the Debian package that has it.
pub(crate) struct Tool {
    /// How to see that it is there: a program or a file.
    pub(crate) probe: &'static str,
    /// The Debian packages.
    pub(crate) packages: &'static [&'static str],
}

/// Builds the pages.
pub(crate) const NODE: Tool = Tool { probe: "npm", packages: &["nodejs", "npm"] };
/// Shows the pages in tests.
pub(crate) const CHROMIUM: Tool = Tool { probe: "chromium", packages: &["chromium"] };
/// Shows Japanese.
pub(crate) const JAPANESE_FONTS: Tool =
    Tool { probe: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", packages: &["fonts-noto-cjk"] };
/// Builds C: SQLite and the crypto library.
pub(crate) const C_COMPILER: Tool = Tool { probe: "cc", packages: &["build-essential"] };
/// The second database.
pub(crate) const POSTGRES: Tool = Tool { probe: "/usr/lib/postgresql", packages: &["postgresql"] };

/// Installs the tools that are missing, with one call of the package manager.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&str> =
        tools.iter().filter(|tool| !is_there(tool)).flat_map(|tool| tool.packages).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing what is missing: {}", missing.join(", "));
    if !shell::has("apt-get") {
        bail!("please install {} by your system's means, then try again", missing.join(", "));
    }
    let apt = |args: &[&str]| {
        let sudo = !is_root() && shell::has("sudo");
        let mut command = if sudo { Command::new("sudo") } else { Command::new("apt-get") };
        if sudo {
            command.arg("apt-get");
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        shell::run_command(&mut command)
    };
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], missing.as_slice()].concat())?;
    for tool in tools {
        if !is_there(tool) {
            bail!("{} is still missing after installing {}", tool.probe, tool.packages.join(", "));
        }
    }
    Ok(())
}

fn is_there(tool: &Tool) -> bool {
    if tool.probe.starts_with('/') { Path::new(tool.probe).exists() } else { shell::has(tool.probe) }
}

/// Whether we are root: PostgreSQL refuses to run so.
pub(crate) fn is_root() -> bool {
    shell::output("id", &["-u"]).is_ok_and(|id| id.trim() == "0")
}
