//! The verbs: a draft becomes an entry, and back.

use super::judge::{inquiries, judge, right_entry};
use super::withdraw::take_out_what_went_on;
use super::{Draft, DraftState, Drafts, Relation, ReviewError};
use crate::answering::{Outcomes, take_back_right_entry};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::faq::{ChangeError, Entries, Entry, Revision, Wording, publish, restore, revise};
use crate::handoff::Tickets;
use crate::id::EntryId;
use crate::inquiry::Inquiries;
use crate::people::Reviewer;
use crate::store::Now;

/// Publishes a draft, with the texts as the reviewer left them. What became of an entry in the meantime counts: a variant or
/// correction of a retired entry becomes a new one.
pub async fn approve(
    tx: &mut (impl Drafts + Entries + Tickets + Inquiries + Outcomes + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    draft: Draft,
    question: String,
    answer: String,
) -> Result<Draft, ReviewError> {
    let relation = draft.relation;
    publish_as(tx, by, (draft, relation), question, answer).await
}

/// The same as an entry of its own, whatever the draft was taken for. Taken back, it waits as what it was taken for.
pub async fn approve_as_new(
    tx: &mut (impl Drafts + Entries + Tickets + Inquiries + Outcomes + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    draft: Draft,
    question: String,
    answer: String,
) -> Result<Draft, ReviewError> {
    publish_as(tx, by, (draft, Relation::New), question, answer).await
}

async fn publish_as(
    tx: &mut (impl Drafts + Entries + Tickets + Inquiries + Outcomes + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    (draft, relation): (Draft, Relation),
    question: String,
    answer: String,
) -> Result<Draft, ReviewError> {
    draft.waiting_for(by)?;
    let person = Some(by.person().id);
    // Also what only adds a wording to an entry is checked as a whole: an empty question would go unnoticed there.
    fresh(&draft, &question, &answer).checked().map_err(refusal)?;
    // A reviewer who changes the answer says that the entry's own was none.
    let right = right_entry(relation).filter(|_| answer.trim() == draft.answer.trim());
    let entry = match known_entry(tx, relation).await? {
        Some(entry) => {
            let wording = grown(&entry, &draft, &question, &answer);
            revise(tx, entry, wording, person).await
        }
        None => publish(tx, None, fresh(&draft, &question, &answer), person).await,
    }
    .map_err(refusal)?;
    let state = DraftState::Approved { entry: entry.id, version: entry.version, by: by.person().id, at: tx.now() };
    let approved = Draft { question, answer, state, ..draft };
    tx.save_draft(&approved).await?;
    tx.record(Event::DraftApproved { draft: approved.id, entry: entry.id }).await?;
    judge(tx, &approved, right).await?;
    refresh(tx, &Subject::DraftCard(approved.id)).await?;
    Ok(approved)
}

/// The entry that approving a draft as it stands would publish, in this revision, beside what it varies or corrects. A new one has the
/// draft's id for its own.
pub fn would_publish(draft: &Draft, known: Option<Entry>, revision: Revision) -> Result<Entry, ChangeError> {
    let known = known.filter(|entry| !entry.retired);
    let wording = match &known {
        Some(entry) => grown(entry, draft, &draft.question, &draft.answer),
        None => fresh(draft, &draft.question, &draft.answer),
    };
    let Wording { question, answer, variants, language, audience } = wording.checked()?;
    let (id, key, version) = match known {
        Some(entry) => (entry.id, entry.key, entry.version + 1),
        None => (EntryId::new(draft.id.uuid()), String::new(), 1),
    };
    Ok(Entry { id, key, question, answer, variants, language, audience, version, retired: false, revision })
}

/// Takes a review back, so that the draft waits again. After an approval or a merge the entry returns to the version
/// before; that is refused when the entry was changed since.
pub async fn undo(
    tx: &mut (impl Drafts + Entries + Tickets + Inquiries + Outcomes + Deliveries + Outbox + Now + ?Sized),
    by: &Reviewer,
    draft: Draft,
) -> Result<Draft, ApproveError> {
    draft.must_be_of_team(by)?;
    let (entry, version) = match draft.state {
        DraftState::Approved { entry, version, .. } | DraftState::Merged { entry, version, .. } => (entry, version),
        DraftState::Rejected { .. } => return waiting(tx, draft).await,
        DraftState::Proposed | DraftState::Withdrawn { .. } => return Err(ApproveError::NothingToUndo),
    };
    let entry = tx.entry(entry).await.map_err(ReviewError::from)?.ok_or(ReviewError::Missing)?;
    if entry.version != version {
        return Err(ApproveError::ChangedSince);
    }
    restore(tx, entry, Some(by.person().id)).await.map_err(refusal)?;
    for inquiry in inquiries(tx, &draft).await? {
        take_back_right_entry(tx, inquiry).await?;
    }
    waiting(tx, draft).await
}

/// Why a review was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    /// Nobody has reviewed the draft: it waits for review, or is withdrawn.
    #[error("draft waits for review")]
    NothingToUndo,
    /// The entry was changed after the approval or the merge.
    #[error("entry was changed since")]
    ChangedSince,
    /// Anything else.
    #[error(transparent)]
    Review(#[from] ReviewError),
}

impl From<crate::store::StoreError> for ApproveError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Review(ReviewError::Store(error))
    }
}

/// The draft waits for review again, unless its ticket came back or turned out to be confidential in the meantime: then it is
/// withdrawn, as it would have been had nobody reviewed it.
async fn waiting(
    tx: &mut (impl Drafts + Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    draft: Draft,
) -> Result<Draft, ApproveError> {
    let draft = Draft { state: DraftState::Proposed, at: tx.now(), ..draft };
    tx.save_draft(&draft).await?;
    tx.record(Event::DraftUndone { draft: draft.id }).await?;
    refresh(tx, &Subject::DraftCard(draft.id)).await?;
    Ok(take_out_what_went_on(tx, draft).await?)
}

async fn known_entry(tx: &mut (impl Entries + ?Sized), relation: Relation) -> Result<Option<Entry>, ReviewError> {
    let (Relation::Variant(id) | Relation::Correction(id)) = relation else { return Ok(None) };
    Ok(tx.entry(id).await?.filter(|entry| !entry.retired))
}

/// A variant adds its question; a correction also replaces the answer.
fn grown(entry: &Entry, draft: &Draft, question: &str, answer: &str) -> Wording {
    let mut variants = entry.variants.clone();
    variants.push(question.to_owned());
    let corrected = matches!(draft.relation, Relation::Correction(_)) || answer.trim() != draft.answer.trim();
    let answer = if corrected { answer.to_owned() } else { entry.answer.clone() };
    Wording {
        question: entry.question.clone(),
        answer,
        variants,
        language: entry.language,
        audience: entry.audience.clone(),
    }
}

/// Only what the reviewer left in the card is published: they may have taken something out on purpose.
fn fresh(draft: &Draft, question: &str, answer: &str) -> Wording {
    Wording {
        question: question.to_owned(),
        answer: answer.to_owned(),
        variants: Vec::new(),
        language: draft.language,
        audience: draft.audience.clone(),
    }
}

pub(super) fn refusal(error: ChangeError) -> ReviewError {
    match error {
        ChangeError::BadQuestion | ChangeError::BadAnswer | ChangeError::BadVariants => ReviewError::BadText,
        ChangeError::Missing => ReviewError::Missing,
        ChangeError::Store(source) => ReviewError::Store(source),
    }
}
