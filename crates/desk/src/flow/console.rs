//! The story: somebody acts in the console.
//!
//! Who acts is what their session has proved; what they may do is decided by [`perform`], as for a
//! press in Teams.

use std::sync::Arc;

use crate::actions::{ActionMessage, Press, perform};
use crate::audit::Actor;
use crate::event::Event;
use crate::id::TenantId;
use crate::people::Person;
use crate::policy::Policy;
use crate::store::{Store, StoreError};

/// Does what somebody wants, in the round of its object's life that they have read, where they say it. Where it is refused, what was begun is undone and the refusal recorded, in one transaction.
pub async fn act(
    store: &dyn Store,
    policy: &Arc<Policy>,
    tenant: &TenantId,
    person: &Person,
    press: Press,
) -> Result<Result<(), ActionMessage>, StoreError> {
    let (policy, person) = (policy.clone(), person.clone());
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Person(person.id));
                let (name, target) = (press.action.name(), press.action.target());
                tx.set_savepoint().await?;
                let reason = match perform(tx, &policy, &person, None, press).await {
                    Ok(_) => return Ok(Ok(())),
                    Err(refusal) => refusal.or_told()?,
                };
                tx.roll_back_to_savepoint().await?;
                let refused = Event::ActionRefused { action: name, target: Some(target), reason: reason.code() };
                tx.record(refused).await?;
                Ok(Err(reason))
            })
        })
        .await
}
