//! `madoguchi audit`

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::audit::{Actor, Head, MOST_EVENTS, RecordedEvent, Verdict};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::{Outcome, Sources, out};
use crate::wiring;

/// Who did what, when
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// List what was done and what was refused, oldest first
    List(List),
    /// Look whether the record was changed after it was written
    Verify(Verify),
}

/// Look whether the record was changed after it was written
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    sources: Sources,
    /// The head that an earlier run told, noted where this database cannot reach: shows also a record that was written anew
    #[arg(long, value_name = "HEAD")]
    head: Option<Head>,
}

/// List what was done and what was refused, oldest first
#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    sources: Sources,
    /// Only what comes after this place in the record
    #[arg(long, value_name = "PLACE", default_value_t = 0)]
    after: i64,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::List(list) => list.run().await,
            Self::Verify(verify) => verify.run().await,
        }
    }
}

impl Verify {
    async fn run(self) -> Result<Outcome> {
        let store = wiring::existing_store(&self.sources.settings()?).await?;
        store.place_events().await?;
        match store.verify_events(&wiring::home(), self.head.as_ref()).await? {
            Verdict::Intact(head) => {
                out::line(format_args!("The record is as it was written: {} events.", head.sequence))?;
                if head.sequence > 0 {
                    out::line(format_args!("Its head, to be noted elsewhere: {head}"))?;
                }
                Ok(Outcome::Done)
            }
            Verdict::Broken { sequence } => anyhow::bail!(
                "the record was changed after it was written, at event {sequence}; compare it with a backup"
            ),
            Verdict::OtherRecord => anyhow::bail!(
                "the record is not the one of this head: it was written anew, or an older database was put back; \
                 compare it with a backup"
            ),
            Verdict::HeadForgotten => {
                anyhow::bail!("the head is older than what is kept (retention.events_days); note a newer one")
            }
        }
    }
}

impl List {
    async fn run(self) -> Result<Outcome> {
        let store = wiring::existing_store(&self.sources.settings()?).await?;
        store.place_events().await?;
        let mut cursor = self.after;
        loop {
            let events = store.events_after(&wiring::home(), cursor, MOST_EVENTS).await?;
            let Some(last) = events.last() else { break };
            cursor = last.sequence;
            for event in &events {
                if self.json {
                    out::line(object(event))?;
                } else {
                    out::line(line(event))?;
                }
            }
        }
        if cursor == self.after && !self.json {
            out::line("Nothing was done yet.")?;
        }
        Ok(Outcome::Done)
    }
}

fn line(event: &RecordedEvent) -> String {
    let facts: Value = serde_json::from_str(&event.facts).unwrap_or_default();
    let facts: Vec<String> = facts
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let (number, at) = (event.sequence, event.at.format(&Rfc3339).unwrap_or_default());
    format!("{number:>6}  {at}  {:<40}  {:<24}  {}", actor(event.actor), event.name, facts.join(" "))
}

fn object(event: &RecordedEvent) -> Value {
    json!({
        "place": event.sequence,
        "id": event.id.to_string(),
        "at": event.at.format(&Rfc3339).unwrap_or_default(),
        "actor": actor(event.actor),
        "event": event.name,
        "facts": serde_json::from_str::<Value>(&event.facts).unwrap_or_default(),
    })
}

fn actor(actor: Actor) -> String {
    match actor {
        Actor::Person(person) => person.to_string(),
        Actor::Assistant => "assistant".to_owned(),
        Actor::Desk => "desk".to_owned(),
        Actor::CommandLine => "command line".to_owned(),
    }
}
