//! A madoguchi of our own for browser and Playground tests.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::{postgres, shell};

/// A running program; killed and its folder removed when dropped.
pub(crate) struct Server {
    child: Child,
    folder: std::path::PathBuf,
    url: String,
}

impl Server {
    /// Starts `madoguchi demo` or `madoguchi serve --dev` on a free port with a fresh folder, and waits until it says that
    /// it is there.
    pub(crate) fn start(command: &[&str]) -> Result<Self> {
        let port = postgres::free_port()?;
        let folder = std::env::temp_dir().join(format!("madoguchi-xtask-{}-{port}", std::process::id()));
        let program = shell::root().join("target/debug/madoguchi");
        let mut child = Command::new(&program)
            .args(command)
            .args(["--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&folder)
            .args(["--set", "log.level=warn"])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let out = child.stdout.take().context("its output is piped")?;
        let mut first = String::new();
        BufReader::new(out).read_line(&mut first)?;
        let server = Self { child, folder, url: format!("http://127.0.0.1:{port}") };
        anyhow::ensure!(first.contains(&server.url), "madoguchi {} did not start: {first:?}", command.join(" "));
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ends it whatever state it is in; the folder is a throw-away.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}
