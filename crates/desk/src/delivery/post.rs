//! The verbs that put something on its way.

use super::{Deliveries, Delivery, DeliveryState, Subject};
use crate::event::{Outbox, Task};
use crate::id::ConversationId;
use crate::store::{Now, StoreError};

/// Sends something to a conversation, after what already waits there.
pub async fn post(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    conversation: ConversationId,
    subject: Subject,
) -> Result<Delivery, StoreError> {
    let delivery = Delivery::new(tx, conversation, subject);
    tx.save_delivery(&delivery).await?;
    tx.enqueue(Task::Deliver { conversation, delivery: delivery.id }).await?;
    Ok(delivery)
}

/// Brings every card that shows a subject up to date.
pub async fn refresh(tx: &mut (impl Deliveries + Outbox + ?Sized), subject: &Subject) -> Result<(), StoreError> {
    for delivery in tx.deliveries_of(subject).await? {
        // One that still waits will show how things stand when its turn comes.
        if delivery.state != DeliveryState::Waiting {
            let conversation = delivery.conversation;
            tx.enqueue_unless_waiting(Task::Refresh { conversation, delivery: delivery.id, apart: false }).await?;
        }
    }
    Ok(())
}
