//! What the operator decides.

use time::Duration;

use crate::answering::{Thresholds, Trust};
use crate::language::Language;
use crate::people::rights::AccessPolicy;

/// The settings that the stories follow.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who may do what.
    pub access: AccessPolicy,
    /// The settings name no teams: connecting a channel to a new name makes that team.
    pub teams_by_connecting: bool,
    /// The share, 0–1, of the answers given alone that may be wrong.
    pub promised: f32,
    /// The confidence, 0–1, from which the assistant answers alone, whatever was promised; `None`: what keeps the promise.
    pub answer_from: Option<f32>,
    /// The confidence, 0–1, from which an entry is offered; `None`: as the index was measured.
    pub offer_from: Option<f32>,
    /// How long a ticket may wait untaken before the agents are first reminded; each further wait is twice as long.
    pub remind_after: Duration,
    /// Language where nothing else tells.
    pub language: Language,
}

impl Policy {
    /// How sure the assistant must be.
    pub fn thresholds(&self, trust: &Trust) -> Thresholds {
        let answer = self.answer_from.unwrap_or(trust.thresholds.answer);
        // What is sure enough to be the answer is always worth offering.
        let offer = self.offer_from.unwrap_or(trust.thresholds.offer).min(answer);
        Thresholds { answer, offer }
    }
}
