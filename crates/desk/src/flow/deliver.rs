//! The story: something goes out.
//!
//! `Sending` is committed right before the channel is called, when it is our turn there. Found again in that state (a
//! crash in between), or when the channel itself cannot tell, the outcome is unknown: what the assistant says is sent
//! once more, because seeing it twice is better than silence; what a person wrote is never repeated blindly but shown
//! as doubtful, with a way to send it again.

use time::Duration;

use super::undelivered::{Failed, lost_place, mark_unconfirmed, tell_left_out, undeliverable};
use super::{finish, show};
use crate::delivery::{Delivery, DeliveryState, Subject};
use crate::event::Task;
use crate::handoff::promise::{admit_waiting, keep_promise};
use crate::handoff::thread::is_pending;
use crate::id::{ConversationId, DeliveryId, TaskId, TenantId};
use crate::inquiry::{Conversation, Reach};
use crate::outside::{Channel, Content, Post, Sent};
use crate::store::{Haste, Store, StoreError, Transaction};

/// Waits after which an update goes on apart from what else goes to its chat.
const MOST_WAITS: u32 = 4;

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

/// A send that is ready to go, noted as under way.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedSend {
    delivery: Delivery,
    conversation: Conversation,
    /// The channel in which a thread is to be opened.
    channel: Option<Conversation>,
    post: Post,
}

impl PreparedSend {
    /// The task of its delivery.
    pub fn task(&self) -> Task {
        Task::Deliver { conversation: self.delivery.conversation, delivery: self.delivery.id }
    }
}

/// Sends a delivery. The task is ended with the outcome, unless it is to be tried again. `remind_after`: how long a ticket
/// that has to go elsewhere may wait there untaken.
pub async fn deliver(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    (id, remind_after): (DeliveryId, Duration),
    task: TaskId,
) -> Result<Delivered, StoreError> {
    if let Some(after) = wait_for_turn(store, channel, tenant, id).await? {
        return Ok(Delivered::Later(after));
    }
    match prepare(store, tenant, (id, remind_after), task).await? {
        Some(prepared) => send(store, channel, tenant, (prepared, remind_after), task).await,
        None => Ok(Delivered::Done),
    }
}

/// Sends what is ready to go.
pub async fn send(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    (prepared, remind_after): (PreparedSend, Duration),
    task: TaskId,
) -> Result<Delivered, StoreError> {
    let sent = match &prepared.channel {
        Some(parent) => channel.open_thread(parent, &prepared.post).await,
        None => channel.send(&prepared.conversation, &prepared.post).await,
    };
    let PreparedSend { delivery, conversation, .. } = prepared;
    // An answer that has arrived shares the commit of whatever comes next: nobody waits to hear of it, and should the program be killed
    // before, it is sent once more, as if it had been killed while it was being sent.
    let haste = match (&delivery.subject, &sent) {
        (Subject::Answer(_), Sent::Delivered { .. }) => Haste::WithOthers,
        _ => Haste::Now,
    };
    store
        .write_in(haste, tenant, move |tx| {
            Box::pin(async move { record_outcome(tx, (delivery, remind_after), conversation, sent, task).await })
        })
        .await
}

/// As [`post`](crate::delivery::post), but where nothing waits before it in its conversation, ready to go with its task held: to
/// be [sent](send) when this is committed. `content`: what the subject shows now.
pub(super) async fn post_and_prepare(
    tx: &mut dyn Transaction,
    conversation: ConversationId,
    (subject, content): (Subject, Content),
    remind_after: Duration,
) -> Result<Option<(TaskId, PreparedSend)>, StoreError> {
    let delivery = Delivery::new(tx, conversation, subject);
    let task = Task::Deliver { conversation, delivery: delivery.id };
    let Some(task) = tx.enqueue_held(task).await? else {
        tx.save_delivery(&delivery).await?;
        return Ok(None);
    };
    let prepared = match reachable(tx, delivery, remind_after).await? {
        Some((delivery, conversation)) => {
            let post = Post { language: conversation.language, content };
            begin(tx, delivery, (conversation, post), DeliveryState::Sending { again: false }, remind_after).await?
        }
        None => None,
    };
    match prepared {
        Some(prepared) => Ok(Some((task, prepared))),
        None => finish(tx, task).await.map(|()| None),
    }
}

/// The task of a delivery is given up: nobody will try it again.
pub async fn give_up(
    store: &dyn Store,
    tenant: &TenantId,
    (id, remind_after): (DeliveryId, Duration),
    reason: &str,
) -> Result<(), StoreError> {
    let reason = reason.to_owned();
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let Some(delivery) = tx.delivery(id).await? else { return Ok(()) };
                match (&delivery.state, tx.conversation(delivery.conversation).await?) {
                    (DeliveryState::Waiting, Some(conversation)) => {
                        undeliverable(tx, delivery, &Failed { conversation, reason, remind_after }).await
                    }
                    (DeliveryState::Sending { .. }, _) => mark_unconfirmed(tx, delivery).await,
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Brings a sent card up to date. Idempotent, hence simply tried again; a card that can no longer be changed stays as it is.
///
/// Once it has waited [`MOST_WAITS`] times in its chat, it goes on apart, so that no message waits for a card with which the service
/// cannot cope. `waits`: how often it has; `None` where it is apart already.
pub async fn update(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    id: DeliveryId,
    (task, waits): (TaskId, Option<u32>),
) -> Result<Delivered, StoreError> {
    let prepared =
        store.read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { for_update(tx, id).await })).await?;
    let mut apart = None;
    if let Some((conversation, remote_id, post)) = prepared {
        match channel.update(&conversation, &remote_id, &post).await {
            Sent::Later { after } => return Ok(Delivered::Later(after)),
            Sent::Unreachable { .. } | Sent::Unknown { .. } if waits.is_some_and(|waits| waits >= MOST_WAITS) => {
                apart = Some(Task::Refresh { conversation: conversation.id, delivery: id, apart: true });
            }
            Sent::Unreachable { reason } | Sent::Unknown { reason } => return Ok(Delivered::Unreachable(reason)),
            Sent::Delivered { .. }
            | Sent::Blocked
            | Sent::Uninstalled
            | Sent::Refused { .. }
            | Sent::Forbidden { .. }
            | Sent::Gone => {}
        }
    }
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                finish(tx, task).await?;
                if let Some(apart) = apart {
                    tx.enqueue_unless_waiting(apart).await?;
                }
                Ok(Delivered::Done)
            })
        })
        .await
}

/// Waits until the channel lets something through there, before anything is noted as being sent: whoever is killed while it
/// waits has surely sent nothing. `Some`: the turn does not come soon, but after this time.
async fn wait_for_turn(
    store: &dyn Store,
    channel: &dyn Channel,
    tenant: &TenantId,
    id: DeliveryId,
) -> Result<Option<Duration>, StoreError> {
    let place =
        store.read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { place_of(tx, id).await })).await?;
    let Some((delivery, place)) = place else { return Ok(None) };
    let Err(after) = channel.turn(&place).await else { return Ok(None) };
    if matches!(delivery.subject, Subject::TicketCard(_)) {
        store.write(tenant, move |tx| Box::pin(async move { admit_waiting(tx, &delivery, false).await })).await?;
    }
    Ok(Some(after))
}

/// Where something that is still to be sent is sent to: a thread that is not yet there begins in its channel.
async fn place_of(tx: &mut dyn Transaction, id: DeliveryId) -> Result<Option<(Delivery, Conversation)>, StoreError> {
    let Some(delivery) = tx.delivery(id).await? else { return Ok(None) };
    if !matches!(delivery.state, DeliveryState::Waiting | DeliveryState::Sending { .. }) {
        return Ok(None);
    }
    let Some(conversation) = tx.conversation(delivery.conversation).await? else { return Ok(None) };
    let place = match conversation.parent {
        Some(parent) if is_pending(&conversation) => tx.conversation(parent).await?,
        _ => Some(conversation),
    };
    Ok(place.filter(|place| place.reach == Reach::Reachable).map(|place| (delivery, place)))
}

/// Loads what is to be shown and notes that it is being sent. `None`: there is nothing (more) to send, the task is ended.
async fn prepare(
    store: &dyn Store,
    tenant: &TenantId,
    (id, remind_after): (DeliveryId, Duration),
    task: TaskId,
) -> Result<Option<PreparedSend>, StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                if !tx.holds(task).await? {
                    return Err(StoreError::LeaseLost);
                }
                let prepared = match tx.delivery(id).await? {
                    Some(delivery) => ready(tx, delivery, remind_after).await?,
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

async fn ready(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    remind_after: Duration,
) -> Result<Option<PreparedSend>, StoreError> {
    let again = match delivery.state {
        DeliveryState::Waiting => false,
        DeliveryState::Sending { again } if again || delivery.subject.is_a_persons_message() => {
            mark_unconfirmed(tx, delivery).await?;
            return Ok(None);
        }
        DeliveryState::Sending { .. } => true,
        DeliveryState::Sent | DeliveryState::Unknown | DeliveryState::Undeliverable(_) => return Ok(None),
    };
    let Some((delivery, conversation)) = reachable(tx, delivery, remind_after).await? else { return Ok(None) };
    let Some(post) = show::show_delivery(tx, &conversation, &delivery).await? else {
        let gone = Delivery { state: DeliveryState::Undeliverable("nothing to show".into()), ..delivery };
        tx.save_delivery(&gone).await?;
        return Ok(None);
    };
    begin(tx, delivery, (conversation, post), DeliveryState::Sending { again }, remind_after).await
}

/// Where a delivery goes. `None`: nowhere; what has to follow from that is done.
async fn reachable(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    remind_after: Duration,
) -> Result<Option<(Delivery, Conversation)>, StoreError> {
    let Some(conversation) = tx.conversation(delivery.conversation).await? else { return Ok(None) };
    if conversation.reach != Reach::Reachable {
        let reason = "conversation cannot be reached".to_owned();
        undeliverable(tx, delivery, &Failed { conversation, reason, remind_after }).await?;
        return Ok(None);
    }
    Ok(Some((delivery, conversation)))
}

/// Notes that a delivery is being sent. `None`: its thread is not there; what has to follow from that is done.
async fn begin(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    (conversation, post): (Conversation, Post),
    state: DeliveryState,
    remind_after: Duration,
) -> Result<Option<PreparedSend>, StoreError> {
    let channel = match conversation.parent {
        Some(parent) if is_pending(&conversation) => tx.conversation(parent).await?,
        _ => None,
    };
    if is_pending(&conversation) && !matches!(delivery.subject, Subject::TicketCard(_)) {
        // Its thread could not be opened: nothing can be carried into it.
        let reason = "thread was never opened".to_owned();
        undeliverable(tx, delivery, &Failed { conversation, reason, remind_after }).await?;
        return Ok(None);
    }
    let delivery = Delivery { state, ..delivery };
    tx.save_delivery(&delivery).await?;
    Ok(Some(PreparedSend { delivery, conversation, channel, post }))
}

/// What replaces a sent card, where, and the channel's id of the card.
async fn for_update(
    tx: &mut dyn Transaction,
    id: DeliveryId,
) -> Result<Option<(Conversation, String, Post)>, StoreError> {
    let Some(delivery) = tx.delivery(id).await? else { return Ok(None) };
    let (Some(remote_id), Some(conversation)) =
        (delivery.remote_id.clone(), tx.conversation(delivery.conversation).await?)
    else {
        return Ok(None);
    };
    if conversation.reach != Reach::Reachable {
        return Ok(None);
    }
    let post = show::show_delivery(tx, &conversation, &delivery).await?;
    Ok(post.map(|post| (conversation, remote_id, post)))
}

async fn record_outcome(
    tx: &mut dyn Transaction,
    (delivery, remind_after): (Delivery, Duration),
    conversation: Conversation,
    sent: Sent,
    task: TaskId,
) -> Result<Delivered, StoreError> {
    if let Sent::Delivered { remote_id, thread, left_out } = sent {
        // Whoever has taken the task over since has the say: then all of this is undone.
        finish(tx, task).await?;
        tell_left_out(tx, &delivery, &left_out).await?;
        arrived(tx, Delivery { state: DeliveryState::Sent, remote_id, ..delivery }, conversation, thread).await?;
        return Ok(Delivered::Done);
    }
    if !tx.holds(task).await? {
        // As above: what we wrote would replace what they have noted, and a delivery could wait with no task left to
        // send it.
        return Err(StoreError::LeaseLost);
    }
    let (reach, reason) = match sent {
        Sent::Delivered { .. } => return Ok(Delivered::Done),
        Sent::Later { after } => {
            // Surely not there: back to waiting, so that the next try is no doubtful one.
            let waiting = Delivery { state: DeliveryState::Waiting, ..delivery };
            tx.save_delivery(&waiting).await?;
            admit_waiting(tx, &waiting, false).await?;
            return Ok(Delivered::Later(after));
        }
        Sent::Unreachable { reason } => {
            let waiting = Delivery { state: DeliveryState::Waiting, ..delivery };
            tx.save_delivery(&waiting).await?;
            admit_waiting(tx, &waiting, false).await?;
            return Ok(Delivered::Unreachable(reason));
        }
        Sent::Unknown { .. } => return unsure(tx, delivery, task).await,
        Sent::Refused { reason } => (None, reason),
        Sent::Blocked => (Some(Reach::Blocked), "blocked".to_owned()),
        // Not yet `Uninstalled`: when Teams tells of it, the agents are told, once.
        Sent::Uninstalled => (Some(Reach::Blocked), "uninstalled".to_owned()),
        Sent::Gone => (Some(Reach::Gone), "conversation is gone".to_owned()),
        Sent::Forbidden { reason } => (Some(Reach::Gone), reason),
    };
    if let Some(reach) = reach {
        lost_place(tx, &conversation, reach).await?;
    }
    undeliverable(tx, delivery, &Failed { conversation, reason, remind_after }).await?;
    finish(tx, task).await?;
    Ok(Delivered::Done)
}

async fn arrived(
    tx: &mut dyn Transaction,
    delivery: Delivery,
    conversation: Conversation,
    thread: Option<String>,
) -> Result<(), StoreError> {
    if let Subject::TicketCard(ticket) = delivery.subject {
        // Locks the ticket before its thread, as whoever takes in what its requester writes does: else the two would
        // wait for each other, and a card whose arrival is not noted would be sent once more.
        tx.ticket(ticket).await?;
    }
    tx.save_delivery(&delivery).await?;
    if let Some(thread) = thread {
        adopt_remote_id(tx, conversation, thread).await?;
    }
    keep_promise(tx, &delivery).await
}

/// Gives a thread the id that the channel has given it. Where somebody spoke there before this was noted, a second
/// conversation stands for the same thread: it loses the id, and only the ticket's conversation has it from now on.
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
