//! The verb: an agent says how urgent a ticket is.

use super::{Priority, Ticket, TicketError, Tickets};
use crate::delivery::{Deliveries, Subject, refresh};
use crate::event::{Event, Outbox};
use crate::people::Agent;

/// Sets the priority of an open ticket of the agent's team.
pub async fn prioritise(
    tx: &mut (impl Tickets + Deliveries + Outbox + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    priority: Priority,
) -> Result<Ticket, TicketError> {
    ticket.open_for(agent)?;
    if ticket.priority == priority {
        return Err(TicketError::Unchanged);
    }
    let changed = Ticket { priority, ..ticket };
    tx.save_ticket(&changed).await?;
    tx.record(Event::TicketPrioritised { ticket: changed.id, priority: priority.name() }).await?;
    refresh(tx, &Subject::TicketCard(changed.id)).await?;
    Ok(changed)
}
