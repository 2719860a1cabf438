//! The verb: a person wants a message sent again that may not have arrived, or did not.

use super::{Deliveries, Delivery, DeliveryState, Subject, post, refresh};
use crate::event::{Event, Outbox};
use crate::id::DeliveryId;
use crate::store::{Now, StoreError};

/// Why it was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// Nothing is known of such a delivery.
    #[error("no such delivery")]
    Missing,
    /// It is neither in doubt nor undeliverable, or was sent again already.
    #[error("delivery is not unconfirmed")]
    NotUnconfirmed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends a message again that is in doubt or could not be delivered; a second press does nothing.
pub async fn resend(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    id: DeliveryId,
) -> Result<Delivery, ResendError> {
    let unconfirmed = tx.delivery(id).await?.ok_or(ResendError::Missing)?;
    let missed = matches!(unconfirmed.state, DeliveryState::Unknown | DeliveryState::Undeliverable(_));
    if !missed || was_sent_again(tx, &unconfirmed).await? {
        return Err(ResendError::NotUnconfirmed);
    }
    let again = post(tx, unconfirmed.conversation, unconfirmed.subject).await?;
    tx.record(Event::DeliveryResent { delivery: id }).await?;
    refresh(tx, &Subject::DeliveryUnknown(id)).await?;
    Ok(again)
}

/// Whether a later delivery carries the same thing to the same place.
pub(crate) async fn was_sent_again(
    tx: &mut (impl Deliveries + ?Sized),
    unconfirmed: &Delivery,
) -> Result<bool, StoreError> {
    let all = tx.deliveries_of(&unconfirmed.subject).await?;
    Ok(all.iter().any(|other| other.conversation == unconfirmed.conversation && other.id > unconfirmed.id))
}
