//! The verbs: a ticket goes on after all, or turns out to be confidential, so what was learned from its close is not published.

use super::{Draft, DraftState, Drafts, LearningOutcome, NothingReusable};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox, Task};
use crate::handoff::{Ticket, TicketState, Tickets};
use crate::id::{InquiryId, MessageId, TicketId};
use crate::inquiry::Inquiries;
use crate::store::{Now, StoreError};

/// What was said in a ticket is not for others.
const CONFIDENTIAL: LearningOutcome = LearningOutcome::Nothing(NothingReusable::Confidential);

/// Takes a ticket that goes on out of the drafts that wait for review, and has its next close learned from. A draft that is
/// in this ticket's words cannot be published until the ticket has closed again, and other tickets that only raised its count
/// are learned from anew, in words of their own: what is said from now on may be that the matter is not for others. What was
/// reviewed already stays as it is.
pub async fn withdraw(
    tx: &mut (impl Drafts + Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
) -> Result<(), StoreError> {
    tx.save_learning_outcome(ticket.id, None).await?;
    for draft in tx.drafts_of(ticket.id).await? {
        if draft.state != DraftState::Proposed {
            continue;
        }
        take_out(tx, ticket, draft).await?;
    }
    Ok(())
}

/// Takes a ticket out of a draft that waits for review, as [`withdraw`] says.
async fn take_out(
    tx: &mut (impl Drafts + Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    draft: Draft,
) -> Result<Draft, StoreError> {
    let (own, others): (Vec<TicketId>, Vec<TicketId>) = draft.tickets.iter().partition(|asked| **asked == ticket.id);
    // The ticket that asked first has given the words.
    let draft = if draft.tickets.first() == Some(&ticket.id) {
        tx.record(Event::DraftWithdrawn { draft: draft.id }).await?;
        for other in others {
            learn_anew(tx, other).await?;
        }
        let evidence = evidence(tx, &draft, |inquiry| inquiry == ticket.inquiry).await?;
        Draft { state: DraftState::Withdrawn { at: tx.now() }, tickets: own, evidence, ..draft }
    } else {
        let evidence = evidence(tx, &draft, |inquiry| inquiry != ticket.inquiry).await?;
        Draft { tickets: others, evidence, ..draft }
    };
    tx.save_draft(&draft).await?;
    refresh(tx, &Subject::DraftCard(draft.id)).await?;
    Ok(draft)
}

/// Takes out of a draft that waits for review again what has come back, or turned out to be confidential, since it was reviewed.
pub(super) async fn take_out_what_went_on(
    tx: &mut (impl Drafts + Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    mut draft: Draft,
) -> Result<Draft, StoreError> {
    for id in draft.tickets.clone() {
        let Some(ticket) = tx.ticket(id).await? else { continue };
        let is_closed = matches!(ticket.state, TicketState::Closed { .. });
        let goes_on = !is_closed || tx.learning_outcome(id).await? == Some(CONFIDENTIAL);
        // Without the ticket that gave the words, the others are learned from anew.
        if goes_on && draft.state == DraftState::Proposed {
            draft = take_out(tx, &ticket, draft).await?;
        }
    }
    Ok(draft)
}

/// Withdraws what was learned from a closed ticket of which somebody now says that it is not for others, and has nothing
/// learned from this close. An entry that was published already stays: agents retire it.
pub async fn withdraw_marked(
    tx: &mut (impl Drafts + Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
) -> Result<(), StoreError> {
    let is_closed = matches!(ticket.state, TicketState::Closed { .. });
    if !is_closed || tx.learning_outcome(ticket.id).await? == Some(CONFIDENTIAL) {
        return Ok(());
    }
    withdraw(tx, ticket).await?;
    tx.save_learning_outcome(ticket.id, Some(CONFIDENTIAL)).await
}

/// The messages of some inquiries on which a draft rests.
async fn evidence(
    tx: &mut (impl Inquiries + ?Sized),
    draft: &Draft,
    keep: impl Fn(InquiryId) -> bool,
) -> Result<Vec<MessageId>, StoreError> {
    let mut kept = Vec::new();
    for id in &draft.evidence {
        if tx.message(*id).await?.is_some_and(|message| keep(message.inquiry)) {
            kept.push(*id);
        }
    }
    Ok(kept)
}

async fn learn_anew(tx: &mut (impl Drafts + Tickets + Outbox + ?Sized), ticket: TicketId) -> Result<(), StoreError> {
    let Some(ticket) = tx.ticket(ticket).await? else { return Ok(()) };
    if tx.learning_outcome(ticket.id).await? == Some(CONFIDENTIAL) {
        return Ok(());
    }
    tx.save_learning_outcome(ticket.id, None).await?;
    tx.enqueue(Task::Learn { ticket: ticket.id, reopened: ticket.reopened }).await
}
