//! A madoguchi of our own for the tests in a browser.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::shell;

/// Of the admin that tests sign in as.
pub(crate) const ADMIN_PASSWORD: &str = "correct-horse-battery";

/// A running program; killed and its folder removed when dropped.
pub(crate) struct Server {
    child: Child,
    url: String,
    folder: TempDir,
}

impl Server {
    /// Starts `madoguchi demo` or `madoguchi serve --dev` with a fresh folder on whatever port is free, and waits until it
    /// says where that is.
    pub(crate) fn start(command: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("madoguchi-").tempdir()?;
        let program = shell::root().join("target/debug/madoguchi");
        let mut child = Command::new(&program)
            .args(command)
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .args(["--set", "log.level=warn"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("its output is piped")?).lines();
        let url = lines.by_ref().map_while(Result::ok).find_map(|line| address_in(&line));
        let mut server = Self { child, url: String::new(), folder };
        let Some(url) = url else {
            bail!("madoguchi {} ended before it served ({})", command.join(" "), server.child.wait()?);
        };
        server.url = url;
        // It goes on printing, which would fail if nobody kept the pipe open and read.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(server)
    }

    /// Makes the first admin, as an operator does.
    pub(crate) fn make_admin(&self, name: &str, password: &str) -> Result<()> {
        let mut command = Command::new(shell::root().join("target/debug/madoguchi"));
        command.args(["admin", "create", name, "--password-stdin", "--data"]).arg(self.folder.path().join("data"));
        let mut child = command.stdin(Stdio::piped()).spawn().context("the program starts")?;
        child.stdin.take().context("its input is piped")?.write_all(password.as_bytes())?;
        ensure!(child.wait()?.success(), "no admin could be made");
        Ok(())
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
    }
}

/// The address in a line like `Teams in a box is open: http://127.0.0.1:8080`.
fn address_in(line: &str) -> Option<String> {
    let address = &line[line.find("http://")?..];
    let end = address.find(|sign: char| sign.is_whitespace() || sign == ';').unwrap_or(address.len());
    Some(address[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_either_command_prints() {
        let serve = "madoguchi is serving on http://127.0.0.1:8080; stop with Ctrl+C";
        assert_eq!(address_in(serve).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(address_in("Teams in a box is open: http://[::1]:1").as_deref(), Some("http://[::1]:1"));
        assert_eq!(address_in("Stop with Ctrl+C."), None);
    }
}
