//! A PostgreSQL server of our own for the tests: its own folder, its own port, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{shell, tools};

const VERSIONS: &str = "/usr/lib/postgresql";
/// How long a server may take to start, in seconds: one on a quiet machine, this on the slowest.
const PATIENCE: &str = "600";
/// Ports tried. PostgreSQL must be told a number, and another program may take it in between.
const PORTS: usize = 20;

/// A running server; stopped and removed when dropped.
pub(crate) struct Server {
    folder: TempDir,
    binaries: PathBuf,
    port: u16,
}

impl Server {
    /// Starts a fresh server on loopback.
    pub(crate) fn start() -> Result<Self> {
        tools::ensure(&[tools::POSTGRES])?;
        let binaries = newest_version(Path::new(VERSIONS))?;
        let folder = tempfile::Builder::new().prefix("madoguchi-postgres-").tempdir()?;
        let mut server = Self { folder, binaries, port: 0 };
        if tools::is_root() {
            // PostgreSQL refuses to run as root; its package has brought a user.
            shell::output("chown", &["postgres", &server.path("")])?;
        }
        println!("Making a PostgreSQL database for the tests");
        server.tool(
            "initdb",
            &["-D", &server.path("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
        )?;
        for _ in 0..PORTS {
            server.port = free_port()?;
            println!("Starting a PostgreSQL server for the tests on port {}", server.port);
            match server.listen() {
                Ok(()) => return Ok(server),
                Err(error) if !server.log("server").contains("Address already in use") => return Err(error),
                Err(_) => println!("Another program has just taken that port"),
            }
        }
        bail!("of {PORTS} ports none stayed free")
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn listen(&self) -> Result<()> {
        let log = self.path("server");
        // The log of an earlier try would be read as that of this one.
        let _none_yet = std::fs::remove_file(&log);
        // No socket in a folder: its path may be too long for one.
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c fsync=off",
            self.port
        );
        self.tool("pg_ctl", &["-D", &self.path("data"), "-l", &log, "-o", &options, "-w", "-t", PATIENCE, "start"])
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn log(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn tool(&self, name: &str, args: &[&str]) -> Result<()> {
        let program = self.binaries.join(name).to_string_lossy().into_owned();
        let mut command = if tools::is_root() {
            let mut as_postgres = Command::new("runuser");
            as_postgres.args(["-u", "postgres", "--", &program]);
            as_postgres
        } else {
            Command::new(program)
        };
        // Not captured by a pipe: the server would inherit it and hold it open.
        let log = std::fs::File::create(self.path(name))?;
        let status = command.args(args).current_dir("/").stdout(log.try_clone()?).stderr(log).status()?;
        if !status.success() {
            // The folder will be gone when somebody wants to look into it.
            bail!("{name} failed ({status})\n{}{}", self.log(name), self.log("server"));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !Path::new(&self.path("data/postmaster.pid")).exists() {
            return;
        }
        let stop = ["-D", &self.path("data"), "-m", "immediate", "-w", "-t", PATIENCE, "stop"];
        if let Err(error) = self.tool("pg_ctl", &stop) {
            eprintln!("the PostgreSQL server did not stop: {error:#}");
        }
    }
}

/// Whether a version with its server programs is installed; the folder alone comes with the client.
pub(crate) fn is_installed() -> bool {
    newest_version(Path::new(VERSIONS)).is_ok()
}

fn newest_version(folder: &Path) -> Result<PathBuf> {
    let versions = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut versions: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path)| path.join("initdb").is_file())
        .collect();
    versions.sort();
    let (_, newest) = versions.pop().context("PostgreSQL's server programs are not installed")?;
    Ok(newest)
}

/// A port that nobody uses now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
