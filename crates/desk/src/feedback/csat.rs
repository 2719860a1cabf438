//! The verb: the requester says, once, how satisfied they are.

use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::handoff::{Ticket, TicketState, Tickets};
use crate::id::{PersonId, TicketId};
use crate::store::StoreError;

/// Why a score was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CsatError {
    /// There is no such ticket.
    #[error("no such ticket")]
    Missing,
    /// Somebody else asked.
    #[error("only the requester may rate")]
    NotYours,
    /// The score is not 1–5.
    #[error("score must be 1 to 5")]
    BadScore,
    /// People are still on it, or it was handed back: satisfaction is asked at the end.
    #[error("ticket is not closed")]
    NotClosed,
    /// It was given already.
    #[error("score was given already")]
    GivenAlready(u8),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes satisfaction, 1 (not at all) to 5 (very).
pub async fn rate_satisfaction(
    tx: &mut (impl Tickets + Outbox + Deliveries + ?Sized),
    requester: PersonId,
    ticket: TicketId,
    score: u8,
) -> Result<Ticket, CsatError> {
    if !(1..=5).contains(&score) {
        return Err(CsatError::BadScore);
    }
    let ticket = tx.ticket(ticket).await?.ok_or(CsatError::Missing)?;
    if ticket.requester != requester {
        return Err(CsatError::NotYours);
    }
    if !matches!(ticket.state, TicketState::Closed { .. }) {
        return Err(CsatError::NotClosed);
    }
    if let Some(given) = ticket.csat {
        return Err(CsatError::GivenAlready(given));
    }
    let rated = Ticket { csat: Some(score), ..ticket };
    tx.save_ticket(&rated).await?;
    tx.record(Event::CsatGiven { ticket: rated.id, score }).await?;
    refresh(tx, &Subject::Ending(rated.id)).await?;
    refresh(tx, &Subject::TicketCard(rated.id)).await?;
    Ok(rated)
}
