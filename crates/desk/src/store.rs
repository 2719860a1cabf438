//! All collections together, as one transaction.
//!
//! [`Store::run_write`] takes a closure of verbs and commits; [`write`](dyn Store::write) and [`read`](dyn Store::read)
//! are what callers use. A closure, not a `begin` that is handed around: no transaction is ever open while something of the
//! outside is called, and SQLite's single writer can run many closures in one commit.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::delivery::Deliveries;
use crate::event::{Claimed, DeadLetter, Outbox, Queue, Task};
use crate::faq::{Entries, Revision};
use crate::handoff::Tickets;
use crate::id::{TaskId, TenantId};
use crate::inquiry::{Conversations, Inquiries};
use crate::learning::Drafts;
use crate::people::{People, Teams};

/// The store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Worth another try: busy, connection lost, serialization failure.
    #[error("store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored makes no sense.
    #[error("stored data is damaged: {place}")]
    Damaged {
        /// Table, column and row.
        place: String,
        /// What was found there.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The request itself cannot be done.
    #[error("store refused the request")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The task's lease went to another worker; nothing was changed.
    #[error("lease lost")]
    LeaseLost,
}

impl StoreError {
    /// Whether trying again can help.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// The moment and the identifiers of a transaction; parameters, so that tests fix them.
pub trait Now: Send {
    /// The time of the transaction, UTC.
    fn now(&self) -> OffsetDateTime;
    /// A fresh UUID, version 7.
    fn fresh(&self) -> Uuid;
}

/// Everything of one tenant, in one transaction.
pub trait Transaction:
    People + Teams + Conversations + Inquiries + Entries + Tickets + Drafts + Deliveries + Outbox + Now
{
}

impl<T> Transaction for T where
    T: People + Teams + Conversations + Inquiries + Entries + Tickets + Drafts + Deliveries + Outbox + Now
{
}

/// A future that borrows its transaction.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a closure hands to its caller, whatever its type is: see [`packed`].
pub type Answer = Box<dyn Any + Send>;

/// A closure to be run in a transaction. `Ok` commits, `Err` rolls back; the caller gets the answer of either.
pub type Job = Box<dyn for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<Answer, Answer>> + Send>;

/// What a store has done since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// SQL statements, without those that begin and end a transaction.
    pub statements: u64,
    /// Reading transactions.
    pub reads: u64,
    /// Writing jobs, also those that changed nothing.
    pub writes: u64,
    /// Commits; many jobs may share one.
    pub commits: u64,
}

/// Keeps everything. Every tenant sees only its own.
#[async_trait]
pub trait Store: Send + Sync {
    /// Runs a job in a writing transaction. `Ok` only when it is durably committed or was rolled back by the job itself.
    async fn run_write(&self, tenant: &TenantId, job: Job) -> Result<Answer, StoreError>;
    /// Runs a job that only reads, on a snapshot; never waits for a writer.
    async fn run_read(&self, tenant: &TenantId, job: Job) -> Result<Answer, StoreError>;

    /// Takes over at most `most` due tasks of a queue, of any tenant; each is this worker's until `lease` has passed.
    /// A task is due when its time has come and none with the same key waits or runs before it. Tasks whose lease has
    /// passed are due again, with one more attempt counted.
    async fn claim(&self, queue: Queue, most: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError>;
    /// Gives a claimed task back, due after `delay`, one attempt counted.
    async fn postpone(&self, task: TaskId, delay: Duration, error: &str) -> Result<(), StoreError>;
    /// Gives a claimed task up: it joins the dead letters and no longer holds up its key.
    async fn dead_letter(&self, task: TaskId, error: &str) -> Result<(), StoreError>;
    /// The newest dead letters.
    async fn dead_letters(&self, most: u32) -> Result<Vec<DeadLetter>, StoreError>;
    /// Puts a dead letter back into its queue. `false` when there is none of that id.
    async fn requeue(&self, task: TaskId) -> Result<bool, StoreError>;
    /// Adds a task once per `key` (within 7 days), durably. `false`: it had been added before.
    async fn accept(&self, tenant: &TenantId, key: &str, task: Task) -> Result<bool, StoreError>;

    /// The FAQ revision of every tenant.
    async fn revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError>;
    /// Whether the store can serve: reachable, of the right schema version, writable.
    async fn check(&self) -> Result<(), StoreError>;
    /// Completes when a task may have become due (a hint; also every second).
    async fn wait_for_work(&self, queue: Queue);
    /// Forgets keys noted by `claim_idempotency_key` and `accept` and tasks done longer ago than their keeping time. Returns how many.
    async fn sweep(&self) -> Result<u64, StoreError>;
    /// What this store has cost so far.
    fn usage(&self) -> Usage;
}

impl dyn Store + '_ {
    /// Runs verbs in one writing transaction and returns their result. An `Err` of the closure rolls back.
    pub async fn write<T, E, F>(&self, tenant: &TenantId, verbs: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, E>> + Send + 'static,
    {
        let job: Job = Box::new(move |tx| Box::pin(async move { packed(verbs(tx).await) }));
        unpacked(self.run_write(tenant, job).await?)
    }

    /// Runs queries on a snapshot and returns their result.
    pub async fn read<T, E, F>(&self, tenant: &TenantId, queries: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, E>> + Send + 'static,
    {
        let job: Job = Box::new(move |tx| Box::pin(async move { packed(queries(tx).await) }));
        unpacked(self.run_read(tenant, job).await?)
    }
}

/// A result as a job answers it.
pub fn packed<T, E>(result: Result<T, E>) -> Result<Answer, Answer>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let keep = result.is_ok();
    let answer: Answer = Box::new(result);
    if keep { Ok(answer) } else { Err(answer) }
}

/// The result in the answer of a job that [`packed`] it.
pub fn unpacked<T, E>(answer: Answer) -> Result<T, E>
where
    T: 'static,
    E: From<StoreError> + 'static,
{
    answer
        .downcast::<Result<T, E>>()
        .map_or_else(|_| Err(E::from(StoreError::Refused("the answer is another job's".into()))), |result| *result)
}
