//! The verb: a draft is not wanted.

use super::{Draft, DraftState, Drafts, ReviewError};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::people::Reviewer;
use crate::store::Now;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

/// Rejects a draft, with a reason, which is kept.
pub async fn reject(
    tx: &mut (impl Drafts + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    draft: Draft,
    reason: &str,
) -> Result<Draft, ReviewError> {
    draft.waiting_for(by)?;
    let reason: String = reason.trim().chars().take(MAX_REASON).collect();
    if reason.is_empty() {
        return Err(ReviewError::NoReason);
    }
    let state = DraftState::Rejected { by: by.person().id, reason, at: tx.now() };
    let rejected = Draft { state, ..draft };
    tx.save_draft(&rejected).await?;
    tx.record(Event::DraftRejected { draft: rejected.id }).await?;
    refresh(tx, &Subject::DraftCard(rejected.id)).await?;
    Ok(rejected)
}
