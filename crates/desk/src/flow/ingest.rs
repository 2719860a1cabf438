//! The story: the channel hands over an activity; from the moment it is told so, it is ours.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use super::help_desk::HelpDesk;
use super::inbound::{Inbound, ParsedActivity};
use super::{identify, receive};
use crate::event::Task;
use crate::id::TenantId;
use crate::policy::Policy;
use crate::store::{Store, StoreError};

impl HelpDesk {
    /// Keeps an activity (the task of taking it in), once per `key`; returns when that is durable. `false`: it had been
    /// kept before. `read` gives what the task says: whoever brings it need not take it apart as it was stored.
    ///
    /// What was said is taken in by the same transaction, unless something of its conversation waits before it. Where that
    /// fails, the activity waits as a task and is tried again: what the channel sends is kept whatever it leads to.
    pub async fn ingest(
        &self,
        tenant: &TenantId,
        key: &str,
        task: Task,
        read: impl FnOnce() -> Result<ParsedActivity, String> + Send,
    ) -> Result<bool, StoreError> {
        // What even stops the reader is kept: as a task it fails for itself, and is put aside in the end.
        if let Ok(Ok(ParsedActivity::Inbound(inbound))) = std::panic::catch_unwind(AssertUnwindSafe(read))
            && let Ok(fresh) = keep(self.store.as_ref(), &self.policy, tenant, key, (task.clone(), Some(inbound))).await
        {
            return Ok(fresh);
        }
        keep(self.store.as_ref(), &self.policy, tenant, key, (task, None)).await
    }
}

async fn keep(
    store: &dyn Store,
    policy: &Arc<Policy>,
    tenant: &TenantId,
    key: &str,
    (task, inbound): (Task, Option<Inbound>),
) -> Result<bool, StoreError> {
    let (policy, key) = (policy.clone(), key.to_owned());
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let is_first = tx.comes_first(&task).await?;
                if !tx.note_arrival(&key).await? {
                    return Ok(false);
                }
                match inbound.filter(|_| is_first) {
                    Some(inbound) if !identify::comes_before_its_thread(tx, &inbound.conversation).await? => {
                        receive::take_in(tx, &policy, inbound).await?;
                    }
                    _ => tx.enqueue(task).await?,
                }
                Ok(true)
            })
        })
        .await
}
