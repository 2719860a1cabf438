//! The verb: an agent says that the assistant was wrong, or takes that back.

use super::{Ticket, TicketError, Tickets};
use crate::answering::{note_refuted, refutable};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::inquiry::Inquiries;
use crate::people::Agent;
use crate::store::Now;

/// Notes that what the assistant had said before a ticket of the agent's team was wrong; `wrong: false` takes that back. It says
/// nothing about the ticket, and may be said at any time of its life.
pub async fn refute(
    tx: &mut (impl Tickets + Inquiries + crate::answering::Outcomes + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    wrong: bool,
) -> Result<Ticket, TicketError> {
    ticket.must_be_of_team(agent)?;
    let before = tx.messages(ticket.inquiry).await?;
    let said = refutable(&before, ticket.opened_at).cloned().ok_or(TicketError::Unchanged)?;
    if !note_refuted(tx, &said, ticket.requester, wrong).await? {
        return Err(TicketError::Unchanged);
    }
    tx.record(Event::AnswerRefuted { message: said.id, wrong }).await?;
    refresh(tx, &Subject::TicketCard(ticket.id)).await?;
    Ok(ticket)
}
