//! What is measured, as a process of its own: madoguchi with a fresh database, or the echo bot.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::sync::oneshot;

use crate::arguments::Arguments;
use crate::client::Client;

/// Longest time until it says where it listens, and again until it is ready.
const START_WITHIN: Duration = Duration::from_mins(1);
/// How often it is asked whether it is ready.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Lifts the windows that hold back what is sent to Teams; without it a burst measures them and not the program.
const NO_WINDOWS: [&str; 2] = ["--set", "teams.rate_limits=off"];
/// Has the store tell at its end what it was asked.
const TELL_USAGE: [&str; 2] = ["--set", "log.level=warn,storage=debug"];
/// Longest time from SIGTERM to the end.
const STOP_WITHIN: Duration = Duration::from_secs(20);
/// The sample company, whose entries are asked for.
const COMPANY: &str = "sample/company.json";
/// The script, and where its packages are found.
const BOT: &str = "xtask/bench/echo-bot/bot.cjs";
const SDK: &str = "node_modules/@microsoft/agents-hosting/package.json";

/// A running process; ended when dropped, and what it kept is removed.
pub(crate) struct Subject {
    child: Child,
    /// The echo bot ends when this is closed, even if we are killed.
    _lifeline: Option<ChildStdin>,
    folder: PathBuf,
    log: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Whether it sends as fast as it can.
    pub(crate) unlimited: bool,
}

/// What a store was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoreUsage {
    /// SQL statements.
    pub(crate) statements: u64,
    /// Transactions that were made durable.
    pub(crate) commits: u64,
}

impl Subject {
    /// Our program with the entries of a file, in its own folder; ready to answer.
    pub(crate) async fn madoguchi(arguments: &Arguments, faq: &Path, work: &Path) -> Result<Self> {
        let quiet = ["--set", "log.level=warn"];
        // An older program refuses a setting that it does not know.
        let Ok(mut subject) = Self::serve(arguments, faq, work, &[quiet, NO_WINDOWS].concat()).await else {
            return Self::serve(arguments, faq, work, &quiet).await?.ready().await;
        };
        subject.unlimited = true;
        subject.ready().await
    }

    /// The same, but one whose [`Self::usage`] can be read.
    pub(crate) async fn madoguchi_that_tells(arguments: &Arguments, faq: &Path, work: &Path) -> Result<Self> {
        Self::serve(arguments, faq, work, &TELL_USAGE).await?.ready().await
    }

    /// The bot on Microsoft's SDK.
    pub(crate) async fn echo_bot(packages: &Path, work: &Path) -> Result<Self> {
        let mut command = Command::new("node");
        command.arg(BOT).env("NODE_PATH", packages.join("node_modules")).stdin(Stdio::piped());
        // The SDK and Node with their defaults: settings of this machine would change what is measured.
        command.env_remove("NODE_OPTIONS").env_remove("NODE_ENV").env_remove("DEBUG");
        let mut subject = Self::start(command, "bot", work.join("bot")).await?;
        subject.unlimited = true;
        Ok(subject)
    }

    async fn serve(arguments: &Arguments, faq: &Path, work: &Path, more: &[&str]) -> Result<Self> {
        let folder = work.join("data");
        let _old = std::fs::remove_dir_all(&folder);
        let mut sources = vec![format!("--data={}", folder.display())];
        sources.push(format!("--set=desk.language={}", arguments.language.code()));
        // Some entries are for one team only, and are refused by a desk that has no such team.
        sources.push(format!("--set=desk.teams={}", teams_of_the_company()?));
        sources.extend(arguments.set.iter().map(|pair| format!("--set={pair}")));
        let program = |words: &[&str]| {
            let mut command = Command::new(&arguments.program);
            command.args(words).args(&sources).stdin(Stdio::null()).env_remove("MADOGUCHI_CONFIG");
            command
        };
        let imported = program(&["faq", "import"]).arg(faq).output();
        let imported = imported.with_context(|| format!("cannot start {}", arguments.program.display()))?;
        if !imported.status.success() {
            bail!("the import failed: {}", String::from_utf8_lossy(&imported.stderr).trim());
        }
        let mut command = program(&["serve", "--dev", "--listen", "127.0.0.1:0"]);
        command.args(more);
        Self::start(command, "madoguchi", folder).await
    }

    /// Starts it and waits for the line in which it says where it listens.
    async fn start(mut command: Command, name: &str, folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        // Beside the folder, which is removed: whoever looks for a fault finds it.
        let log = folder.with_file_name(format!("{name}.log"));
        command.stdout(Stdio::piped()).stderr(File::create(&log)?);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let lifeline = child.stdin.take();
        let out = child.stdout.take().context("its output is piped")?;
        let placeholder = SocketAddr::from(([127, 0, 0, 1], 0));
        // From here on it is ended whatever happens.
        let mut subject = Self { child, _lifeline: lifeline, folder, log, address: placeholder, unlimited: false };
        let (found, address) = oneshot::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(out).lines().map_while(Result::ok);
            if let Some(address) = lines.find_map(|line| address_in(&line)) {
                // Nobody waits any more where it took too long.
                let _told = found.send(address);
            }
            // Whoever writes into a full pipe stops; so somebody reads.
            lines.for_each(drop);
        });
        let found = tokio::time::timeout(START_WITHIN, address).await;
        let address = found.ok().and_then(Result::ok);
        subject.address = address.with_context(|| format!("{name} does not serve; see {}", subject.log.display()))?;
        Ok(subject)
    }

    async fn ready(self) -> Result<Self> {
        let client = Client::new(self.address);
        let end = Instant::now() + START_WITHIN;
        while !client.is_well("/health/ready").await {
            anyhow::ensure!(Instant::now() < end, "madoguchi is not ready; see {}", self.log.display());
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(self)
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop and reads what its store says it was asked from start to end; none where it does not tell.
    pub(crate) async fn usage(mut self) -> Result<Option<StoreUsage>> {
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        anyhow::ensure!(asked.success(), "kill failed ({asked})");
        let end = Instant::now() + STOP_WITHIN;
        while self.child.try_wait()?.is_none() {
            anyhow::ensure!(Instant::now() < end, "madoguchi did not stop; see {}", self.log.display());
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(usage_in(&std::fs::read_to_string(&self.log)?))
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // Ends it whatever state it is in; its folder is a throw-away.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

/// The teams of the sample company, as a setting names them.
pub(crate) fn teams_of_the_company() -> Result<String> {
    teams_of(&std::fs::read_to_string(COMPANY)?)
}

/// The teams of a company, as a setting names them.
fn teams_of(company: &str) -> Result<String> {
    let company: serde_json::Value = serde_json::from_str(company)?;
    let teams = company["teams"].as_array().context("a company has teams")?;
    let named: Vec<String> = teams.iter().map(|team| format!("{{ name = {} }}", team["name"])).collect();
    Ok(format!("[{}]", named.join(", ")))
}

/// The last line of a log in which a store tells its usage.
fn usage_in(log: &str) -> Option<StoreUsage> {
    let line = log.lines().rfind(|line| line.contains("statements="))?;
    let field = |name: &str| line.split_once(name)?.1.split_whitespace().next()?.parse().ok();
    Some(StoreUsage { statements: field(" statements=")?, commits: field(" commits=")? })
}

/// The version that a program tells.
pub(crate) fn version_of(program: &Path) -> Result<String> {
    let told = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    let told = told.with_context(|| format!("cannot start {}", program.display()))?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned())
}

/// The version of the SDK that is installed.
pub(crate) fn version_of_sdk(packages: &Path) -> Result<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(packages.join(SDK))?)?;
    Ok(manifest["version"].as_str().context("a package has a version")?.to_owned())
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split(|letter: char| !letter.is_ascii_digit() && !".:".contains(letter)).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_where_one_is_told() {
        let told = "madoguchi is serving on http://127.0.0.1:4242; stop with Ctrl+C";
        assert_eq!(address_in(told), Some(SocketAddr::from(([127, 0, 0, 1], 4242))));
        assert_eq!(address_in("echo bot is serving on http://127.0.0.1:80"), "127.0.0.1:80".parse().ok());
        assert_eq!(address_in("see http://localhost for help"), None);
        assert_eq!(address_in("127.0.0.1:80"), None);
    }

    #[test]
    fn every_team_of_a_company_is_named() {
        let company = r#"{"teams": [{"name": "IT", "keywords": ["PC"]}, {"name": "HR"}]}"#;
        assert_eq!(teams_of(company).expect("teams"), r#"[{ name = "IT" }, { name = "HR" }]"#);
        assert!(teams_of("{}").is_err(), "no teams");
    }

    #[test]
    fn usage_is_read_from_its_line_and_not_guessed_from_others() {
        let told = "12:00 WARN statements of another kind\n12:01 DEBUG storage::engine: the store is closed \
                    statements=1234 reads=5 writes=6 commits=78\n";
        assert_eq!(usage_in(told), Some(StoreUsage { statements: 1234, commits: 78 }));
        assert_eq!(usage_in("12:01 DEBUG storage::engine: the store is closed statements=many commits=78"), None);
        assert_eq!(usage_in("12:01 INFO stopping"), None);
    }
}
