//! The verb: an agent closes a ticket.

use super::before::offer_undo;
use super::thread::end_notices;
use super::{Before, Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, post, refresh};
use crate::event::{Event, Outbox, Task};
use crate::inquiry::{Ending, Inquiries, Inquiry, Stage};
use crate::people::Agent;
use crate::store::Now;

/// Closes an open ticket, asks the requester whether it is solved, and has the ticket learned from.
pub async fn close(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
) -> Result<Ticket, TicketError> {
    ticket.must_be_of_team(agent)?;
    if matches!(ticket.state, TicketState::Closed { .. }) {
        return Err(TicketError::Unchanged);
    }
    ticket.open_for(agent)?;
    let at = tx.now();
    let before = Some(Before::of(&ticket, agent, at));
    let closed = Ticket { state: TicketState::Closed { by: agent.person().id, at }, before, ..ticket };
    tx.save_ticket(&closed).await?;
    tx.record(Event::TicketClosed { ticket: closed.id }).await?;
    tx.enqueue(Task::Learn { ticket: closed.id, reopened: closed.reopened }).await?;
    offer_undo(tx, &closed).await?;
    refresh(tx, &Subject::TicketCard(closed.id)).await?;
    end_notices(tx, closed.id).await?;
    if let Some(inquiry) = tx.inquiry(closed.inquiry).await? {
        let conversation = inquiry.conversation;
        tx.save_inquiry(&Inquiry { stage: Stage::Ended(Ending::Closed), ..inquiry }).await?;
        post(tx, conversation, Subject::Ending(closed.id)).await?;
    }
    Ok(closed)
}
