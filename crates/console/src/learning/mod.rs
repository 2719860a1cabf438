//! What was learned and waits for review, and what nobody could answer.

pub(crate) mod drafts;
pub(crate) mod gaps;
pub(crate) mod replay;
