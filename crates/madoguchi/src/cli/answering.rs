//! `madoguchi answering`

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::answering::{
    EntryRecord, Experience, GUESSES_SEEN, Measured, ModelProgress, OUTCOMES_NEEDED, Trust, counted, measure, records,
};
use desk::faq::Entry;
use desk::flow::embed::how_far;
use desk::language::Language;
use desk::policy::Policy;
use desk::store::StoreError;
use retrieval::MemoryIndex;
use serde_json::json;

use super::explain::Explain;
use super::{Outcome, Sources, out};
use crate::wiring;

/// Most entries listed that were wrong.
const MOST: usize = 20;

/// What became of the assistant's answers, and what they rest on
#[derive(Subcommand)]
pub(crate) enum Answering {
    /// Tell whether the promise is kept: how many of the answers that it gave alone were wrong, and which
    Report(Report),
    Explain(Explain),
}

/// Tell whether the promise is kept
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
    /// Answers that were given alone, of the newest guesses, whether their outcome is known or not.
    alone: usize,
    /// Of all those guesses.
    guesses: usize,
    /// Outcomes and guesses that could not be read.
    damaged: usize,
    trust: Trust,
    /// Entries that were wrong, with what is left of them; `None`: the entry is gone.
    wrong: Vec<(EntryRecord, Option<Entry>)>,
}

impl Report {
    async fn run(self) -> Result<Outcome> {
        let settings = self.sources.settings()?;
        let promised = settings.answering.promise;
        let store = wiring::existing_store(&settings).await?;
        let findings = store
            .read::<_, StoreError, _>(&wiring::home(), move |tx| {
                Box::pin(async move {
                    let experience = Experience::read(tx).await?;
                    let counted = counted(&experience.outcomes);
                    let guesses = tx.guesses_until(tx.now(), GUESSES_SEEN).await?;
                    let mut wrong = Vec::new();
                    for record in records(&counted).into_iter().take(MOST) {
                        wrong.push((record, tx.entry(record.entry).await?));
                    }
                    Ok(Findings {
                        seen: experience.outcomes.len(),
                        counted: counted.len(),
                        measured: measure(&counted),
                        alone: guesses.rows.iter().filter(|(_, guess)| guess.alone).count(),
                        guesses: guesses.rows.len(),
                        damaged: experience.damaged,
                        // As every server does that reads the same outcomes.
                        trust: experience.trust(&MemoryIndex::new(), promised),
                        wrong,
                    })
                })
            })
            .await?;
        let policy = wiring::policy(&settings, false);
        let (entries, made) = how_far(store.as_ref(), &wiring::home()).await?;
        if self.json {
            let mut object = object(&findings, &policy);
            object["vectors"] = vectors(entries, &made);
            out::line(object)?;
        } else {
            tell(&findings, &policy)?;
            tell_vectors(entries, &made)?;
        }
        Ok(Outcome::Done)
    }
}

fn tell(findings: &Findings, policy: &Policy) -> Result<()> {
    let Findings { seen, counted, measured, alone, guesses, damaged, trust, wrong } = findings;
    let promised = f64::from(policy.promised);
    out::line(format_args!("Promise: at most {} of the answers given alone are wrong.", percent(promised)))?;
    if measured.known == 0 {
        out::line("Nothing is known yet: nobody has rated an answer, or asked for a person after one.")?;
    } else {
        let (low, high) = measured.between;
        let kept = if low > promised {
            "the promise is broken"
        } else if high <= promised {
            "the promise is kept"
        } else {
            "so far nothing speaks against the promise"
        };
        out::line(format_args!(
            "Of the answers given alone whose outcome is known, {} of {} were wrong, {}; with 95 % certainty between {} and {}: \
             {kept}.",
            measured.wrong,
            measured.known,
            percent(share(measured)),
            percent(low),
            percent(high)
        ))?;
    }
    if *guesses > 0 {
        out::line(format_args!(
            "Of the newest {guesses} questions with an entry in view, {alone} were answered alone."
        ))?;
    }
    out::line(format_args!(
        "Outcomes: {counted} count of the newest {seen}; what one person says of one entry counts once, and nobody's words \
         are more than a tenth."
    ))?;
    if *damaged > 0 {
        out::line(format_args!("{damaged} more cannot be read and are left out: the database is damaged there."))?;
    }
    let thresholds = policy.thresholds(trust);
    out::line(format_args!("Answers alone from a confidence of {:.3} on, {}.", thresholds.answer, why(trust, policy)))?;
    for (language, name) in LANGUAGES {
        let correction = trust.corrections.of(language);
        if correction.is_grown() {
            out::line(format_args!(
                "In {name} it judges as is right for a FAQ that grew from what people asked: that tells the outcomes better."
            ))?;
            // The two ways of judging differ from question to question: no table says what one means in the other.
            continue;
        }
        let means = |said: f32| percent(f64::from(correction.of(said)));
        if trust.outcomes.suffice() && (correction.of(0.9) - 0.9).abs() > f32::EPSILON {
            out::line(format_args!(
                "In {name} 80 % as shipped means {} here, 90 % {}, 95 % {}.",
                means(0.8),
                means(0.9),
                means(0.95)
            ))?;
        }
    }
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

const LANGUAGES: [(Language, &str); 2] = [(Language::Japanese, "Japanese"), (Language::English, "English")];

/// Why the threshold is what it is.
fn why(trust: &Trust, policy: &Policy) -> String {
    let outcomes = trust.outcomes;
    let counts = format!(
        "{} in Japanese, {} in English that tell how sure it was in its own words",
        outcomes.japanese, outcomes.english
    );
    if policy.answer_from.is_some() {
        "as answering.answer_from says, whatever is promised".to_owned()
    } else if outcomes.suffice() {
        format!("as outcomes have shown ({counts})")
    } else {
        format!(
            "as shipped for this promise: there are too few outcomes ({counts}; {OUTCOMES_NEEDED} in a language are enough)"
        )
    }
}

fn tell_vectors(entries: u64, made: &[ModelProgress]) -> Result<()> {
    if made.is_empty() {
        out::line("Vectors: none; entries are found by words alone.")?;
    }
    for ModelProgress { model, entries: made } in made {
        out::line(format_args!("Vectors: {made} of {entries} entries, model {model}."))?;
    }
    Ok(())
}

fn vectors(entries: u64, made: &[ModelProgress]) -> serde_json::Value {
    let made: Vec<_> = made.iter().map(|made| json!({ "model": made.model, "entries": made.entries })).collect();
    json!({ "entries": entries, "made": made })
}

fn object(findings: &Findings, policy: &Policy) -> serde_json::Value {
    let Findings { seen, counted, measured, alone, guesses, damaged, trust, wrong } = findings;
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
    let thresholds = policy.thresholds(trust);
    let because = match policy.answer_from {
        Some(_) => "settings",
        None if trust.outcomes.suffice() => "outcomes",
        None => "shipped",
    };
    json!({
        "promise": round(policy.promised),
        "answers_from": round(thresholds.answer),
        "offers_from": round(thresholds.offer),
        "because": because,
        "answered_alone": { "known": measured.known, "wrong": measured.wrong, "share": measured_share,
                            "low": measured.between.0, "high": measured.between.1 },
        "newest_guesses": { "all": guesses, "alone": alone },
        "outcomes": { "seen": seen, "counted": counted, "japanese": trust.outcomes.japanese, "english": trust.outcomes.english,
                      "needed": OUTCOMES_NEEDED, "damaged": damaged },
        "judges_as_grown": { "japanese": trust.corrections.japanese.is_grown(),
                             "english": trust.corrections.english.is_grown() },
        "wrong_most": wrong,
    })
}

fn share(measured: &Measured) -> f64 {
    measured.wrong as f64 / measured.known as f64
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Without the digits that come of 32 bits.
fn round(share: f32) -> f64 {
    (f64::from(share) * 10_000.0).round() / 10_000.0
}
