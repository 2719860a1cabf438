//! `madoguchi lexicon`

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::audit::Actor;
use desk::faq::Entry;
use desk::learning::{FaqWords, ProposedWord, asked, propose_words};
use desk::lexicon::{LexiconCounts, LexiconPlan, LexiconStep, WordGroup, plan_import, take_over};
use desk::store::{Store, StoreError};
use serde_json::json;

use super::files::{Input, Output, tell_outcome};
use super::{Outcome, Sources, out};
use crate::lexicon_files;
use crate::wiring;

/// Outcomes in which words are looked for: the newest.
const OUTCOMES: u32 = 2_000;
/// Entries read at a time.
const PAGE: u32 = 500;

/// The organisation's own words that mean the same
#[derive(Subcommand)]
pub(crate) enum Lexicon {
    /// Add or change words from CSV or JSON lines, also while a server runs; in force within a second
    ///
    /// Fields: word (as the FAQ has it) and synonyms (what else people call it). In CSV, several synonyms stand on lines of their own
    /// within the cell, or in cells of their own. A word that is there already gets the synonyms of the file.
    ///
    /// A row that is refused is named with its line and the reason; the others are taken over. To see first what would happen, use
    /// --dry-run.
    Import(Import),
    /// Write all words, as import reads them
    Export {
        #[command(flatten)]
        sources: Sources,
        #[command(flatten)]
        output: Output,
    },
    /// Show all words, a group a line
    List {
        #[command(flatten)]
        sources: Sources,
    },
    /// Take words out, each with its synonyms
    Remove {
        #[command(flatten)]
        sources: Sources,
        /// Words, as `lexicon list` shows them first in their line
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Show words that at least three people used for an entry that helped them, and that the FAQ lacks
    Propose {
        #[command(flatten)]
        sources: Sources,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    input: Input,
    /// The file is the whole lexicon: take out what it does not have, unless a row is refused
    #[arg(long)]
    whole: bool,
    /// Say what would be added, changed, removed and refused; change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Lexicon {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Import(import) => import.run().await,
            Self::Export { sources, output } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let groups = standing(store.as_ref()).await?;
                lexicon_files::write(&groups, output.file.as_deref(), output.format)?;
                out::note(format_args!("{} words with synonyms exported", groups.len()));
                Ok(Outcome::Done)
            }
            Self::List { sources } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let groups = standing(store.as_ref()).await?;
                for group in &groups {
                    out::line(shown(group))?;
                }
                if groups.is_empty() {
                    out::note("no words yet; `madoguchi lexicon import FILE` adds some");
                }
                Ok(Outcome::Done)
            }
            Self::Remove { sources, words } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let plan = write(store.as_ref(), move |standing| LexiconPlan::removing(standing, &words)).await?;
                tell(&plan, "word", false)
            }
            Self::Propose { sources, json } => propose(&sources, json).await,
        }
    }
}

impl Import {
    async fn run(self) -> Result<Outcome> {
        let settings = self.sources.settings()?;
        let Input { file, format, encoding } = &self.input;
        let (lines, remarks) = lexicon_files::read(file, *format, *encoding)?;
        self.input.tell(&remarks);
        if !self.dry_run {
            let store = wiring::store_for_command(&settings).await?;
            let plan = write(store.as_ref(), move |standing| plan_import(standing, lines, self.whole)).await?;
            return tell(&plan, "line", false);
        }
        let standing = match wiring::store_if_any(&settings).await? {
            Some(store) => standing(store.as_ref()).await?,
            None => Vec::new(),
        };
        let plan = plan_import(&standing, lines, self.whole);
        for step in &plan.steps {
            out::line(match step {
                LexiconStep::Add(line, group) => format!("line {line}: would add {}", shown(group)),
                LexiconStep::Change(line, group) => format!("line {line}: would change to {}", shown(group)),
                LexiconStep::Remove(word) => format!("would remove {}", word.escape_debug()),
            })?;
        }
        tell(&plan, "line", true)
    }
}

/// Makes a plan for what stands and carries it out, in one transaction: it is judged by what it changes.
async fn write(
    store: &dyn Store,
    plan: impl FnOnce(&[WordGroup]) -> LexiconPlan + Send + 'static,
) -> Result<LexiconPlan, StoreError> {
    store
        .write(&wiring::home(), move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::CommandLine);
                let plan = plan(&tx.word_groups_to_change().await?);
                take_over(tx, &plan).await?;
                Ok(plan)
            })
        })
        .await
}

async fn standing(store: &dyn Store) -> Result<Vec<WordGroup>, StoreError> {
    store.read(&wiring::home(), |tx| Box::pin(async move { tx.word_groups().await })).await
}

fn shown(group: &WordGroup) -> String {
    group.words().map(|word| word.escape_debug().to_string()).collect::<Vec<_>>().join(" = ")
}

/// Tells what a plan did. `unit`: what a refused row is counted in, lines of a file or words of the command.
fn tell(plan: &LexiconPlan, unit: &str, dry_run: bool) -> Result<Outcome> {
    let refused: Vec<(u64, String)> = plan.refused.iter().map(|(line, reason)| (*line, reason.to_string())).collect();
    let LexiconCounts { added, changed, unchanged, removed, refused: number } = plan.counts;
    let counts =
        format!("{added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {number} refused");
    tell_outcome(unit, &refused, &counts, dry_run)
}

async fn propose(sources: &Sources, as_json: bool) -> Result<Outcome> {
    let store = wiring::existing_store(&sources.settings()?).await?;
    let proposals = store
        .read::<_, StoreError, _>(&wiring::home(), |tx| {
            Box::pin(async move {
                let own = tx.word_groups().await?;
                let own = retrieval::lexicon::Lexicon::own(own.iter().map(|group| group.words().collect()));
                let mut faq = FaqWords::default();
                let mut after = String::new();
                loop {
                    let page = tx.published_after(&after, PAGE).await?;
                    let Some(last) = page.last() else { break };
                    after.clone_from(&last.key);
                    for entry in &page {
                        faq.add(&entry.question);
                        faq.add(&entry.answer);
                        for variant in &entry.variants {
                            faq.add(variant);
                        }
                    }
                }
                let asked = asked(tx, OUTCOMES).await?;
                let is_known =
                    |word: &str| faq.has(word) || !own.find(&retrieval::text::normalise(word, word.len())).is_empty();
                let mut proposals = Vec::new();
                for word in propose_words(&asked, is_known) {
                    let entry = tx.entry(word.entry).await?.filter(|entry| !entry.retired);
                    proposals.extend(entry.map(|entry| (word, entry)));
                }
                Ok(proposals)
            })
        })
        .await?;
    for (word, entry) in &proposals {
        out::line(if as_json { object(word, entry).to_string() } else { sentence(word, entry) })?;
    }
    if proposals.is_empty() {
        out::note("no word is used by three people for an entry that helped them and missing in the FAQ");
    } else if !as_json {
        out::note(
            "add a word: a line WORD-OF-THE-FAQ,THE-WORD in a CSV file with the header word,synonyms, for `lexicon import`",
        );
    }
    Ok(Outcome::Done)
}

fn sentence(word: &ProposedWord, entry: &Entry) -> String {
    let (word, people) = (&word.word, word.people);
    format!(
        "{}: {people} people, for {} {}",
        word.escape_debug(),
        entry.key.escape_debug(),
        entry.question.escape_debug()
    )
}

fn object(word: &ProposedWord, entry: &Entry) -> serde_json::Value {
    json!({ "word": word.word, "people": word.people, "entry": entry.key, "question": entry.question })
}
