//! The story: something goes out.
//!
//! `Sending` is committed before the channel is called. Found again in that state (a crash in between), or when the channel
//! itself cannot tell, the outcome is unknown: what the assistant says is sent once more, because seeing it twice is better
//! than silence; what a person wrote is never repeated blindly but shown as doubtful, with a way to send it again.

use time::Duration;

use super::{finish, show};
use crate::delivery::{Delivery, DeliveryState, Subject, TicketNotice, post};
use crate::event::Event;
use crate::handoff::thread::{is_pending, notify_agents, open_thread};
use crate::id::{ConversationId, DeliveryId, MessageId, TaskId, TenantId};
use crate::inquiry::{Author, Conversation, ConversationKind, Reach, Stage};
use crate::outside::{Channel, Post, Sent};
use crate::store::{Store, StoreError, Transaction};

/// What became of the task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The task is done.
    Done,
    /// Surely not sent; try again after this time.
    Later(Duration),
    /// Not yet: the channel cannot be reached.
    Unreachable(String),
}

/// A send that is ready to go.
struct PreparedSend {
    conversation: Conversation,
    channel: Option<Conversation>,
    post: Post,
    update: Option<String>,
}

/// Sends a delivery. The task is ended with the outcome, unless it is to be tried again.
pub async fn deliver(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    id: DeliveryId,
    task: TaskId,
) -> Result<Delivered, StoreError> {
    let Some(prepared) = prepare(store, tenant, id, task).await? else { return Ok(Delivered::Done) };
    let sent = match &prepared.channel {
        Some(parent) => channel.open_thread(parent, &prepared.post).await,
        None => channel.send(&prepared.conversation, &prepared.post).await,
    };
    let conversation = prepared.conversation;
    store.write(tenant, move |tx| Box::pin(async move { record_outcome(tx, id, conversation, sent, task).await })).await
}

/// Brings a sent card up to date. Idempotent, hence simply tried again.
pub async fn update(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    id: DeliveryId,
    task: TaskId,
) -> Result<Delivered, StoreError> {
    let prepared =
        store.read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { for_update(tx, id).await })).await?;
    if let Some(PreparedSend { conversation, post, update: Some(remote_id), .. }) = prepared {
        match channel.update(&conversation, &remote_id, &post).await {
            Sent::Later { after } => return Ok(Delivered::Later(after)),
            Sent::Unreachable { reason } | Sent::Unknown { reason } => return Ok(Delivered::Unreachable(reason)),
            Sent::Delivered { .. } | Sent::Blocked | Sent::Uninstalled | Sent::Refused { .. } | Sent::Gone => {}
        }
    }
    store.write(tenant, move |tx| Box::pin(async move { finish(tx, task).await })).await?;
    Ok(Delivered::Done)
}

/// Loads what is to be shown and notes that it is being sent. `None`: there is nothing (more) to send, the task is ended.
async fn prepare(
    store: &dyn Store,
    tenant: &TenantId,
    id: DeliveryId,
    task: TaskId,
) -> Result<Option<PreparedSend>, StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let prepared = match tx.delivery(id).await? {
                    Some(delivery) => ready(tx, delivery).await?,
                    None => None,
                };
                if prepared.is_none() {
                    finish(tx, task).await?;
                }
                Ok(prepared)
            })
        })
        .await
}

async fn ready(tx: &mut dyn Transaction, delivery: Delivery) -> Result<Option<PreparedSend>, StoreError> {
    let again = match delivery.state {
        DeliveryState::Waiting => false,
        DeliveryState::Sending { again } if again || delivery.subject.is_a_persons_message() => {
            mark_unconfirmed(tx, delivery).await?;
            return Ok(None);
        }
        DeliveryState::Sending { .. } => true,
        DeliveryState::Sent | DeliveryState::Unknown | DeliveryState::Undeliverable(_) => return Ok(None),
    };
    let Some(conversation) = tx.conversation(delivery.conversation).await? else { return Ok(None) };
    if conversation.reach != Reach::Reachable {
        undeliverable(tx, delivery, &conversation, "conversation cannot be reached").await?;
        return Ok(None);
    }
    let Some(post) = show::show(tx, &conversation, &delivery.subject).await? else {
        let gone = Delivery { state: DeliveryState::Undeliverable("nothing to show".into()), ..delivery };
        tx.save_delivery(&gone).await?;
        return Ok(None);
    };
    let channel = match conversation.parent {
        Some(parent) if is_pending(&conversation) => tx.conversation(parent).await?,
        _ => None,
    };
    if is_pending(&conversation) && !matches!(delivery.subject, Subject::TicketCard(_)) {
        // Its thread could not be opened: nothing can be carried into it.
        undeliverable(tx, delivery, &conversation, "thread was never opened").await?;
        return Ok(None);
    }
    tx.save_delivery(&Delivery { state: DeliveryState::Sending { again }, ..delivery }).await?;
    Ok(Some(PreparedSend { conversation, channel, post, update: None }))
}

async fn for_update(tx: &mut dyn Transaction, id: DeliveryId) -> Result<Option<PreparedSend>, StoreError> {
    let Some(delivery) = tx.delivery(id).await? else { return Ok(None) };
    let (Some(update), Some(conversation)) =
        (delivery.remote_id.clone(), tx.conversation(delivery.conversation).await?)
    else {
        return Ok(None);
    };
    if conversation.reach != Reach::Reachable {
        return Ok(None);
    }
    let post = show::show(tx, &conversation, &delivery.subject).await?;
    Ok(post.map(|post| PreparedSend { conversation, channel: None, post, update: Some(update) }))
}

async fn record_outcome(
    tx: &mut dyn Transaction,
    id: DeliveryId,
    conversation: Conversation,
    sent: Sent,
    task: TaskId,
) -> Result<Delivered, StoreError> {
    let Some(delivery) = tx.delivery(id).await? else {
        finish(tx, task).await?;
        return Ok(Delivered::Done);
    };
    match sent {
        Sent::Delivered { remote_id, thread } => {
            tx.save_delivery(&Delivery { state: DeliveryState::Sent, remote_id, ..delivery }).await?;
            if let Some(thread) = thread {
                adopt_remote_id(tx, conversation, thread).await?;
            }
        }
        Sent::Later { after } => {
            // Surely not there: back to waiting, so that the next try is no doubtful one.
            tx.save_delivery(&Delivery { state: DeliveryState::Waiting, ..delivery }).await?;
            return Ok(Delivered::Later(after));
        }
        Sent::Unreachable { reason } => {
            tx.save_delivery(&Delivery { state: DeliveryState::Waiting, ..delivery }).await?;
            return Ok(Delivered::Unreachable(reason));
        }
        Sent::Unknown { .. } => return unsure(tx, delivery, task).await,
        Sent::Blocked => {
            tx.set_reach(conversation.id, Reach::Blocked).await?;
            undeliverable(tx, delivery, &conversation, "blocked").await?;
        }
        Sent::Uninstalled => {
            tx.set_reach(conversation.id, Reach::Uninstalled).await?;
            undeliverable(tx, delivery, &conversation, "uninstalled").await?;
        }
        Sent::Refused { reason } => undeliverable(tx, delivery, &conversation, &reason).await?,
        Sent::Gone => {
            undeliverable(tx, delivery.clone(), &conversation, "conversation is gone").await?;
            if let (Subject::Relay(message), ConversationKind::Thread) = (delivery.subject, conversation.kind) {
                move_thread(tx, conversation.id, message).await?;
            }
        }
    }
    finish(tx, task).await?;
    Ok(Delivered::Done)
}

/// Somebody has deleted the agents' thread: the ticket gets another one, and what could not be carried follows it there.
async fn move_thread(tx: &mut dyn Transaction, lost: ConversationId, message: MessageId) -> Result<(), StoreError> {
    let Some(ticket) = tx.ticket_by_thread(lost).await?.filter(|ticket| ticket.state.is_open()) else {
        // It moved already, with the first message that could not be carried; this one follows.
        return carry_to_new_thread(tx, lost, message).await;
    };
    if let Some(team) = tx.team(ticket.team).await? {
        open_thread(tx, ticket, &team).await?;
    }
    carry_to_new_thread(tx, lost, message).await
}

/// Carries a requester's message into the thread that its ticket has now.
async fn carry_to_new_thread(
    tx: &mut dyn Transaction,
    lost: ConversationId,
    message: MessageId,
) -> Result<(), StoreError> {
    let Some(message) = tx.message(message).await? else { return Ok(()) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(()) };
    let Stage::People(ticket) = inquiry.stage else { return Ok(()) };
    match tx.ticket(ticket).await?.and_then(|ticket| ticket.thread) {
        Some(thread) if thread != lost => post(tx, thread, Subject::Relay(message.id)).await.map(drop),
        _ => Ok(()),
    }
}

/// Gives a thread the name that the channel has given it. Where somebody spoke there before it was noted, their note of the
/// place makes way: the ticket's is the one that lives on.
async fn adopt_remote_id(tx: &mut dyn Transaction, thread: Conversation, name: String) -> Result<(), StoreError> {
    if let Some(other) = tx.conversation_by_remote(&name).await?.filter(|other| other.id != thread.id) {
        tx.save_conversation(&Conversation { remote_id: format!("replaced:{}", other.id), ..other }).await?;
    }
    tx.save_conversation(&Conversation { remote_id: name, ..thread }).await
}

async fn unsure(tx: &mut dyn Transaction, delivery: Delivery, task: TaskId) -> Result<Delivered, StoreError> {
    let tried_again = delivery.state == DeliveryState::Sending { again: true };
    if tried_again || delivery.subject.is_a_persons_message() {
        mark_unconfirmed(tx, delivery).await?;
        finish(tx, task).await?;
        return Ok(Delivered::Done);
    }
    // Stays `Sending`: the next try finds it so and is the second and last.
    Ok(Delivered::Later(Duration::seconds(1)))
}

/// Marks a delivery as doubtful and tells the author of a person's message.
async fn mark_unconfirmed(tx: &mut dyn Transaction, delivery: Delivery) -> Result<(), StoreError> {
    let unconfirmed = Delivery { state: DeliveryState::Unknown, ..delivery };
    tx.save_delivery(&unconfirmed).await?;
    tx.record(Event::DeliveryUnconfirmed { delivery: unconfirmed.id }).await?;
    if let Subject::Relay(message) = unconfirmed.subject
        && let Some(side) = authors_side(tx, message).await?
    {
        post(tx, side, Subject::DeliveryUnknown(unconfirmed.id)).await?;
    }
    Ok(())
}

/// The conversation of whoever wrote a carried message.
async fn authors_side(
    tx: &mut dyn Transaction,
    message: crate::id::MessageId,
) -> Result<Option<ConversationId>, StoreError> {
    let Some(message) = tx.message(message).await? else { return Ok(None) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(None) };
    match (message.author, inquiry.stage) {
        (Author::Requester(_), _) => Ok(Some(inquiry.conversation)),
        (Author::Agent(_), Stage::People(ticket)) => Ok(tx.ticket(ticket).await?.and_then(|ticket| ticket.thread)),
        (Author::Agent(_), _) => {
            let tickets = tx.tickets_of(inquiry.requester, 20).await?;
            Ok(tickets.into_iter().find(|ticket| ticket.inquiry == inquiry.id).and_then(|ticket| ticket.thread))
        }
        (Author::Assistant, _) => Ok(None),
    }
}

/// Notes that something cannot be delivered. Whoever wrote it can have it sent again; agents learn that their requester
/// cannot be reached.
async fn undeliverable(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    conversation: &Conversation,
    reason: &str,
) -> Result<(), StoreError> {
    let lost = Delivery { state: DeliveryState::Undeliverable(reason.to_owned()), ..delivery };
    tx.save_delivery(&lost).await?;
    let Subject::Relay(id) = lost.subject else { return Ok(()) };
    if is_pending(conversation) {
        // It follows the ticket into its next thread.
        return Ok(());
    }
    let Some(message) = tx.message(id).await? else { return Ok(()) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(()) };
    if let (Some(_), Stage::People(ticket)) = (conversation.person, inquiry.stage)
        && let Some(ticket) = tx.ticket(ticket).await?
    {
        notify_agents(tx, &ticket, TicketNotice::Unreachable).await?;
    }
    match authors_side(tx, id).await? {
        // An agent's words in the thread where agents read them anyway need no second try.
        Some(side) if side != lost.conversation => post(tx, side, Subject::DeliveryUnknown(lost.id)).await.map(drop),
        _ => Ok(()),
    }
}

/// Gives a delivery up whose task has failed too often. Whoever wrote it is told, and can have it sent again.
pub async fn give_up(store: &dyn Store, tenant: &TenantId, id: DeliveryId, reason: String) -> Result<(), StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let Some(delivery) = tx.delivery(id).await? else { return Ok(()) };
                if !matches!(delivery.state, DeliveryState::Waiting | DeliveryState::Sending { .. }) {
                    return Ok(());
                }
                match tx.conversation(delivery.conversation).await? {
                    Some(conversation) => undeliverable(tx, delivery, &conversation, &reason).await,
                    None => Ok(()),
                }
            })
        })
        .await
}
