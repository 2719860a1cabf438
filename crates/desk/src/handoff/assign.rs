//! The verb: an agent gives a ticket to a colleague.

use super::thread::notify_requester;
use super::{Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox};
use crate::inquiry::Inquiries;
use crate::people::Agent;
use crate::store::Now;

/// Gives an open ticket, queued or held by anybody, to `to`, who must be an agent of the same team.
pub async fn assign(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    by: &Agent,
    to: &Agent,
    ticket: Ticket,
) -> Result<Ticket, TicketError> {
    ticket.open_for(by)?;
    ticket.must_be_of_team(to)?;
    if ticket.state.agent() == Some(to.person().id) {
        return Err(TicketError::Unchanged);
    }
    let now = tx.now();
    let notice = if ticket.accepted_at.is_some() { TicketNotice::Reassigned } else { TicketNotice::Accepted };
    let assigned = Ticket {
        state: TicketState::Assigned { agent: to.person().id, since: now },
        accepted_at: ticket.accepted_at.or(Some(now)),
        before: None,
        ..ticket
    };
    tx.save_ticket(&assigned).await?;
    tx.record(Event::TicketAssigned { ticket: assigned.id, agent: to.person().id }).await?;
    notify_requester(tx, &assigned, notice).await?;
    refresh(tx, &Subject::TicketCard(assigned.id)).await?;
    Ok(assigned)
}
