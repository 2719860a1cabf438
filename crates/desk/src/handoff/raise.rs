//! The verb: nobody has taken a ticket in time. Nobody is left in silence.

use time::Duration;

use super::thread::{tell_agents, tell_requester, within_sight};
use super::{Priority, Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::TicketId;
use crate::inquiry::{Conversations, Inquiries};
use crate::people::Teams;
use crate::store::{Now, StoreError};

/// Rounds after which a ticket is no longer raised: it has been seen, and each round doubles the wait.
const MOST_ROUNDS: u32 = 8;

/// What looking at a waiting ticket led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// Nobody has it: one priority up, agents and requester are told.
    Raised,
    /// Somebody has it, or it is another round's affair.
    NotNeeded,
}

/// Raises a ticket that still waits. `reopened` tells a timer of an earlier life apart.
pub async fn raise(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: TicketId,
    reopened: u32,
    patience: Duration,
) -> Result<Raised, StoreError> {
    let Some(ticket) = tx.ticket(ticket).await? else { return Ok(Raised::NotNeeded) };
    if ticket.state != TicketState::Queued || ticket.reopened != reopened || ticket.raised >= MOST_ROUNDS {
        return Ok(Raised::NotNeeded);
    }
    let raised = Ticket { raised: ticket.raised + 1, priority: more_urgent(ticket.priority), ..ticket };
    tx.save_ticket(&raised).await?;
    tx.record(Event::TicketRaised { ticket: raised.id }).await?;
    let raised = match tx.team(raised.team).await? {
        Some(team) => within_sight(tx, raised, &team).await?,
        None => raised,
    };
    tell_agents(tx, &raised, TicketNotice::NobodyTookIt).await?;
    tell_requester(tx, &raised, TicketNotice::StillWaiting).await?;
    refresh(tx, &Subject::TicketCard(raised.id)).await?;
    let next = patience * 2_i32.pow(raised.raised);
    tx.enqueue_in(Task::Raise { ticket: raised.id, reopened }, next).await?;
    Ok(Raised::Raised)
}

fn more_urgent(priority: Priority) -> Priority {
    match priority {
        Priority::Low => Priority::Normal,
        Priority::Normal => Priority::High,
        Priority::High | Priority::Urgent => Priority::Urgent,
    }
}
