//! `madoguchi eval`: the product's own answering and learning, on your own data.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use desk::language::Language;

use super::{Outcome, Sources};
use crate::config::PROMISES;
use crate::eval::{self, Assistant};
use crate::off_the_runtime::off_the_runtime;

/// Measure answering and learning on your own data
#[derive(Subcommand)]
pub(crate) enum Eval {
    /// Answer and learn from a stream of questions: JSON lines on standard input and output
    ///
    /// {"op":"reset"} -> {}; {"op":"ask","text":"…"} -> {"answer":"id"} or {"answer":null};
    /// {"op":"teach","text":"…","id":"…","question":"…","answer":"…"} -> {}
    Loop {
        #[command(flatten)]
        sources: Sources,
        /// Share of the answers that may be wrong, instead of answering.promise
        #[arg(long, value_name = "SHARE", value_parser = promise)]
        promise: Option<f32>,
    },
    /// Rank entries for questions; one JSON line a question
    Retrieve {
        #[command(flatten)]
        sources: Sources,
        /// JSON lines: id, question, answer, variants
        #[arg(long, value_name = "FILE")]
        faq: PathBuf,
        /// JSON lines: id, text
        #[arg(long, value_name = "FILE")]
        questions: PathBuf,
        /// Language of the asker's Teams
        #[arg(long, value_name = "LANGUAGE", value_parser = ["ja", "en"])]
        locale: Option<String>,
        /// Tell what the confidence of the best entry rests on
        #[arg(long)]
        explain: bool,
    },
    /// Make drafts from transcripts; one JSON line a transcript
    Learn {
        /// JSON lines: id, messages with from (requester, agent, assistant), name, text
        #[arg(long, value_name = "FILE")]
        transcripts: PathBuf,
    },
}

impl Eval {
    pub(crate) async fn run(self) -> Result<Outcome> {
        let out = std::io::stdout().lock();
        match self {
            Self::Loop { sources, promise } => {
                let mut assistant = assistant(&sources).await?;
                assistant.policy.promised = promise.unwrap_or(assistant.policy.promised);
                eval::stream(assistant, std::io::stdin().lock(), &mut { out }).await?;
            }
            Self::Retrieve { sources, faq, questions, locale, explain } => {
                let mut out = BufWriter::new(out);
                let asking = eval::Asking { locale: locale.as_deref().map(Language::of_locale), explain };
                eval::retrieve(assistant(&sources).await?, open(&faq)?, open(&questions)?, asking, &mut out).await?;
                out.flush()?;
            }
            Self::Learn { transcripts } => {
                let mut out = BufWriter::new(out);
                eval::learn(open(&transcripts)?, &mut out)?;
                out.flush()?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// The assistant of a server with these settings.
async fn assistant(sources: &Sources) -> Result<Assistant> {
    let settings = sources.settings()?;
    off_the_runtime(move || Assistant::of(&settings)).await
}

fn promise(text: &str) -> Result<f32, &'static str> {
    text.parse().ok().filter(|share| PROMISES.contains(share)).ok_or("use a number from 0.001 to 0.5")
}

fn open(path: &PathBuf) -> Result<BufReader<File>> {
    File::open(path).map(BufReader::new).with_context(|| format!("cannot read {}", path.display()))
}
