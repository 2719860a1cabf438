//! What somebody wrote was given up: the desk failed again and again. They are told, so that nobody waits for an answer that does
//! not come.

use crate::delivery::{Notice, Subject, post};
use crate::id::{InquiryId, TenantId};
use crate::inquiry::Conversation;
use crate::store::{Store, StoreError, Transaction};

/// Tells it in the conversation in which something came in, where the desk knows that.
pub(super) async fn tell_sender(store: &dyn Store, tenant: &TenantId, remote_id: &str) -> Result<(), StoreError> {
    let remote_id = remote_id.to_owned();
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let conversation = tx.conversation_by_remote(&remote_id).await?;
                tell(tx, conversation).await
            })
        })
        .await
}

/// Tells it to whoever waits for an answer of the assistant.
pub(super) async fn tell_requester(store: &dyn Store, tenant: &TenantId, inquiry: InquiryId) -> Result<(), StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let Some(inquiry) = tx.inquiry(inquiry).await? else { return Ok(()) };
                let conversation = tx.conversation(inquiry.conversation).await?;
                tell(tx, conversation).await
            })
        })
        .await
}

async fn tell(tx: &mut dyn Transaction, conversation: Option<Conversation>) -> Result<(), StoreError> {
    let Some(conversation) = conversation else { return Ok(()) };
    post(tx, conversation.id, Subject::Notice(Notice::WentWrong)).await.map(drop)
}
