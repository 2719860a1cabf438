//! The verbs: an agent writes to the requester, or to the other agents.

use time::OffsetDateTime;

use super::{Ticket, TicketError, TicketState, Tickets, accept};
use crate::delivery::{Deliveries, Subject, post};
use crate::event::{Event, Outbox};
use crate::id::{ConversationId, MessageId};
use crate::inquiry::{Attachment, Author, Inquiries, Message, MessageKind};
use crate::people::Agent;
use crate::store::{Now, StoreError};

/// Longest text that an agent writes, in characters; Teams itself takes less.
pub const MAX_TEXT: usize = 30_000;

/// What an agent has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Pictures and files.
    pub attachments: Vec<Attachment>,
    /// When.
    pub at: OffsetDateTime,
    /// The thread in which it stands already, and the channel's id of it; `None`: it was written elsewhere.
    pub written_in: Option<(ConversationId, String)>,
}

/// Carries an agent's words to the requester. Whoever answers first has the ticket.
pub async fn reply(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    words: Words,
) -> Result<Message, TicketError> {
    ticket.open_for(agent)?;
    let ticket = taken(tx, agent, ticket).await?;
    let message = take_down(tx, agent, &ticket, words, MessageKind::Said).await?;
    carry(tx, &ticket, &message).await?;
    Ok(message)
}

/// Keeps an agent's words among the agents. Also a ticket that has ended takes notes.
pub async fn note(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: &Ticket,
    words: Words,
) -> Result<Message, TicketError> {
    ticket.must_be_of_team(agent)?;
    let message = take_down(tx, agent, ticket, words, MessageKind::Note).await?;
    show_agents(tx, ticket, &message).await?;
    Ok(message)
}

/// A note becomes a reply.
pub async fn note_becomes_reply(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    note: Message,
) -> Result<(), TicketError> {
    ticket.open_for(agent)?;
    let ticket = taken(tx, agent, ticket).await?;
    let said = Message { kind: MessageKind::Said, ..note };
    tx.save_message(&said).await?;
    tx.record(Event::MessageSaid { inquiry: said.inquiry, message: said.id }).await?;
    Ok(carry(tx, &ticket, &said).await?)
}

/// Whoever answers first has the ticket, and it has been answered.
async fn taken(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
) -> Result<Ticket, StoreError> {
    let ticket = match ticket.state {
        TicketState::Queued => match accept(tx, agent, ticket.clone()).await {
            Ok(accepted) => accepted,
            Err(TicketError::Store(error)) => return Err(error),
            Err(_) => ticket,
        },
        _ => ticket,
    };
    if ticket.answered_at.is_some() {
        return Ok(ticket);
    }
    let answered = Ticket { answered_at: Some(tx.now()), ..ticket };
    tx.save_ticket(&answered).await?;
    Ok(answered)
}

async fn take_down(
    tx: &mut (impl Inquiries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: &Ticket,
    words: Words,
    kind: MessageKind,
) -> Result<Message, StoreError> {
    let (conversation, remote_id) = words.written_in.unzip();
    let message = Message {
        id: MessageId::new(tx.fresh()),
        inquiry: ticket.inquiry,
        number: 0,
        author: Author::Agent(agent.person().id),
        kind,
        text: words.text,
        attachments: words.attachments,
        at: words.at,
        conversation,
        remote_id,
        guess: None,
    };
    let message = tx.add_message(message).await?;
    tx.record(Event::MessageSaid { inquiry: message.inquiry, message: message.id }).await?;
    Ok(message)
}

async fn carry(
    tx: &mut (impl Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    message: &Message,
) -> Result<(), StoreError> {
    if let Some(inquiry) = tx.inquiry(ticket.inquiry).await? {
        post(tx, inquiry.conversation, Subject::Relay(message.id)).await?;
    }
    show_agents(tx, ticket, message).await
}

/// Whoever works on the ticket reads it too, where it does not stand in its thread already.
async fn show_agents(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    message: &Message,
) -> Result<(), StoreError> {
    let is_a_note_of_theirs = message.kind == MessageKind::Note && message.conversation.is_some();
    match ticket.thread.filter(|thread| message.conversation != Some(*thread) && !is_a_note_of_theirs) {
        Some(thread) => post(tx, thread, Subject::Relay(message.id)).await.map(drop),
        None => Ok(()),
    }
}
