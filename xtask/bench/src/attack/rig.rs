//! What all attacks share: the program, a database with the sample entries, the questions that it answers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Arguments;
use super::connector::Manner;
use super::program::{Program, Start};
use super::teams::Teams;
use crate::client::Client;
use crate::question::{self, Question};
use crate::subject;

const FAQ: &str = "sample/faq.en.jsonl";
/// On the disk of the repository, since a system's temporary files may lie in memory.
const WORK: &str = "target/attack";

/// The program under attack, and what every attack needs of it.
pub(crate) struct Rig {
    program: PathBuf,
    /// What it says that it is.
    pub(crate) version: String,
    /// Databases and logs.
    pub(crate) work: PathBuf,
    /// Questions that are answered with their own entry.
    pub(crate) questions: Arc<[Question]>,
    /// A PostgreSQL server.
    pub(crate) postgres: Option<String>,
    teams: String,
    number: AtomicUsize,
}

impl Rig {
    /// Imports the entries and asks each question once.
    pub(crate) async fn prepare(arguments: &Arguments) -> Result<Self> {
        let work = PathBuf::from(WORK);
        let _old = std::fs::remove_dir_all(&work);
        std::fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
        let all = question::of_the_faq(Path::new(FAQ))?;
        let mut rig = Self {
            program: arguments.program.clone(),
            version: subject::version_of(&arguments.program)?,
            work,
            questions: all.into(),
            postgres: arguments.postgres.clone(),
            teams: subject::teams_of_the_company()?,
            number: AtomicUsize::new(0),
        };
        rig.import(&rig.sources(&rig.work.join("faq")))?;
        rig.questions = rig.answered().await?;
        Ok(rig)
    }

    /// The questions that are answered with what they ask for; a few entries are for one team alone.
    async fn answered(&self) -> Result<Arc<[Question]>> {
        let teams = Teams::open(&self.questions).await?;
        let (_program, client) = self.fresh(&["--set=teams.rate_limits=off"]).await?;
        let people = teams.people(self.questions.len(), Manner::Takes);
        teams.ask_at_once(&client, people.clone(), 4).await;
        teams.until_answered(&people, Duration::from_mins(1)).await;
        let chats = teams.chats(&people);
        let right = self.questions.iter().zip(&chats).filter(|(_, chat)| chat.is_right());
        let right: Arc<[Question]> = right.map(|(question, _)| question.clone()).collect();
        ensure!(!right.is_empty(), "no question was answered with its own entry");
        Ok(right)
    }

    fn sources(&self, folder: &Path) -> Vec<String> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        vec![
            format!("--data={}", folder.display()),
            "--set=desk.language=en".to_owned(),
            format!("--set=desk.teams={}", self.teams),
        ]
    }

    fn import(&self, sources: &[String]) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(["faq", "import"]).args(sources).arg(FAQ).env_remove("MADOGUCHI_CONFIG");
        let done = command.output().with_context(|| format!("cannot start {}", self.program.display()))?;
        ensure!(done.status.success(), "the import failed: {}", String::from_utf8_lossy(&done.stderr).trim());
        Ok(())
    }

    /// A folder with the sample entries, and how a program on it is started. `before`: a program that starts it.
    pub(crate) fn place(&self, before: &[&str], more: &[&str]) -> Result<(PathBuf, Start)> {
        let folder = self.next_folder();
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        std::fs::create_dir_all(&folder)?;
        for entry in std::fs::read_dir(self.work.join("faq"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        let mut sources = self.sources(&folder);
        sources.extend(more.iter().map(ToString::to_string));
        let start = Start::new(&self.program, before, &sources, &self.work.join(format!("{number}.log")))?;
        Ok((folder, start))
    }

    /// Where the next [`place`](Self::place) will be.
    pub(crate) fn next_folder(&self) -> PathBuf {
        self.work.join(format!("data-{}", self.number.load(Ordering::Relaxed)))
    }

    /// How a program on a database of PostgreSQL is started.
    pub(crate) fn on_postgres(&self, url: &str) -> Result<Start> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let mut sources = self.sources(&self.work.join(format!("data-{number}")));
        sources.push(format!("--set=database.url={url}"));
        Start::new(&self.program, &[], &sources, &self.work.join(format!("{number}.log")))
    }

    /// Imports the entries into a database of PostgreSQL.
    pub(crate) fn import_into(&self, url: &str) -> Result<()> {
        let mut sources = self.sources(&self.work.join("import"));
        sources.push(format!("--set=database.url={url}"));
        self.import(&sources)
    }

    /// A program with a fresh database, and a way to it.
    pub(crate) async fn fresh(&self, more: &[&str]) -> Result<(Program, Arc<Client>)> {
        let (_, start) = self.place(&[], more)?;
        let program = start.ready().await?;
        Ok((program, Arc::new(Client::new(start.address()))))
    }

    /// Takes away what a good run has left.
    pub(crate) fn clear(&self) {
        let _gone = std::fs::remove_dir_all(&self.work);
    }
}
