//! Reads the roster of the channel in which somebody acts, when what is known of it is old.

use time::Duration;

use super::inbound::Inbound;
use super::wait;
use crate::outside::Channel;
use crate::store::{Store, StoreError};

/// A roster older than this is read anew before an agent's press. Whoever was taken out of a team without our being
/// told can press an agent's buttons for so long at most; what they write in a thread is judged by the stored roster,
/// which is read every hour.
const OLD: Duration = Duration::minutes(5);
/// For those who are not in it a roster is read once in so long: they may have joined a moment ago, and yet a hundred refused
/// presses must not ask the channel a hundred times.
const ONCE_IN: Duration = Duration::seconds(20);

/// Longest reading of a roster while somebody waits for what they have pressed.
const SOON: Duration = Duration::seconds(3);

/// Reads the roster anew where it is [`OLD`]. One that cannot be read holds nobody up: then the old one counts.
pub(super) async fn renew(store: &dyn Store, channel: &dyn Channel, inbound: &Inbound) -> Result<(), StoreError> {
    let remote = inbound.conversation.channel_remote_id.clone().unwrap_or(inbound.conversation.remote_id.clone());
    let old = store
        .read::<_, StoreError, _>(&inbound.tenant, move |tx| {
            Box::pin(async move {
                let Some(place) = tx.conversation_by_remote(&remote).await? else { return Ok(None) };
                let is_connected = tx.teams().await?.iter().any(|team| team.channel == Some(place.id));
                let read_at = tx.roster_read_at(place.id).await?;
                let is_old = read_at.is_none_or(|read_at| tx.now() - read_at > OLD);
                Ok((is_connected && is_old).then_some(place.id))
            })
        })
        .await?;
    if let Some(place) = old {
        let _the_old_one_counts = wait::refresh_roster(store, channel, &inbound.tenant, place, SOON).await;
    }
    Ok(())
}

/// Reads the roster for somebody who is not in it. Whether it was read.
pub(super) async fn look_again(
    store: &dyn Store,
    channel: &dyn Channel,
    inbound: &Inbound,
) -> Result<bool, StoreError> {
    let remote = inbound.conversation.channel_remote_id.clone().unwrap_or(inbound.conversation.remote_id.clone());
    let place = store
        .write::<_, StoreError, _>(&inbound.tenant, move |tx| {
            Box::pin(async move {
                let Some(place) = tx.conversation_by_remote(&remote).await? else { return Ok(None) };
                let round = tx.now().unix_timestamp() / ONCE_IN.whole_seconds();
                let is_first = tx.claim_idempotency_key(&format!("roster for others {} {round}", place.id)).await?;
                Ok(is_first.then_some(place.id))
            })
        })
        .await?;
    match place {
        Some(place) => Ok(wait::refresh_roster(store, channel, &inbound.tenant, place, SOON).await.is_ok()),
        None => Ok(false),
    }
}
