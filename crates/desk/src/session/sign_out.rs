//! Signing out.

use super::{SessionKey, Sessions};
use crate::audit::Actor;
use crate::event::{Event, Outbox};
use crate::store::StoreError;

/// Ends a session. `false`: it had ended already.
pub async fn sign_out(tx: &mut (impl Sessions + Outbox + ?Sized), key: SessionKey) -> Result<bool, StoreError> {
    let Some(session) = tx.session(key).await? else { return Ok(false) };
    tx.end_session(key).await?;
    tx.act_as(Actor::Person(session.person));
    tx.record(Event::SessionEnded { person: session.person }).await?;
    Ok(true)
}
