//! `madoguchi answering`

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::answering::{EntryRecord, Measured, OUTCOMES_SEEN, counted, measure, records};
use desk::faq::Entry;
use desk::store::StoreError;
use serde_json::json;

use super::explain::Explain;
use super::{Outcome, Sources, out};
use crate::wiring;

/// Most entries listed that were wrong.
const MOST: usize = 20;

/// What became of the assistant's answers, and what they rest on
#[derive(Subcommand)]
pub(crate) enum Answering {
    /// Tell how many of the answers that it gave alone were wrong, and which
    Report(Report),
    Explain(Explain),
}

/// Tell how many of the answers that it gave alone were wrong, and which
#[derive(Args)]
pub(crate) struct Report {
    #[command(flatten)]
    sources: Sources,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

impl Answering {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Report(report) => report.run().await,
            Self::Explain(explain) => explain.run().await,
        }
    }
}

/// What there is to tell.
struct Findings {
    /// All outcomes that were looked at.
    seen: usize,
    /// Those of them that count.
    counted: usize,
    measured: Measured,
    /// Entries that were wrong, with what is left of them; `None`: the entry is gone.
    wrong: Vec<(EntryRecord, Option<Entry>)>,
}

impl Report {
    async fn run(self) -> Result<Outcome> {
        let store = wiring::existing_store(&self.sources.settings()?).await?;
        let findings = store
            .read::<_, StoreError, _>(&wiring::home(), |tx| {
                Box::pin(async move {
                    let outcomes = tx.latest_outcomes(OUTCOMES_SEEN).await?;
                    let counted = counted(&outcomes);
                    let mut wrong = Vec::new();
                    for record in records(&counted).into_iter().take(MOST) {
                        wrong.push((record, tx.entry(record.entry).await?));
                    }
                    let measured = measure(&counted);
                    Ok(Findings { seen: outcomes.len(), counted: counted.len(), measured, wrong })
                })
            })
            .await?;
        if self.json {
            out::line(object(&findings))?;
        } else {
            tell(&findings)?;
        }
        Ok(Outcome::Done)
    }
}

fn tell(findings: &Findings) -> Result<()> {
    let Findings { seen, counted, measured, wrong } = findings;
    if measured.known == 0 {
        out::line("Nothing is known yet: nobody has rated an answer, or asked for a person after one.")?;
    } else {
        let (low, high) = measured.between;
        out::line(format_args!(
            "Of the answers given alone whose outcome is known, {} of {} were wrong, {}; with 95 % certainty between {} and {}.",
            measured.wrong,
            measured.known,
            percent(share(measured)),
            percent(low),
            percent(high)
        ))?;
    }
    out::line(format_args!(
        "Outcomes: {counted} count of the newest {seen} (at most {OUTCOMES_SEEN}); what one person says of one entry counts \
         once, and nobody's words are more than a tenth."
    ))?;
    if !wrong.is_empty() {
        out::line("Wrong most often:")?;
    }
    for (EntryRecord { known, wrong, .. }, entry) in wrong {
        let name = entry.as_ref().map_or("(no longer there)", |entry| entry.question.as_str());
        let key = entry.as_ref().map_or("", |entry| entry.key.as_str());
        out::line(format_args!("{wrong:>5} of {known:<5} {key:<24}  {name}"))?;
    }
    Ok(())
}

fn object(findings: &Findings) -> serde_json::Value {
    let Findings { seen, counted, measured, wrong } = findings;
    let wrong: Vec<_> = wrong
        .iter()
        .map(|(EntryRecord { entry, known, wrong }, kept)| {
            json!({
                "entry": entry.to_string(),
                "key": kept.as_ref().map(|entry| &entry.key),
                "question": kept.as_ref().map(|entry| &entry.question),
                "known": known,
                "wrong": wrong,
            })
        })
        .collect();
    let measured_share = (measured.known > 0).then(|| share(measured));
    json!({
        "answered_alone": { "known": measured.known, "wrong": measured.wrong, "share": measured_share,
                            "low": measured.between.0, "high": measured.between.1 },
        "outcomes": { "seen": seen, "counted": counted },
        "wrong_most": wrong,
    })
}

fn share(measured: &Measured) -> f64 {
    measured.wrong as f64 / measured.known as f64
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
