//! The verb: an agent takes a ticket. A race with exactly one winner.

use super::thread::notify_requester;
use super::{Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox};
use crate::inquiry::Inquiries;
use crate::people::Agent;
use crate::store::Now;

/// Gives a queued ticket to the agent. The loser of the race is told who has it.
pub async fn accept(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
) -> Result<Ticket, TicketError> {
    ticket.must_be_of_team(agent)?;
    match ticket.state {
        TicketState::Queued => {}
        TicketState::Assigned { agent: holder, .. } if holder == agent.person().id => {
            return Err(TicketError::Unchanged);
        }
        TicketState::Assigned { agent: holder, .. } => return Err(TicketError::TakenBy(holder)),
        TicketState::HandedBack { .. } | TicketState::Closed { .. } => return Err(TicketError::NotOpen),
    }
    let now = tx.now();
    let accepted = Ticket {
        state: TicketState::Assigned { agent: agent.person().id, since: now },
        accepted_at: ticket.accepted_at.or(Some(now)),
        before: None,
        ..ticket
    };
    tx.save_ticket(&accepted).await?;
    tx.record(Event::TicketAssigned { ticket: accepted.id, agent: agent.person().id }).await?;
    notify_requester(tx, &accepted, TicketNotice::Accepted).await?;
    refresh(tx, &Subject::TicketCard(accepted.id)).await?;
    Ok(accepted)
}
