//! The story: the channel hands over an activity; from the moment it is told so, it is ours.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use super::answer::Ready;
use super::at_once::{Foreseen, answer_at_once, foresee};
use super::deliver::PreparedSend;
use super::dispatch::held;
use super::help_desk::HelpDesk;
use super::inbound::Inbound;
use super::{identify, receive};
use crate::event::{Claimed, Task};
use crate::id::TenantId;
use crate::policy::Policy;
use crate::store::{Store, StoreError};

/// What became of an activity.
#[derive(Debug, Clone, PartialEq)]
pub enum Ingested {
    /// It had been kept before.
    Before,
    /// It is kept.
    Kept,
    /// It is kept and answered; the answer is to be [sent](HelpDesk::send) now, and this process holds the task of that.
    Answered(Claimed, Box<PreparedSend>),
}

impl HelpDesk {
    /// Keeps an activity (the task of taking it in), once per `key`; returns when that is durable. `inbound`: what the task says,
    /// where it can be [acted on at once](Inbound::of).
    ///
    /// What was said is taken in by the same transaction, unless something of its conversation waits before it. Where that
    /// fails, the activity waits as a task and is tried again: what the channel sends is kept whatever it leads to.
    pub async fn ingest(
        &self,
        tenant: &TenantId,
        key: &str,
        task: Task,
        inbound: Option<Inbound>,
    ) -> Result<Ingested, StoreError> {
        self.ingest_with(tenant, key, task, inbound.map(|inbound| (inbound, None))).await
    }

    /// Finds what there is to say to what comes in, before it is kept. `None`: nothing, or a task is to find it. Whoever has the
    /// channel waiting may give it up.
    pub async fn foresee(&self, tenant: &TenantId, inbound: &Inbound) -> Option<Foreseen> {
        // What stops whoever thinks stops nobody who keeps it.
        unless_it_panics(foresee(self, tenant, inbound)).await
    }

    /// As [`Self::ingest`], and what is asked is answered by that transaction where it is what was [foreseen](Self::foresee). To be
    /// brought to its end: whoever drops it may hold a task that nobody ends.
    pub async fn ingest_and_answer(
        &self,
        tenant: &TenantId,
        key: &str,
        task: Task,
        (inbound, foreseen): (Inbound, Option<Foreseen>),
    ) -> Result<Ingested, StoreError> {
        self.ingest_with(tenant, key, task, Some((inbound, foreseen))).await
    }

    async fn ingest_with(
        &self,
        tenant: &TenantId,
        key: &str,
        task: Task,
        arrived: Option<(Inbound, Option<Foreseen>)>,
    ) -> Result<Ingested, StoreError> {
        if arrived.is_some()
            && let Ok(ingested) = keep(self.store.as_ref(), &self.policy, tenant, key, (task.clone(), arrived)).await
        {
            return Ok(ingested);
        }
        keep(self.store.as_ref(), &self.policy, tenant, key, (task, None)).await
    }
}

/// What is thought; nothing where thinking panics.
async fn unless_it_panics<T>(thinking: impl Future<Output = Option<T>>) -> Option<T> {
    let mut thinking = pin!(thinking);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| thinking.as_mut().poll(context)));
        polled.unwrap_or(Poll::Ready(None))
    })
    .await
}

async fn keep(
    store: &dyn Store,
    policy: &Arc<Policy>,
    tenant: &TenantId,
    key: &str,
    (task, arrived): (Task, Option<(Inbound, Option<Foreseen>)>),
) -> Result<Ingested, StoreError> {
    let (policy, key) = (policy.clone(), key.to_owned());
    let kept: Option<Ready> = store
        .write::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                let is_first = tx.comes_first(&task).await?;
                if !tx.note_arrival(&key).await? {
                    return Ok(None);
                }
                let (inbound, foreseen) = match arrived.filter(|_| is_first) {
                    Some((inbound, foreseen))
                        if !identify::comes_before_its_thread(tx, &inbound.conversation).await? =>
                    {
                        (inbound, foreseen)
                    }
                    _ => {
                        tx.enqueue(task).await?;
                        return Ok(Some(None));
                    }
                };
                let Some(question) = receive::take_in(tx, &policy, inbound).await? else { return Ok(Some(None)) };
                match foreseen {
                    Some(foreseen) if foreseen.fits(&question) => {
                        answer_at_once(tx, question, foreseen, policy.remind_after).await.map(Some)
                    }
                    _ => tx.enqueue(question.task()).await.map(|()| Some(None)),
                }
            })
        })
        .await?;
    Ok(match kept {
        None => Ingested::Before,
        Some(None) => Ingested::Kept,
        Some(Some((task, prepared))) => Ingested::Answered(held(tenant, task, &prepared), Box::new(prepared)),
    })
}
