//! What somebody wrote was given up: the desk failed again and again. They are told, so that nobody waits for an answer that does
//! not come.

use crate::delivery::{Notice, Subject, post};
use crate::id::{ConversationId, InquiryId, TenantId};
use crate::inquiry::{ConversationKind, Stage};
use crate::store::{Store, StoreError, Transaction};

/// Tells it in the personal chat in which something came in. In a thread it may have been meant for nobody here.
pub(super) async fn tell_sender(
    store: &dyn Store,
    tenant: &TenantId,
    remote_id: &str,
    once: String,
) -> Result<(), StoreError> {
    let remote_id = remote_id.to_owned();
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                match tx.conversation_by_remote(&remote_id).await? {
                    Some(chat) if chat.kind == ConversationKind::Personal => tell_once(tx, chat.id, once).await,
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Tells it to whoever waits for an answer of the assistant.
pub(super) async fn tell_requester(
    store: &dyn Store,
    tenant: &TenantId,
    inquiry: InquiryId,
    once: String,
) -> Result<(), StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                match tx.inquiry(inquiry).await? {
                    Some(inquiry) if inquiry.stage == Stage::Assistant => {
                        tell_once(tx, inquiry.conversation, once).await
                    }
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Whoever gives a task up may be interrupted, and do it again: `once` names it.
async fn tell_once(tx: &mut dyn Transaction, conversation: ConversationId, once: String) -> Result<(), StoreError> {
    if tx.claim_idempotency_key(&once).await? {
        post(tx, conversation, Subject::Notice(Notice::WentWrong)).await?;
    }
    Ok(())
}
