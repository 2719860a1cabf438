//! The story: somebody pressed a card.
//!
//! Who pressed is what the channel has proved, never what the card carries; what they may do is decided by
//! [`perform`](crate::actions::perform). Here is what belongs to cards: a roster that is not old, the record of who was
//! refused, and what is shown.

use std::sync::Arc;

use super::inbound::Inbound;
use super::{note, roster, show};
use crate::actions::{Action, ActionMessage, Refusal, perform};
use crate::audit::Actor;
use crate::event::Event;
use crate::outside::{Channel, Post};
use crate::policy::Policy;
use crate::store::{Store, StoreError};

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
    action: Action,
) -> Result<ActionOutcome, StoreError> {
    if action.is_an_agents() {
        roster::renew(store, channel, &inbound).await?;
    }
    let mut outcome = attempt(store, policy, inbound.clone(), action.clone()).await?;
    let unknown = outcome == ActionOutcome::Refused(ActionMessage::NotAnAgent);
    if unknown && roster::look_again(store, channel, &inbound).await? {
        outcome = attempt(store, policy, inbound.clone(), action.clone()).await?;
    }
    if let ActionOutcome::Refused(reason) = &outcome {
        record_refusal(store, inbound, &action, reason.code()).await?;
    }
    Ok(outcome)
}

/// Writes down that somebody was refused, before they are told. A transaction of its own: the refused one was undone.
async fn record_refusal(
    store: &dyn Store,
    inbound: Inbound,
    action: &Action,
    reason: &'static str,
) -> Result<(), StoreError> {
    let (action, target, tenant) = (action.name(), action.target(), inbound.tenant);
    let Some(sender) = inbound.from else { return Ok(()) };
    store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                let person = note::person(tx, &sender).await?;
                tx.act_as(Actor::Person(person.id));
                tx.record(Event::ActionRefused { action, target, reason }).await
            })
        })
        .await
}

async fn attempt(
    store: &dyn Store,
    policy: &Arc<Policy>,
    inbound: Inbound,
    action: Action,
) -> Result<ActionOutcome, StoreError> {
    let policy = policy.clone();
    let tenant = inbound.tenant.clone();
    let outcome = store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                let Some(speaker) = &inbound.from else { return Err(Refusal::Message(ActionMessage::NotYours)) };
                let person = note::person(tx, speaker).await?;
                tx.act_as(Actor::Person(person.id));
                let conversation = note::pressed_in(tx, &policy, &inbound, &person).await?;
                let subject = perform(tx, &policy, &person, &conversation, action).await?;
                match show::show(tx, &conversation, &subject).await? {
                    Some(post) => Ok(ActionOutcome::Card(Box::new(post))),
                    None => Ok(ActionOutcome::Message(ActionMessage::Done)),
                }
            })
        })
        .await;
    match outcome {
        Ok(pressed) => Ok(pressed),
        Err(Refusal::Message(word)) => Ok(ActionOutcome::Refused(word)),
        Err(Refusal::Store(error)) => Err(error),
    }
}
