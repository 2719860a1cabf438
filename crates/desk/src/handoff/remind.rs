//! The verb: reminds the agents of a ticket that nobody has taken in time, and has the requester told that it still
//! waits.

use time::Duration;

use super::thread::{ensure_visible_thread, notify_agents};
use super::{Priority, Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::TicketId;
use crate::inquiry::{Conversations, Inquiries, Reach};
use crate::people::Teams;
use crate::store::{Now, StoreError};

/// How often the agents are reminded of one ticket at most: by then it has been seen, and each time doubles the wait.
const MOST_REMINDERS: u32 = 8;

/// What looking at a waiting ticket led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// Nobody has it: one priority up, agents and requester are told.
    Reminded,
    /// Somebody has it, the agents were reminded often enough, or the timer is of an earlier round of the ticket's
    /// life.
    NotNeeded,
}

/// Reminds the agents of a ticket that still waits. `reopened` and `moved` are those of the ticket when the timer was
/// set: the timer of an earlier round of its life does nothing.
pub async fn remind(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: TicketId,
    (reopened, moved): (u32, u32),
    remind_after: Duration,
) -> Result<Reminded, StoreError> {
    let Some(ticket) = tx.ticket(ticket).await? else { return Ok(Reminded::NotNeeded) };
    let is_of_now = (ticket.reopened, ticket.moved) == (reopened, moved);
    if ticket.state != TicketState::Queued || !is_of_now || ticket.reminded >= MOST_REMINDERS {
        return Ok(Reminded::NotNeeded);
    }
    let reminded = Ticket { reminded: ticket.reminded + 1, priority: more_urgent(ticket.priority), ..ticket };
    tx.save_ticket(&reminded).await?;
    tx.record(Event::TicketReminded { ticket: reminded.id }).await?;
    hope_again(tx, &reminded).await?;
    let reminded = ensure_visible_thread(tx, reminded).await?;
    // The requester is told once the agents' channel has this.
    notify_agents(tx, &reminded, TicketNotice::NobodyTookIt).await?;
    refresh(tx, &Subject::TicketCard(reminded.id)).await?;
    let next = remind_after * 2_i32.pow(reminded.reminded);
    tx.enqueue_in(Task::Remind { ticket: reminded.id, reopened, moved: reminded.moved }, next).await?;
    Ok(Reminded::Reminded)
}

/// A deleted channel may have been restored, and nobody tells: where a ticket has nowhere to go, its channel is tried again.
async fn hope_again(tx: &mut (impl Teams + Conversations + ?Sized), ticket: &Ticket) -> Result<(), StoreError> {
    if ticket.thread.is_some() {
        return Ok(());
    }
    for team in tx.teams().await?.into_iter().filter(|team| team.is_default || team.id == ticket.team) {
        if let Some(id) = team.channel
            && tx.conversation(id).await?.is_some_and(|channel| channel.reach == Reach::Gone)
        {
            tx.set_channel_reach(id, Reach::Reachable).await?;
        }
    }
    Ok(())
}

fn more_urgent(priority: Priority) -> Priority {
    match priority {
        Priority::Low => Priority::Normal,
        Priority::Normal => Priority::High,
        Priority::High | Priority::Urgent => Priority::Urgent,
    }
}
