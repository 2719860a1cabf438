//! `madoguchi dead-letters`

use std::str::FromStr;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use desk::audit::Actor;
use desk::event::{DeadLetter, requeue};
use desk::id::TaskId;
use desk::store::StoreError;
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
                let mut letters = store.dead_letters(MOST).await?;
                if task == "all" {
                    if letters.is_empty() {
                        out::line("No dead letters: nothing to revive.")?;
                    }
                } else {
                    let id =
                        TaskId::from_str(&task).context("name a task as `madoguchi dead-letters list` shows it")?;
                    letters.retain(|letter| letter.id == id);
                    if letters.is_empty() {
                        bail!("there is no dead letter {id}");
                    }
                }
                for DeadLetter { id, tenant, .. } in letters {
                    let is_back = store.write::<_, StoreError, _>(&tenant, move |tx| {
                        Box::pin(async move {
                            tx.act_as(Actor::CommandLine);
                            requeue(tx, id).await
                        })
                    });
                    if !is_back.await? {
                        bail!("there is no dead letter {id}");
                    }
                    out::line(format_args!("{id} is back in its queue"))?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}
