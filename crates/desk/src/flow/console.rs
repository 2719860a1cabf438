//! The story: somebody acts in the console.
//!
//! Who acts is what their session has proved; what they may do is decided by [`perform`], as for a
//! press in Teams.

use std::sync::Arc;

use uuid::Uuid;

use crate::actions::{ActionMessage, Press, perform};
use crate::audit::Actor;
use crate::delivery::Subject;
use crate::event::{Claim, Event, Once};
use crate::id::TenantId;
use crate::people::Person;
use crate::policy::Policy;
use crate::store::{Store, StoreError};

/// What became of something that somebody wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// It was done, which this shows.
    Now(Subject),
    /// It was done when it came before, and this was made.
    Before(Uuid),
    /// Nothing: something else came under its key before.
    OtherBefore,
}

/// Does what somebody wants, in the round of its object's life that they have read, where they say it; what may come twice, once.
/// Where it is refused, what was begun is undone and the refusal recorded, in one transaction, if `is_told` says so of its reason.
pub async fn act(
    store: &dyn Store,
    policy: &Arc<Policy>,
    tenant: &TenantId,
    person: &Person,
    (press, once): (Press, Option<Once>),
    is_told: impl Fn(&'static str) -> bool + Send + 'static,
) -> Result<Result<Acted, ActionMessage>, StoreError> {
    let (policy, person) = (policy.clone(), person.clone());
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Person(person.id));
                let (name, target) = (press.action.name(), press.action.target());
                tx.set_savepoint().await?;
                if let Some(once) = &once {
                    match once.claim(tx).await? {
                        Claim::First => {}
                        Claim::Again(made) => return Ok(Ok(Acted::Before(made))),
                        Claim::Other => return Ok(Ok(Acted::OtherBefore)),
                    }
                }
                let reason = match perform(tx, &policy, &person, None, press).await {
                    Ok(done) => {
                        if let (Some(once), Subject::Relay(message)) = (&once, &done) {
                            once.note_made(tx, message.uuid()).await?;
                        }
                        return Ok(Ok(Acted::Now(done)));
                    }
                    Err(refusal) => refusal.or_told()?,
                };
                tx.roll_back_to_savepoint().await?;
                let code = reason.code();
                if is_told(code) {
                    tx.record(Event::ActionRefused { action: name, target: Some(target), reason: code }).await?;
                }
                Ok(Err(reason))
            })
        })
        .await
}
