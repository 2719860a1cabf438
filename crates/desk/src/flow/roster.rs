//! Reads the roster of the channel in which somebody acts, when what is known of it is old.

use time::Duration;

use super::inbound::Inbound;
use super::wait;
use crate::outside::Channel;
use crate::store::{Store, StoreError};

/// An agent who was taken out of a team without our being told can act for so long at most.
pub(super) const OLD: Duration = Duration::minutes(5);
/// A roster that was read so recently is not read again for somebody who is not in it: a hundred refused presses must not
/// ask the channel a hundred times.
pub(super) const JUST_READ: Duration = Duration::seconds(20);

/// Reads the roster anew where it is older than `age`. Whether it was read. One that cannot be read holds nobody up: then
/// the old one counts.
pub(super) async fn renew(
    store: &dyn Store,
    channel: &dyn Channel,
    inbound: &Inbound,
    age: Duration,
) -> Result<bool, StoreError> {
    let remote = inbound.conversation.channel_remote_id.clone().unwrap_or(inbound.conversation.remote_id.clone());
    let old = store
        .read::<_, StoreError, _>(&inbound.tenant, move |tx| {
            Box::pin(async move {
                let Some(place) = tx.conversation_by_remote(&remote).await? else { return Ok(None) };
                let is_connected = tx.teams().await?.iter().any(|team| team.channel == Some(place.id));
                let read_at = tx.roster_read_at(place.id).await?;
                let is_old = read_at.is_none_or(|read_at| tx.now() - read_at > age);
                Ok((is_connected && is_old).then_some(place.id))
            })
        })
        .await?;
    match old {
        Some(place) => Ok(wait::refresh_roster(store, channel, &inbound.tenant, place).await.is_ok()),
        None => Ok(false),
    }
}
