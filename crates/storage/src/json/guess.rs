use desk::inquiry::{Evidence, Guess};
use desk::language::Language;
use serde::{Deserialize, Serialize};

use crate::codes::Code;

/// What the assistant thought best.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredGuess {
    entry: String,
    confidence: f32,
    alone: bool,
    form: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
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
            language: guess.evidence.language.map(|language| language.code().to_owned()),
            values: guess.evidence.values.iter().map(finite).collect(),
            refuted: guess.refuted,
        }
    }

    pub(crate) fn guess(self) -> Option<Guess> {
        let Self { entry, confidence, alone, form, language, values, refuted } = self;
        let language = language.as_deref().and_then(Language::of);
        let evidence = Evidence { form, language, values };
        Some(Guess { entry: entry.parse().ok()?, confidence, alone, evidence, refuted })
    }
}
