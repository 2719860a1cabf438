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
    carry_over(tx, &ticket, id).await?;
    Ok(ticket)
}

/// Brings what was said since the ticket was opened, and is not there yet; what came before stands on the card.
async fn carry_over(
    tx: &mut (impl Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    thread: ConversationId,
) -> Result<(), StoreError> {
    for message in tx.messages(ticket.inquiry).await? {
        if message.kind == MessageKind::Said && message.at > ticket.opened_at {
            let subject = Subject::Relay(message.id);
            let known = tx.deliveries_of(&subject).await?;
            if !known.iter().any(|delivery| delivery.conversation == thread) {
                post(tx, thread, subject).await?;
            }
        }
    }
    Ok(())
}

/// The thread in which agents act is the ticket's: when nobody could tell whether its card was sent, the card may stand in
/// a thread of which we first hear now.
pub(crate) async fn adopt_thread(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    team: &Team,
    acted_in: &Conversation,
) -> Result<Ticket, StoreError> {
    let in_their_channel = acted_in.kind == ConversationKind::Thread && acted_in.parent == team.channel;
    if !in_their_channel || tx.ticket_by_thread(acted_in.id).await?.is_some() {
        return Ok(ticket);
    }
    let ticket = Ticket { thread: Some(acted_in.id), ..ticket };
    tx.save_ticket(&ticket).await?;
    carry_over(tx, &ticket, acted_in.id).await?;
    Ok(ticket)
}

/// Nobody can work on what nobody sees: a ticket whose card could not be posted, or stands in a channel that is no longer
/// the team's, gets a thread where the team is now.
pub(crate) async fn ensure_visible_thread(
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
pub(crate) async fn notify_requester(
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
pub(crate) async fn notify_agents(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    notice: TicketNotice,
) -> Result<(), StoreError> {
    if let Some(thread) = ticket.thread {
        post(tx, thread, Subject::TicketNotice(ticket.id, notice)).await?;
    }
    Ok(())
}
