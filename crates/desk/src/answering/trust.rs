//! How far the assistant trusts itself: what its confidence means here, and how much of it is enough.

use super::accuracy::fair;
use super::calibration::{Correction, Corrections, OUTCOMES_NEEDED, Shipped};
use super::promise::{HIGHEST, SHIPPED_PROMISE, keeping};
use super::{OUTCOMES_SEEN, Outcome, Outcomes, Readable, Thresholds, Trusted};
use crate::id::PersonId;
use crate::inquiry::Guess;
use crate::language::Language;
use crate::store::StoreError;

/// Guesses that are looked at for how surely questions are read here: the newest.
pub const GUESSES_SEEN: u32 = 1_000;

/// How far the assistant trusts itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trust {
    /// What its confidence means here.
    pub corrections: Corrections,
    /// How much of it is enough.
    pub thresholds: Thresholds,
    /// What that rests on.
    pub outcomes: OutcomeCounts,
}

/// What trust rests on: so many outcomes of questions in each language that count within it and tell how sure the index was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeCounts {
    /// In Japanese.
    pub japanese: usize,
    /// In English.
    pub english: usize,
}

impl OutcomeCounts {
    /// Whether they are enough to say more than the data that the confidence was made of.
    pub fn suffice(self) -> bool {
        self.japanese.max(self.english) >= OUTCOMES_NEEDED
    }
}

impl Trust {
    /// That of an index about which nothing is known here. Half the promise leaves half the doubt; twice the promise allows
    /// no more before outcomes show that it can be kept: a desk that is young hands over rather than guesses.
    fn shipped(thresholds: Thresholds, promised: f32, outcomes: OutcomeCounts) -> Self {
        let doubt = (1.0 - thresholds.answer) * promised / SHIPPED_PROMISE;
        let answer = (1.0 - doubt).clamp(thresholds.answer, HIGHEST as f32);
        Self { corrections: Corrections::NONE, thresholds: Thresholds { answer, ..thresholds }, outcomes }
    }
}

/// What a desk knows of the guesses that were made.
#[derive(Debug, Clone, Default)]
pub struct Experience {
    /// The newest outcomes, newest first.
    pub outcomes: Vec<Outcome>,
    /// Who was told something of late, and what was thought best, newest first.
    pub guesses: Vec<(PersonId, Guess)>,
    /// Rows of either that could not be read.
    pub damaged: usize,
}

impl Experience {
    /// Reads it: up to the newest outcome, so that every process that knows the same outcomes trusts alike.
    pub async fn read(tx: &mut (impl Outcomes + ?Sized)) -> Result<Self, StoreError> {
        let outcomes = tx.latest_outcomes(OUTCOMES_SEEN).await?;
        let guesses = match outcomes.rows.first() {
            Some(newest) => tx.guesses_until(newest.at, GUESSES_SEEN).await?,
            None => Readable { rows: Vec::new(), damaged: 0 },
        };
        let damaged = outcomes.damaged + guesses.damaged;
        Ok(Self { outcomes: outcomes.rows, guesses: guesses.rows, damaged })
    }

    /// How far the assistant may trust itself after this experience, so that no more than `promised` (a share, 0–1) of the answers
    /// that it gives alone are wrong.
    pub fn trust(&self, index: &(impl Trusted + ?Sized), promised: f32) -> Trust {
        let said = |guess: &Guess| index.confidence_as_shipped(&guess.evidence);
        // Nobody's share is more than a tenth of what is fitted: that is what one language tells, not all that is known.
        let told: Vec<(Language, Shipped, &Outcome)> = self
            .outcomes
            .iter()
            .filter_map(|known| said(&known.guess).map(|(language, said)| (language, said, known)))
            .collect();
        let of = |language| {
            let own = told.iter().filter(|(own, ..)| *own == language);
            let fair = fair(own, |(_, _, known)| (known.requester, known.guess.entry)).into_iter();
            fair.map(|&(_, said, known)| (said, known.right)).collect::<Vec<_>>()
        };
        let (japanese, english) = (of(Language::Japanese), of(Language::English));
        let outcomes = OutcomeCounts { japanese: japanese.len(), english: english.len() };
        let thresholds = index.shipped_thresholds();
        if !outcomes.suffice() {
            return Trust::shipped(thresholds, promised, outcomes);
        }
        let corrections =
            Corrections { japanese: Correction::fitted(&japanese), english: Correction::fitted(&english) };
        let told = self.guesses.iter().filter_map(|(person, guess)| {
            said(guess).map(|(language, said)| (*person, guess.entry, corrections.of(language).of(said)))
        });
        let recent = fair(told, |(person, entry, _)| (*person, *entry)).into_iter().map(|(.., said)| said);
        let recent: Vec<f32> = recent.collect();
        let corrected = |language, of: &[(Shipped, bool)]| {
            let correction = corrections.of(language);
            of.iter().map(|&(said, right)| (correction.of(said), right)).collect::<Vec<_>>()
        };
        let known = [corrected(Language::Japanese, &japanese), corrected(Language::English, &english)].concat();
        let answer = keeping(promised, thresholds.answer, &recent, &known);
        Trust { corrections, thresholds: Thresholds { answer, ..thresholds }, outcomes }
    }
}
