//! The verb: nobody has taken a ticket in time. Nobody is left in silence.

use time::Duration;

use super::thread::{ensure_visible_thread, notify_agents, notify_requester};
use super::{Priority, Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::TicketId;
use crate::inquiry::{Conversations, Inquiries};
use crate::people::Teams;
use crate::store::{Now, StoreError};

/// Rounds after which a ticket is no longer reminded: it has been seen, and each round doubles the wait.
const MOST_ROUNDS: u32 = 8;

/// What looking at a waiting ticket led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// Nobody has it: one priority up, agents and requester are told.
    Reminded,
    /// Somebody has it, or it is another round's affair.
    NotNeeded,
}

/// Raises a ticket that still waits. `reopened` tells a timer of an earlier life apart.
pub async fn remind(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: TicketId,
    reopened: u32,
    remind_after: Duration,
) -> Result<Reminded, StoreError> {
    let Some(ticket) = tx.ticket(ticket).await? else { return Ok(Reminded::NotNeeded) };
    if ticket.state != TicketState::Queued || ticket.reopened != reopened || ticket.reminded >= MOST_ROUNDS {
        return Ok(Reminded::NotNeeded);
    }
    let reminded = Ticket { reminded: ticket.reminded + 1, priority: more_urgent(ticket.priority), ..ticket };
    tx.save_ticket(&reminded).await?;
    tx.record(Event::TicketReminded { ticket: reminded.id }).await?;
    let reminded = match tx.team(reminded.team).await? {
        Some(team) => ensure_visible_thread(tx, reminded, &team).await?,
        None => reminded,
    };
    notify_agents(tx, &reminded, TicketNotice::NobodyTookIt).await?;
    notify_requester(tx, &reminded, TicketNotice::StillWaiting).await?;
    refresh(tx, &Subject::TicketCard(reminded.id)).await?;
    let next = remind_after * 2_i32.pow(reminded.reminded);
    tx.enqueue_in(Task::Remind { ticket: reminded.id, reopened }, next).await?;
    Ok(Reminded::Reminded)
}

fn more_urgent(priority: Priority) -> Priority {
    match priority {
        Priority::Low => Priority::Normal,
        Priority::Normal => Priority::High,
        Priority::High | Priority::Urgent => Priority::Urgent,
    }
}
