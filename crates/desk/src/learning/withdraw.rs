//! The verb: a ticket goes on after all, so what was learned from its close waits for the next one.

use super::{Draft, DraftState, Drafts};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::handoff::Ticket;
use crate::inquiry::Inquiries;
use crate::store::{Now, StoreError};

/// Takes a ticket that goes on out of the drafts that wait for review, and has its next close learned from. A draft that
/// rests on this ticket alone cannot be published until the
/// ticket has closed again; what was reviewed already stays as it is.
pub async fn withdraw(
    tx: &mut (impl Drafts + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
) -> Result<(), StoreError> {
    tx.save_learning_outcome(ticket.id, None).await?;
    for draft in tx.drafts_of(ticket.id).await? {
        if draft.state != DraftState::Proposed {
            continue;
        }
        let draft = if draft.tickets == [ticket.id] {
            tx.record(Event::DraftWithdrawn { draft: draft.id }).await?;
            Draft { state: DraftState::Withdrawn { at: tx.now() }, ..draft }
        } else {
            without(tx, draft, ticket).await?
        };
        tx.save_draft(&draft).await?;
        refresh(tx, &Subject::DraftCard(draft.id)).await?;
    }
    Ok(())
}

/// A draft that other tickets asked for as well.
async fn without(tx: &mut (impl Inquiries + ?Sized), draft: Draft, ticket: &Ticket) -> Result<Draft, StoreError> {
    let mut evidence = Vec::new();
    for id in draft.evidence {
        if tx.message(id).await?.is_some_and(|message| message.inquiry != ticket.inquiry) {
            evidence.push(id);
        }
    }
    let tickets = draft.tickets.into_iter().filter(|asked| *asked != ticket.id).collect();
    Ok(Draft { tickets, evidence, ..draft })
}
