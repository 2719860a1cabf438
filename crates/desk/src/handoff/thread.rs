//! The thread in the agents' channel where a ticket is worked on.

use super::{Ticket, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, post};
use crate::event::Outbox;
use crate::id::ConversationId;
use crate::inquiry::{Conversation, ConversationKind, Conversations, Inquiries, MessageKind};
use crate::people::Team;
use crate::store::{Now, StoreError};

/// Starts the remote id of a thread whose root has not been posted yet. No channel gives out such ids.
const PENDING: &str = "pending:";

/// Whether a thread's root is still to be posted.
pub fn is_pending(thread: &Conversation) -> bool {
    thread.remote_id.starts_with(PENDING)
}

/// Gives a ticket a thread in its team's channel, with the ticket card as root. The thread exists here before it exists in
/// the channel, so that what follows the card waits behind it in one queue. Without a channel the ticket waits for one.
/// What was said since the ticket was opened follows the card: nothing is lost with an earlier thread.
pub(crate) async fn open_thread(
    tx: &mut (impl Tickets + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    team: &Team,
) -> Result<Ticket, StoreError> {
    let channel = match team.channel {
        Some(id) => tx.conversation(id).await?,
        None => None,
    };
    let Some(channel) = channel else {
        let waiting = Ticket { thread: None, ..ticket };
        tx.save_ticket(&waiting).await?;
        return Ok(waiting);
    };
    let id = ConversationId::new(tx.fresh());
    let thread = Conversation {
        id,
        kind: ConversationKind::Thread,
        remote_id: format!("{PENDING}{id}"),
        parent: Some(channel.id),
        person: None,
        greeted: true,
        ..channel
    };
    tx.save_conversation(&thread).await?;
    let ticket = Ticket { thread: Some(id), ..ticket };
    tx.save_ticket(&ticket).await?;
    post(tx, id, Subject::TicketCard(ticket.id)).await?;
    for message in tx.messages(ticket.inquiry).await? {
        // What came before stands on the card.
        if message.kind == MessageKind::Said && message.at > ticket.opened_at {
            post(tx, id, Subject::Relay(message.id)).await?;
        }
    }
    Ok(ticket)
}

/// Nobody can work on what nobody sees: a ticket whose card could not be posted, or stands in a channel that is no longer
/// the team's, gets a thread where the team is now.
pub(crate) async fn within_sight(
    tx: &mut (impl Tickets + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    team: &Team,
) -> Result<Ticket, StoreError> {
    let thread = match ticket.thread {
        Some(thread) => tx.conversation(thread).await?,
        None => None,
    };
    match thread {
        Some(thread) if !is_pending(&thread) && thread.parent == team.channel => Ok(ticket),
        _ => open_thread(tx, ticket, team).await,
    }
}

/// Tells the requester something about their ticket.
pub(crate) async fn tell_requester(
    tx: &mut (impl Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    notice: TicketNotice,
) -> Result<(), StoreError> {
    if let Some(inquiry) = tx.inquiry(ticket.inquiry).await? {
        post(tx, inquiry.conversation, Subject::TicketNotice(ticket.id, notice)).await?;
    }
    Ok(())
}

/// Tells the agents something in the ticket's thread.
pub(crate) async fn tell_agents(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    notice: TicketNotice,
) -> Result<(), StoreError> {
    if let Some(thread) = ticket.thread {
        post(tx, thread, Subject::TicketNotice(ticket.id, notice)).await?;
    }
    Ok(())
}
