use desk::inquiry::{Evidence, Guess};
use serde::{Deserialize, Serialize};

/// What the assistant thought best.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredGuess {
    entry: String,
    confidence: f32,
    alone: bool,
    form: u16,
    values: Vec<f32>,
    /// Left out where it is not so: hardly ever is it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    refuted: bool,
}

impl StoredGuess {
    pub(crate) fn of(guess: &Guess) -> Self {
        // JSON knows no NaN, and a number that is none tells nothing.
        let finite = |value: &f32| if value.is_finite() { *value } else { 0.0 };
        Self {
            entry: guess.entry.to_string(),
            confidence: finite(&guess.confidence),
            alone: guess.alone,
            form: guess.evidence.form,
            values: guess.evidence.values.iter().map(finite).collect(),
            refuted: guess.refuted,
        }
    }

    pub(crate) fn guess(self) -> Option<Guess> {
        let Self { entry, confidence, alone, form, values, refuted } = self;
        Some(Guess { entry: entry.parse().ok()?, confidence, alone, evidence: Evidence { form, values }, refuted })
    }
}
