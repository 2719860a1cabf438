//! What the assistant thought best when it answered.

use crate::id::EntryId;
use crate::language::Language;

/// The best candidate at the time of an answer, kept with it: what people make of the answer shows whether the guess was
/// right, and by that the assistant learns how far to trust itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The best candidate.
    pub entry: EntryId,
    /// How likely it was the right answer, 0–1, as the decision saw it: after the correction of that day.
    pub confidence: f32,
    /// Whether it was given as the answer; otherwise it was offered with others, or kept back.
    pub alone: bool,
    /// What that confidence rested on.
    pub evidence: Evidence,
    /// An agent has said that it was wrong.
    pub refuted: bool,
}

/// The numbers behind a confidence. Only the index that gave them can read them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Which numbers these are: an index that measures something else has another form.
    pub form: u16,
    /// The language in which the question was read; `None` where it was not weighed at all.
    pub language: Option<Language>,
    /// The numbers, in the order of their form.
    pub values: Vec<f32>,
}
