//! What could not be delivered, or of which nobody knows: who is told, and where it goes instead.

use time::Duration;

use crate::delivery::{Delivery, DeliveryState, Subject, TicketNotice, post};
use crate::event::{Event, Task};
use crate::handoff::Ticket;
use crate::handoff::promise::admit_waiting;
use crate::handoff::thread::{is_pending, notify_agents, relocate, relocate_all};
use crate::id::{ConversationId, MessageId};
use crate::inquiry::{AttachmentKind, Author, Conversation, ConversationKind, Reach, Stage};
use crate::store::{StoreError, Transaction};

/// Where something could not be delivered, and why.
pub(super) struct Failed {
    pub(super) conversation: Conversation,
    pub(super) reason: String,
    /// How long a ticket that goes elsewhere may wait there untaken.
    pub(super) remind_after: Duration,
}

/// Notes that a place can no longer be reached. Where a thread is gone, that is only this thread; where a thread's root
/// cannot be posted, its channel; where the app is blocked or removed, the whole Teams team.
pub(super) async fn lost_place(tx: &mut dyn Transaction, place: &Conversation, reach: Reach) -> Result<(), StoreError> {
    match (reach, place.parent) {
        (Reach::Uninstalled | Reach::Blocked, _) => tx.set_reach(place.id, reach).await,
        (_, Some(channel)) if is_pending(place) => tx.set_channel_reach(channel, reach).await,
        _ => tx.set_channel_reach(place.id, reach).await,
    }
}

/// Marks a delivery as doubtful and tells the author of a person's message.
pub(super) async fn mark_unconfirmed(tx: &mut dyn Transaction, delivery: Delivery) -> Result<(), StoreError> {
    let unconfirmed = Delivery { state: DeliveryState::Unknown, ..delivery };
    tx.save_delivery(&unconfirmed).await?;
    tx.record(Event::DeliveryUnconfirmed { delivery: unconfirmed.id }).await?;
    admit_waiting(tx, &unconfirmed, true).await?;
    tell_author(tx, &unconfirmed).await
}

/// Something surely did not arrive and never will. What was for agents follows its ticket to where that can be worked
/// on; what was for one person goes to their newest chat; whoever wrote what is lost all the same can have it sent
/// again.
pub(super) async fn undeliverable(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    failed: &Failed,
) -> Result<(), StoreError> {
    if let Some(chat) = other_chat(tx, &failed.conversation).await? {
        let id = delivery.id;
        tx.save_delivery(&Delivery { state: DeliveryState::Waiting, ..delivery }).await?;
        tx.redirect_delivery(id, chat).await?;
        return tx.enqueue(Task::Deliver { conversation: chat, delivery: id }).await;
    }
    let lost = Delivery { state: DeliveryState::Undeliverable(failed.reason.clone()), ..delivery };
    tx.save_delivery(&lost).await?;
    if failed.conversation.kind != ConversationKind::Personal {
        follow_ticket(tx, &lost, failed).await?;
    }
    admit_waiting(tx, &lost, true).await?;
    let Subject::Relay(message) = lost.subject else { return Ok(()) };
    if failed.conversation.person.is_some()
        && let Some(ticket) = open_ticket_of(tx, message).await?
    {
        notify_agents(tx, &ticket, TicketNotice::Unreachable).await?;
    }
    if follows_ticket(tx, &lost).await? { Ok(()) } else { tell_author(tx, &lost).await }
}

/// A newer chat with the person of one that cannot be reached.
async fn other_chat(tx: &mut dyn Transaction, chat: &Conversation) -> Result<Option<ConversationId>, StoreError> {
    let unreachable = tx.conversation(chat.id).await?.is_none_or(|now| now.reach != Reach::Reachable);
    match chat.person {
        Some(person) if unreachable => {
            Ok(tx.personal_chat_of(person).await?.map(|other| other.id).filter(|other| *other != chat.id))
        }
        _ => Ok(None),
    }
}

/// The ticket of a lost thread comes up again; with a lost channel every ticket does.
async fn follow_ticket(tx: &mut dyn Transaction, lost: &Delivery, failed: &Failed) -> Result<(), StoreError> {
    let place = tx.conversation(failed.conversation.id).await?;
    if place.as_ref().is_none_or(|place| place.reach == Reach::Reachable) {
        return Ok(());
    }
    let channel = match failed.conversation.parent {
        Some(channel) => tx.conversation(channel).await?,
        None => None,
    };
    if channel.is_some_and(|channel| channel.reach != Reach::Reachable) {
        return relocate_all(tx, failed.remind_after).await;
    }
    match tx.ticket_by_thread(lost.conversation).await? {
        Some(ticket) if ticket.state.is_open() => relocate(tx, ticket, failed.remind_after).await.map(drop),
        _ => Ok(()),
    }
}

/// Has a message that was for the agents follow its ticket: into the thread where that is now, or, where it has none yet, it
/// waits and is carried with the ticket. `false`: there is nowhere to follow to.
async fn follows_ticket(tx: &mut dyn Transaction, lost: &Delivery) -> Result<bool, StoreError> {
    let Subject::Relay(message) = lost.subject else { return Ok(false) };
    let Some(place) = tx.conversation(lost.conversation).await? else { return Ok(false) };
    let Some(ticket) = open_ticket_of(tx, message).await?.filter(|_| place.kind == ConversationKind::Thread) else {
        return Ok(false);
    };
    let Some(thread) = ticket.thread.filter(|thread| *thread != place.id) else {
        // Behind a card that never came it waits for the next one.
        return Ok(ticket.thread.is_none() || is_pending(&place));
    };
    if !tx.deliveries_of(&lost.subject).await?.iter().any(|other| other.conversation == thread) {
        post(tx, thread, lost.subject.clone()).await?;
    }
    Ok(true)
}

async fn open_ticket_of(tx: &mut dyn Transaction, message: MessageId) -> Result<Option<Ticket>, StoreError> {
    let Some(message) = tx.message(message).await? else { return Ok(None) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(None) };
    match inquiry.stage {
        Stage::People(ticket) => tx.ticket(ticket).await,
        _ => Ok(None),
    }
}

/// Tells whoever wrote a carried message what became of it, on their own side.
async fn tell_author(tx: &mut dyn Transaction, missed: &Delivery) -> Result<(), StoreError> {
    let Subject::Relay(message) = missed.subject else { return Ok(()) };
    match authors_side(tx, message).await? {
        // An agent's words in the thread where agents read them anyway need no second try.
        Some(side) if side != missed.conversation => {
            post(tx, side, Subject::DeliveryUnknown(missed.id)).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// A carried message arrived without some of its attachments: whoever sent them is told which, once.
pub(super) async fn tell_left_out(
    tx: &mut dyn Transaction,
    carried: &Delivery,
    left_out: &[usize],
) -> Result<(), StoreError> {
    let Subject::Relay(id) = carried.subject else { return Ok(()) };
    let Some(mut message) = tx.message(id).await?.filter(|_| !left_out.is_empty()) else { return Ok(()) };
    for (_, attachment) in message.attachments.iter_mut().enumerate().filter(|(at, _)| left_out.contains(at)) {
        attachment.kind = AttachmentKind::Withheld;
    }
    tx.save_message(&message).await?;
    let told = Subject::NotCarried(id);
    match authors_side(tx, id).await? {
        Some(side) if side != carried.conversation && tx.deliveries_of(&told).await?.is_empty() => {
            post(tx, side, told).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// The conversation of whoever wrote a carried message.
async fn authors_side(tx: &mut dyn Transaction, message: MessageId) -> Result<Option<ConversationId>, StoreError> {
    let Some(message) = tx.message(message).await? else { return Ok(None) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(None) };
    match (message.author, inquiry.stage) {
        (Author::Requester(_), _) => Ok(Some(inquiry.conversation)),
        (Author::Agent(_), Stage::People(ticket)) => Ok(tx.ticket(ticket).await?.and_then(|ticket| ticket.thread)),
        (Author::Agent(_), _) => {
            Ok(tx.tickets_of_inquiry(inquiry.id).await?.into_iter().next().and_then(|ticket| ticket.thread))
        }
        (Author::Assistant, _) => Ok(None),
    }
}
