//! The attacked program, as a process that can be killed, stopped and started again where it was.

use std::fs::OpenOptions;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::client::Client;

const START_WITHIN: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How it is started.
#[derive(Clone)]
pub(crate) struct Start {
    /// The program with its arguments, as words.
    words: Vec<String>,
    address: SocketAddr,
    log: PathBuf,
}

/// A running program; ended when dropped.
pub(crate) struct Program {
    child: Child,
    start: Start,
}

impl Start {
    /// Serves on a port of its own, with these sources of settings, its log in `log`. `before`: a program that starts it, with
    /// its arguments.
    pub(crate) fn new(program: &Path, before: &[&str], sources: &[String], log: &Path) -> Result<Self> {
        // It is to be found at the same place after it was killed; a port that the system chooses would be another one.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut words: Vec<String> = before.iter().map(ToString::to_string).collect();
        words.push(std::path::absolute(program)?.to_string_lossy().into_owned());
        words.extend(["serve", "--dev", "--listen", &address.to_string(), "--set=log.level=warn"].map(str::to_owned));
        words.extend(sources.iter().cloned());
        Ok(Self { words, address, log: log.to_owned() })
    }

    /// Where it will listen.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Starts it; it need not be ready yet.
    pub(crate) fn start(&self) -> Result<Program> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).env_remove("MADOGUCHI_CONFIG").stdin(Stdio::null());
        let child = command.stdout(log.try_clone()?).stderr(log).spawn();
        let child = child.with_context(|| format!("cannot start {}", self.words[0]))?;
        Ok(Program { child, start: self.clone() })
    }

    /// Starts it and waits until it is ready.
    pub(crate) async fn ready(&self) -> Result<Program> {
        let mut program = self.start()?;
        program.until_ready().await?;
        Ok(program)
    }
}

impl Program {
    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it is ready.
    pub(crate) async fn until_ready(&mut self) -> Result<()> {
        let client = Client::new(self.start.address);
        let end = Instant::now() + START_WITHIN;
        while !client.is_well("/health/ready").await {
            let log = self.start.log.display();
            ensure!(self.child.try_wait()?.is_none(), "it ended before it was ready; see {log}");
            ensure!(Instant::now() < end, "it is not ready; see {log}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM. How long it took to end, and how it ended.
    pub(crate) async fn terminate(mut self, patience: Duration) -> Result<(Option<Duration>, Option<i32>)> {
        let start = Instant::now();
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        ensure!(asked.success(), "kill failed ({asked})");
        while start.elapsed() < patience {
            if let Some(status) = self.child.try_wait()? {
                return Ok((Some(start.elapsed()), status.code()));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok((None, None))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Whatever state it is in.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}
