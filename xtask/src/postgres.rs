//! A PostgreSQL server of our own for the tests: its own folder, its own port, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

/// A running server; stopped and removed when dropped.
pub(crate) struct Server {
    folder: PathBuf,
    binaries: PathBuf,
    port: u16,
}

impl Server {
    /// Starts a fresh server on loopback.
    pub(crate) fn start() -> Result<Self> {
        tools::ensure(&[tools::POSTGRES])?;
        let binaries = newest_version(Path::new("/usr/lib/postgresql"))?;
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("madoguchi-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let server = Self { folder, binaries, port };
        if tools::is_root() {
            // PostgreSQL refuses to run as root; its package has brought a user.
            shell::output("chown", &["postgres", &server.path("")])?;
        }
        println!("Starting a PostgreSQL server for the tests on port {port}");
        server.tool(
            "initdb",
            &["-D", &server.path("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
        )?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -k {} -c max_connections=300 -c fsync=off",
            server.path("")
        );
        server.tool(
            "pg_ctl",
            &["-D", &server.path("data"), "-l", &server.path("log"), "-o", &options, "-w", "-t", "60", "start"],
        )?;
        Ok(server)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
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
        let log =
            std::fs::File::create(std::env::temp_dir().join(format!("madoguchi-{name}-{}.log", std::process::id())))?;
        let status = command.args(args).current_dir("/").stdout(log.try_clone()?).stderr(log).status()?;
        if !status.success() {
            bail!("{name} failed ({status}); see {}", self.path("log"));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.tool("pg_ctl", &["-D", &self.path("data"), "-m", "immediate", "-w", "stop"]) {
            eprintln!("the PostgreSQL server did not stop: {error:#}");
        }
        for name in ["initdb", "pg_ctl"] {
            let _gone =
                std::fs::remove_file(std::env::temp_dir().join(format!("madoguchi-{name}-{}.log", std::process::id())));
        }
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
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
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
