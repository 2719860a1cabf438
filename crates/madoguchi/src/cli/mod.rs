//! The command line.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::config::{BadSetting, Layers, Settings};

mod admin;
mod answering;
mod audit;
mod config;
mod dead_letters;
mod demo;
mod eval;
mod explain;
pub(crate) mod faq;
mod files;
mod lexicon;
pub(crate) mod out;
mod retention;
mod serve;
mod teams;
mod version;

/// Open, self-hosted AI help desk for Microsoft Teams that gets smarter with every conversation.
///
/// Employees ask in Teams; the assistant answers what it knows; what it does not know goes to a person in the same
/// conversation; when that person closes the chat, an FAQ draft is made from the dialogue; one tap publishes it; the next
/// colleague is answered at once.
#[derive(Parser)]
#[command(name = "madoguchi", arg_required_else_help = true, max_term_width = 100, after_long_help = AFTER_HELP)]
pub struct Cli {
    /// Print the version
    #[arg(short = 'V', long)]
    version: bool,
    /// With --version: also what is built in
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "\
Settings:
  Each setting has a default. A file (madoguchi.toml, or --config FILE), the environment
  (MADOGUCHI_SECTION_KEY) and flags (--set section.key=value) lie over it, in this order.
  `madoguchi config` shows what is in force and where it comes from.

Examples:
  madoguchi demo                            Teams in a box with a sample company
  madoguchi serve                           serve real Teams, as configured
  madoguchi serve --dev --data DIR          serve the Agents Playground, no credentials
  madoguchi faq import --data DIR faq.csv   add or change entries, also while it serves
  madoguchi teams package --out app.zip     the app package to upload to Teams
  madoguchi admin create NAME --password-stdin  the first admin of the console

Exit status:
  0  done
  1  failed
  2  wrong usage or settings
  3  done in part: some rows of an import were refused, the others taken over";

#[derive(Subcommand)]
enum Command {
    /// Serve the help desk: messaging endpoint, work queues, health checks
    Serve(serve::Serve),
    /// Try it: the whole loop in the browser, with a sample company
    Demo(demo::Demo),
    /// Show every setting in force and where it comes from
    Config(config::Config),
    /// Import and export FAQ entries
    #[command(subcommand)]
    Faq(faq::Faq),
    /// The organisation's own words that mean the same
    #[command(subcommand)]
    Lexicon(lexicon::Lexicon),
    /// Local accounts of the console
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Prepare the installation in Microsoft Teams
    #[command(subcommand)]
    Teams(teams::Teams),
    /// What became of the assistant's answers, and what they rest on
    #[command(subcommand)]
    Answering(answering::Answering),
    /// Who did what, when
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Work that failed too often
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetters),
    /// Forget what has been kept long enough
    Retention(retention::Retention),
    /// Measure answering and learning on your own data
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where settings come from; the same for every command.
#[derive(Args, Clone, Default)]
pub(crate) struct Sources {
    /// Settings file [default: madoguchi.toml where there is one]
    #[arg(long, value_name = "FILE", env = "MADOGUCHI_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the SQLite database (data.dir)
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Any setting, such as desk.language=en; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

impl Sources {
    /// All layers.
    pub(crate) fn layers(&self) -> Layers {
        let mut layers = Layers::defaults().with_file(self.config.as_deref()).with_process_environment();
        for pair in &self.set {
            layers = match pair.split_once('=') {
                Some((key, value)) => layers.with_flag("--set", key.trim(), value),
                None => layers.with_fault(BadSetting::new("--set", "has no =", "write --set SECTION.KEY=VALUE")),
            };
        }
        match &self.data {
            Some(dir) => layers.with_flag("--data", "data.dir", &dir.to_string_lossy()),
            None => layers,
        }
    }

    /// The settings in force.
    pub(crate) fn settings(&self) -> Result<Settings> {
        Ok(Settings::read(&self.layers())?)
    }
}

/// What the program ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All done.
    Done,
    /// Done in part: some rows of an import were refused, the others taken over.
    InPart,
}

impl Cli {
    /// Does what the command line asks for.
    pub async fn run(self) -> Result<Outcome> {
        let Some(command) = self.command.filter(|_| !self.version) else {
            version::tell(self.verbose)?;
            return Ok(Outcome::Done);
        };
        match command {
            Command::Serve(serve) => serve.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Config(config) => config.run(),
            Command::Faq(faq) => faq.run().await,
            Command::Lexicon(lexicon) => lexicon.run().await,
            Command::Admin(admin) => admin.run().await,
            Command::Teams(teams) => teams.run(),
            Command::Answering(answering) => answering.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::DeadLetters(letters) => letters.run().await,
            Command::Retention(retention) => retention.run().await,
            Command::Eval(eval) => eval.run().await,
            Command::Completions { shell } => {
                let mut command = <Self as clap::CommandFactory>::command();
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut command, "madoguchi", &mut script);
                std::io::stdout().write_all(&script)?;
                Ok(Outcome::Done)
            }
        }
    }
}
