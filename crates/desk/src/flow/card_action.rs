//! The story: somebody pressed a card.
//!
//! Who pressed is what the channel has proved, never what the card carries; what they may do is decided by
//! [`perform`](crate::actions::perform). Here is what belongs to cards: a roster that is not old, the record of who was
//! refused, and what is shown.

use std::sync::Arc;

use super::inbound::Inbound;
use super::{finish, identify, roster, show};
use crate::actions::{ActionMessage, Press, Refusal, perform};
use crate::audit::Actor;
use crate::event::Event;
use crate::id::TaskId;
use crate::outside::{Channel, Post};
use crate::people::Person;
use crate::policy::Policy;
use crate::store::{Store, StoreError, Transaction};

/// What the person who pressed gets to see.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionOutcome {
    /// The card, as things stand now.
    Card(Box<Post>),
    /// A short word; the card stays.
    Message(ActionMessage),
    /// It was not allowed or made no sense; nothing has changed.
    Refused(ActionMessage),
}

/// Does what a press asks for and tells what to show. Who acts as an agent is looked up in a roster that is not old; where
/// they are not in it, it is read once more before they are refused: they may have joined a minute ago.
pub async fn card_action(
    store: &dyn Store,
    channel: &dyn Channel,
    policy: &Arc<Policy>,
    inbound: Inbound,
    press: Press,
) -> Result<ActionOutcome, StoreError> {
    react(store, channel, policy, (inbound, press), None).await
}

/// The same for a client that does not wait for an answer, so that the press was kept as a task: the refreshed card is its
/// answer.
pub async fn late_card_action(
    store: &dyn Store,
    channel: &dyn Channel,
    policy: &Arc<Policy>,
    pressed: (Inbound, Press),
    task: TaskId,
) -> Result<(), StoreError> {
    react(store, channel, policy, pressed, Some(task)).await.map(drop)
}

/// Somebody pressed a card with data that no card of ours carries, for the verb `action`: nothing is done, and that is written
/// down. `task`: where the press was kept as one.
pub async fn unreadable_action(
    store: &dyn Store,
    inbound: Inbound,
    action: &'static str,
    task: Option<TaskId>,
) -> Result<(), StoreError> {
    let tenant = inbound.tenant.clone();
    store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                if let Some(speaker) = &inbound.from {
                    let person = identify::person(tx, speaker).await?;
                    tx.act_as(Actor::Person(person.id));
                    tx.record(Event::ActionRefused { action, target: None, reason: "unreadable" }).await?;
                }
                match task {
                    Some(task) => finish(tx, task).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

async fn react(
    store: &dyn Store,
    channel: &dyn Channel,
    policy: &Arc<Policy>,
    (inbound, press): (Inbound, Press),
    task: Option<TaskId>,
) -> Result<ActionOutcome, StoreError> {
    if press.action.is_an_agents() {
        roster::renew(store, channel, &inbound).await?;
    }
    let first = attempt(store, policy, (inbound.clone(), press.clone()), (Attempt::First, task)).await?;
    if is_final(Attempt::First, &first) {
        return Ok(first);
    }
    roster::look_again(store, channel, &inbound).await?;
    attempt(store, policy, (inbound, press), (Attempt::Last, task)).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// Whoever is no agent may be one in a newer roster: that refusal is not final and not recorded.
    First,
    Last,
}

fn is_final(attempt: Attempt, outcome: &ActionOutcome) -> bool {
    let may_change = matches!(outcome, ActionOutcome::Refused(reason) if reason.may_lie_in_the_roster());
    attempt == Attempt::Last || !may_change
}

/// Does it, or undoes what was begun and records the refusal; ends the task, where it came as one. All in one transaction.
async fn attempt(
    store: &dyn Store,
    policy: &Arc<Policy>,
    (inbound, press): (Inbound, Press),
    (attempt, task): (Attempt, Option<TaskId>),
) -> Result<ActionOutcome, StoreError> {
    let policy = policy.clone();
    let tenant = inbound.tenant.clone();
    store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                let outcome = act_or_undo(tx, &policy, &inbound, press, attempt).await?;
                match task {
                    Some(task) if is_final(attempt, &outcome) => finish(tx, task).await?,
                    Some(_) | None => {}
                }
                Ok(outcome)
            })
        })
        .await
}

async fn act_or_undo(
    tx: &mut dyn Transaction,
    policy: &Policy,
    inbound: &Inbound,
    press: Press,
    attempt: Attempt,
) -> Result<ActionOutcome, StoreError> {
    let Some(speaker) = &inbound.from else { return Ok(ActionOutcome::Refused(ActionMessage::NotYours)) };
    let person = identify::person(tx, speaker).await?;
    tx.act_as(Actor::Person(person.id));
    let (name, target) = (press.action.name(), press.action.target());
    tx.set_savepoint().await?;
    let reason = match act(tx, policy, inbound, &person, press).await {
        Ok(outcome) => return Ok(outcome),
        Err(refusal) => refusal.or_told()?,
    };
    tx.roll_back_to_savepoint().await?;
    let code = reason.code();
    let refused = ActionOutcome::Refused(reason);
    if is_final(attempt, &refused) {
        tx.record(Event::ActionRefused { action: name, target: Some(target), reason: code }).await?;
    }
    Ok(refused)
}

async fn act(
    tx: &mut dyn Transaction,
    policy: &Policy,
    inbound: &Inbound,
    person: &Person,
    press: Press,
) -> Result<ActionOutcome, Refusal> {
    let conversation = identify::pressed_in(tx, policy, inbound, person).await?;
    let subject = perform(tx, policy, person, Some(&conversation), press).await.or_else(Refusal::or_shown)?;
    Ok(match show::show(tx, &conversation, &subject).await? {
        Some(post) => ActionOutcome::Card(Box::new(post)),
        None => ActionOutcome::Message(ActionMessage::Done),
    })
}
