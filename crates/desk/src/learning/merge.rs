//! The verb: a draft is the same as an existing entry; its question becomes one more variant.

use super::approve::refusal;
use super::judge::judge;
use super::{Draft, DraftState, Drafts, ReviewError};
use crate::answering::Outcomes;
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::faq::{Entries, Wording, revise};
use crate::handoff::Tickets;
use crate::id::EntryId;
use crate::inquiry::Inquiries;
use crate::people::{Reviewer, Team, Teams};
use crate::store::Now;

/// Adds the draft's question to an entry that the team may see, whose answer stays.
pub async fn merge(
    tx: &mut (impl Drafts + Entries + Tickets + Inquiries + Outcomes + Teams + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    draft: Draft,
    entry: EntryId,
) -> Result<Draft, ReviewError> {
    draft.waiting_for(by)?;
    let groups: Vec<_> = tx.team(draft.team).await?.iter().map(Team::audience_group).collect();
    let entry = tx.entry(entry).await?.filter(|entry| !entry.retired && entry.audience.admits(&groups));
    let entry = entry.ok_or(ReviewError::Missing)?;
    let mut variants = entry.variants.clone();
    variants.push(draft.question.clone());
    let wording = Wording {
        question: entry.question.clone(),
        answer: entry.answer.clone(),
        variants,
        language: entry.language,
        audience: entry.audience.clone(),
    };
    let entry = revise(tx, entry, wording, Some(by.person().id)).await.map_err(refusal)?;
    let state = DraftState::Merged { entry: entry.id, version: entry.version, by: by.person().id, at: tx.now() };
    let merged = Draft { state, ..draft };
    tx.save_draft(&merged).await?;
    tx.record(Event::DraftMerged { draft: merged.id, entry: entry.id }).await?;
    judge(tx, &merged, Some(entry.id)).await?;
    refresh(tx, &Subject::DraftCard(merged.id)).await?;
    Ok(merged)
}
