//! `madoguchi dead-letters`

use std::str::FromStr;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use desk::id::TaskId;
use time::format_description::well_known::Rfc3339;

use super::{Outcome, Sources, out};
use crate::wiring;

/// Most dead letters listed.
const MOST: u32 = 1_000;

/// Work that failed too often
#[derive(Subcommand)]
pub(crate) enum DeadLetters {
    /// List them, newest first
    List {
        #[command(flatten)]
        sources: Sources,
    },
    /// Put one back into its queue
    Revive {
        #[command(flatten)]
        sources: Sources,
        /// Its id (tsk_…), or "all"
        task: String,
    },
}

impl DeadLetters {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::List { sources } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let letters = store.dead_letters(MOST).await?;
                if letters.is_empty() {
                    out::line("No dead letters: everything was done or still is being tried.")?;
                }
                for letter in letters {
                    let at = letter.at.format(&Rfc3339).unwrap_or_default();
                    out::line(format_args!("{}  {at}  {:9}  {}", letter.id, letter.queue.name(), letter.error))?;
                }
            }
            Self::Revive { sources, task } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let ids: Vec<TaskId> = if task == "all" {
                    store.dead_letters(MOST).await?.into_iter().map(|letter| letter.id).collect()
                } else {
                    vec![TaskId::from_str(&task).context("name a task as `madoguchi dead-letters list` shows it")?]
                };
                if ids.is_empty() {
                    out::line("No dead letters: nothing to revive.")?;
                }
                for id in ids {
                    if !store.requeue(id).await? {
                        bail!("there is no dead letter {id}");
                    }
                    out::line(format_args!("{id} is back in its queue"))?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}
