//! The verb: the requester says whether an answer helped.

use crate::answering::{Basis, Outcomes, note_outcome};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::id::{MessageId, PersonId};
use crate::inquiry::{Ending, Inquiries, Inquiry, Message, MessageKind, Reply, Stage};
use crate::store::{Now, StoreError};

/// Why a rating was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// There is no such answer.
    #[error("no such answer")]
    Missing,
    /// Somebody else asked.
    #[error("only the requester may rate")]
    NotYours,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes a rating of one answer; a later one replaces it. While the assistant has the inquiry, helpful ends it as
/// solved; not helpful after that gives it back to the assistant.
pub async fn rate(
    tx: &mut (impl Inquiries + Outcomes + Outbox + Deliveries + Now + ?Sized),
    requester: PersonId,
    message: MessageId,
    helpful: bool,
) -> Result<Message, RateError> {
    let mut message = tx.message(message).await?.ok_or(RateError::Missing)?;
    let inquiry = tx.inquiry(message.inquiry).await?.ok_or(RateError::Missing)?;
    if inquiry.requester != requester {
        return Err(RateError::NotYours);
    }
    let MessageKind::Answer(Reply::Entry { entry, helpful: rating, .. }) = &mut message.kind else {
        return Err(RateError::Missing);
    };
    if *rating == Some(helpful) {
        return Ok(message);
    }
    *rating = Some(helpful);
    let right = helpful && message.guess.as_ref().is_some_and(|guess| guess.entry == *entry);
    tx.save_message(&message).await?;
    tx.record(Event::AnswerRated { message: message.id, helpful }).await?;
    note_outcome(tx, &message, requester, right, Basis::Rated).await?;
    record_solved(tx, inquiry, helpful).await?;
    refresh(tx, &Subject::Answer(message.id)).await?;
    Ok(message)
}

async fn record_solved(
    tx: &mut (impl Inquiries + Outbox + ?Sized),
    inquiry: Inquiry,
    helpful: bool,
) -> Result<(), StoreError> {
    match (inquiry.stage, helpful) {
        (Stage::Assistant, true) => {
            tx.record(Event::InquiryResolved { inquiry: inquiry.id }).await?;
            tx.save_inquiry(&Inquiry { stage: Stage::Ended(Ending::Solved), ..inquiry }).await
        }
        (Stage::Ended(Ending::Solved), false) => tx.save_inquiry(&Inquiry { stage: Stage::Assistant, ..inquiry }).await,
        _ => Ok(()),
    }
}
