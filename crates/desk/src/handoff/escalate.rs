//! The verb: an agent passes a ticket to another team.

use time::Duration;

use super::before::offer_undo;
use super::thread::{notify_requester, open_thread};
use super::{Before, Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::inquiry::{Conversations, Inquiries};
use crate::people::{Agent, Team, Teams};
use crate::store::Now;

/// Moves an open ticket into another team's queue, with a thread of its own there. The old thread's card shows where it went.
pub async fn escalate(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    by: &Agent,
    to: &Team,
    ticket: Ticket,
    remind_after: Duration,
) -> Result<Ticket, TicketError> {
    ticket.open_for(by)?;
    if ticket.team == to.id {
        return Err(TicketError::Unchanged);
    }
    refresh(tx, &Subject::TicketCard(ticket.id)).await?;
    let before = Some(Before::of(&ticket, by, tx.now()));
    let moved =
        Ticket { team: to.id, state: TicketState::Queued, reminded: 0, moved: ticket.moved + 1, before, ..ticket };
    let moved = open_thread(tx, moved).await?;
    offer_undo(tx, &moved).await?;
    tx.record(Event::TicketEscalated { ticket: moved.id, team: moved.team }).await?;
    if moved.thread.is_none() {
        notify_requester(tx, &moved, TicketNotice::NoChannelYet).await?;
    }
    tx.enqueue_in(Task::Remind { ticket: moved.id, reopened: moved.reopened, moved: moved.moved }, remind_after)
        .await?;
    Ok(moved)
}
