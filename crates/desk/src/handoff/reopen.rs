//! The verb: the requester, or an agent, says that it is not solved.

use time::Duration;

use super::thread::{carry_over, ensure_visible_thread, notify_agents, notify_requester, refresh_endings};
use super::{Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::{PersonId, TicketId};
use crate::inquiry::{Conversations, Inquiries, Inquiry, Stage};
use crate::people::{Agent, Teams};
use crate::store::{Now, StoreError};

/// Why a ticket was not reopened.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// There is no such ticket.
    #[error("no such ticket")]
    Missing,
    /// Somebody else asked, and whoever wants it is no agent of its team.
    #[error("only the requester and agents of its team may reopen")]
    NotYours,
    /// It is not closed: it is open, or was handed back to the assistant.
    #[error("ticket is open already")]
    OpenAlready,
    /// The requester has another ticket open in this chat: two would mix.
    #[error("another ticket of the requester is open")]
    AnotherIsOpen,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings a closed ticket back into the queue of its team, in the same thread as long as it stands in the
/// team's channel.
pub async fn reopen(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    requester: PersonId,
    ticket: TicketId,
    remind_after: Duration,
) -> Result<Ticket, ReopenError> {
    let ticket = tx.ticket(ticket).await?.ok_or(ReopenError::Missing)?;
    if ticket.requester != requester {
        return Err(ReopenError::NotYours);
    }
    // The requester is told once the agents' channel has this.
    bring_back(tx, ticket, Some(TicketNotice::Reopened), remind_after).await
}

/// The same by an agent, who has found that it is not solved: the requester is told that it goes on.
pub async fn reopen_as_agent(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    remind_after: Duration,
) -> Result<Ticket, ReopenError> {
    ticket.must_be_of_team(agent).map_err(|_| ReopenError::NotYours)?;
    let reopened = bring_back(tx, ticket, None, remind_after).await?;
    notify_requester(tx, &reopened, TicketNotice::GoesOn).await?;
    Ok(reopened)
}

/// `told`: what the agents are told before they read what was written since the close.
async fn bring_back(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    told: Option<TicketNotice>,
    remind_after: Duration,
) -> Result<Ticket, ReopenError> {
    let requester = ticket.requester;
    if !matches!(ticket.state, TicketState::Closed { .. }) {
        return Err(ReopenError::OpenAlready);
    }
    let inquiry = tx.inquiry(ticket.inquiry).await?.ok_or(ReopenError::Missing)?;
    let latest = tx.latest_inquiry(inquiry.conversation, requester).await?;
    // Also a later ticket of the same inquiry: this one is closed, so whoever is in people's hands is another.
    if [Some(inquiry.stage), latest.map(|latest| latest.stage)].iter().flatten().any(Stage::is_with_people) {
        return Err(ReopenError::AnotherIsOpen);
    }
    let now = tx.now();
    let reopened =
        Ticket { state: TicketState::Queued, reopened: ticket.reopened + 1, reminded: 0, before: None, ..ticket };
    tx.save_ticket(&reopened).await?;
    // The newest inquiry of a chat is the one that hears; so this one becomes the newest again.
    tx.save_inquiry(&Inquiry { stage: Stage::People(reopened.id), last_at: now, ..inquiry }).await?;
    tx.record(Event::TicketReopened { ticket: reopened.id }).await?;
    let reopened = ensure_visible_thread(tx, reopened).await?;
    if let Some(notice) = told {
        notify_agents(tx, &reopened, notice).await?;
    }
    match reopened.thread {
        // What the requester wrote after the close.
        Some(thread) => carry_over(tx, &reopened, thread).await?,
        None => notify_requester(tx, &reopened, TicketNotice::NoChannelYet).await?,
    }
    refresh(tx, &Subject::TicketCard(reopened.id)).await?;
    refresh_endings(tx, reopened.id).await?;
    tx.enqueue_in(
        Task::Remind { ticket: reopened.id, reopened: reopened.reopened, moved: reopened.moved },
        remind_after,
    )
    .await?;
    Ok(reopened)
}
