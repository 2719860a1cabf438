//! All collections together, as one transaction.
//!
//! [`Store::run_write`] takes a closure of verbs and commits; [`write`](dyn Store::write) and [`read`](dyn Store::read)
//! are what callers use. A closure, not a `begin` that is handed around: no transaction is ever open while something of the
//! outside is called, and SQLite's single writer can run many closures in one commit.

use std::any::Any;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;

use async_trait::async_trait;
use time::Duration;

use crate::answering::{Outcomes, Vectors};
use crate::audit::{Head, RecordedEvent, Verdict};
use crate::delivery::Deliveries;
use crate::event::{Claimed, DeadLetter, DeadLetters, Outbox, Queue, QueueDepths};
use crate::faq::{Entries, Revision};
use crate::figures::Figures;
use crate::handoff::Tickets;
use crate::id::{EventId, TaskId, TenantId, TicketId};
use crate::inquiry::{Conversations, Inquiries};
use crate::learning::Drafts;
use crate::lexicon::WordGroups;
use crate::people::{Grants, People, Teams};
use crate::retention::{Expired, Retention};
use crate::session::{Accounts, Sessions};

mod error;
mod now;

pub use error::StoreError;
pub use now::Now;

/// Undoing a part of a transaction, where the rest is to be committed: a refusal is recorded, what was begun is not.
#[async_trait]
pub trait Savepoint: Send {
    /// Remembers what is written so far. There is one savepoint: setting it again moves it.
    async fn set_savepoint(&mut self) -> Result<(), StoreError>;
    /// Undoes what was written since the savepoint was set.
    async fn roll_back_to_savepoint(&mut self) -> Result<(), StoreError>;
}

/// Everything of one tenant, in one transaction.
pub trait Transaction:
    People
    + Teams
    + Grants
    + Accounts
    + Sessions
    + Conversations
    + Inquiries
    + Outcomes
    + Entries
    + WordGroups
    + Vectors
    + Tickets
    + Drafts
    + Figures
    + Deliveries
    + Outbox
    + DeadLetters
    + Savepoint
    + Now
{
}

impl<T> Transaction for T where
    T: People
        + Teams
        + Grants
        + Accounts
        + Sessions
        + Conversations
        + Inquiries
        + Outcomes
        + Entries
        + WordGroups
        + Vectors
        + Tickets
        + Drafts
        + Figures
        + Deliveries
        + Outbox
        + DeadLetters
        + Savepoint
        + Now
{
}

/// A future that borrows its transaction.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a closure hands to its caller, whatever its type is: see [`packed`].
pub type Erased = Box<dyn Any + Send>;

/// Verbs to be run in a transaction. `Ok` commits, `Err` rolls back; the caller gets what is in either.
pub type Closure = Box<dyn for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<Erased, Erased>> + Send>;

/// How long a process that has stopped renewing its lease still holds its tasks. After `kill -9` a chat goes on when this and
/// one [`HEARTBEAT`] have passed.
pub const LEASE: Duration = Duration::seconds(3);
/// How often a process renews its lease and looks for tasks that have become due, and for what others have written: what a command
/// changes beside a server is in force within a second.
pub const HEARTBEAT: std::time::Duration = std::time::Duration::from_millis(800);
/// So far ahead the [heartbeat](Store::heartbeat) counts what waits: whoever is taken in now waits for what comes due so soon, too.
pub const COUNTED_AHEAD: Duration = Duration::MINUTE;
/// Longest that a task is held. A living process may hold one and not know it: nobody waited any more for the outcome of the
/// transaction that took it over. (Where its commit failed, the store looks what became of it.) By the [steady](crate::outside::Clock::steady)
/// clock of that process: the other one may be set while it works.
pub const LONGEST_HOLD: Duration = Duration::minutes(5);

/// When a writing transaction is carried out, where each commit has to wait for a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// At once.
    Now,
    /// Together with the next one that is in haste, after a tenth of a second at the latest.
    WithOthers,
}

/// Why a task is given back. Waiting is no failing: only failures count towards giving up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause<'a> {
    /// Nothing is wrong with the task: its turn has not come, or the outside cannot be reached.
    Waiting,
    /// It failed with this reason, without anybody's text.
    Failed(&'a str),
}

/// What a store has done since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// SQL statements, without those that begin and end a transaction.
    pub statements: u64,
    /// Reading transactions.
    pub reads: u64,
    /// Writing closures, also those that changed nothing.
    pub writes: u64,
    /// Commits; many closures may share one.
    pub commits: u64,
}

/// Keeps everything. Every tenant sees only its own.
#[async_trait]
pub trait Store: Send + Sync {
    /// Runs a closure in a writing transaction. `Ok` only when it is durably committed or has rolled back itself. What
    /// has begun is brought to its end, also when nobody waits for it any more.
    async fn run_write(&self, tenant: &TenantId, haste: Haste, closure: Closure) -> Result<Erased, StoreError>;
    /// Runs a closure that only reads, on a snapshot; never waits for a writer.
    async fn run_read(&self, tenant: &TenantId, closure: Closure) -> Result<Erased, StoreError>;

    /// Takes over at most `most` due tasks of a queue, of any tenant; they are this process's for as long as its
    /// [`heartbeat`](Self::heartbeat) goes on. A task is due when its time has come and none with the same key waits or
    /// runs before it. The tasks of a process that has been silent for [`LEASE`] are due again, one more attempt counted; and
    /// so is what has been held for [`LONGEST_HOLD`].
    async fn claim(&self, queue: Queue, most: u32) -> Result<Vec<Claimed>, StoreError>;
    /// Renews this process's lease where it holds tasks, wakes the workers of queues in which tasks have become due (also
    /// those of a process that died, or that another process has added), and counts what waits. To be called every
    /// [`HEARTBEAT`]. Writes nothing while nothing is held.
    async fn heartbeat(&self) -> Result<QueueDepths, StoreError>;
    /// Gives a claimed task back, due after `delay`; `pause` says what is counted.
    async fn postpone(&self, task: TaskId, delay: Duration, pause: Pause<'_>) -> Result<(), StoreError>;
    /// Gives a claimed task up: it joins the dead letters and no longer holds up its key.
    async fn dead_letter(&self, task: TaskId, error: &str) -> Result<(), StoreError>;
    /// The newest dead letters.
    async fn dead_letters(&self, most: u32) -> Result<Vec<DeadLetter>, StoreError>;

    /// Gives committed events their places in their tenants' sequences, and wakes whoever follows them. Returns how many.
    /// Every process may; each event gets one place.
    async fn place_events(&self) -> Result<u64, StoreError>;
    /// The events of a tenant after a place in its sequence, at most `most`. Nothing is missed by going on from the last.
    async fn events_after(&self, tenant: &TenantId, cursor: i64, most: u32) -> Result<Vec<RecordedEvent>, StoreError>;
    /// The events of a tenant with places in a stretch of its sequence, newest first, at most `most`; only those in whose name,
    /// actor or facts `text` stands, in any case (empty: all): the whole stretch is read for them.
    async fn events_before(
        &self,
        tenant: &TenantId,
        places: Range<i64>,
        text: &str,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError>;
    /// The newest events that have happened to a ticket, newest first, at most `most`. Found by the ticket, however long the record is.
    async fn events_of_ticket(
        &self,
        tenant: &TenantId,
        ticket: TicketId,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError>;
    /// An event of a tenant that has its place, by its id. Reads the whole record: there are many events, and few are asked for.
    async fn event(&self, tenant: &TenantId, id: EventId) -> Result<Option<RecordedEvent>, StoreError>;
    /// Completes when events are to be placed: this process has written some, or at a [`heartbeat`](Self::heartbeat) some are
    /// found that whoever wrote them has left.
    async fn wait_for_unplaced_events(&self);
    /// Completes when another number than `seen` of events of all tenants have places, whichever process gave them (see
    /// [`listen_to_others`](Self::listen_to_others)); returns that number. Then [`events_after`](Self::events_after) has more.
    async fn wait_for_events(&self, seen: i64) -> i64;
    /// Looks through a tenant's whole record for what was changed after it was written, and whether it is the one of which
    /// somebody `noted` the head.
    async fn verify_events(&self, tenant: &TenantId, noted: Option<&Head>) -> Result<Verdict, StoreError>;

    /// The FAQ revision of every tenant.
    async fn revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError>;
    /// The lexicon's revision of every tenant that has one.
    async fn lexicon_revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError>;
    /// Completes when a revision of any tenant, of FAQ or lexicon, may have moved since this returned `seen` (0: at all), whoever has
    /// moved it. What this process has committed is noticed at once, what others have at the latest with the next
    /// [`heartbeat`](Self::heartbeat).
    async fn wait_for_revisions(&self, seen: i64) -> i64;
    /// Whether the store can serve: reachable, of the right schema version, writable.
    async fn check(&self) -> Result<(), StoreError>;
    /// Waits for work of a queue. What this process adds while its worker waits, with `room` for that many tasks, is handed to
    /// it, claimed by the very transaction that adds it. No task comes back when one may have become due that is to be
    /// [claimed](Self::claim): a hint, from this process's commits, from
    /// [`listen_to_others`](Self::listen_to_others) and from [`heartbeat`](Self::heartbeat).
    async fn wait_for_work(&self, queue: Queue, room: usize) -> Vec<Claimed>;
    /// Wakes this process's workers, and whoever follows the events, as soon as another process has committed something for
    /// them. Completes only with an error; as long as nobody listens, the [`heartbeat`](Self::heartbeat) wakes them.
    async fn listen_to_others(&self) -> Result<(), StoreError>;
    /// Forgets what is kept longer than it should be, some rows at a time, or with `dry_run` only counts it. Kinds that are kept
    /// for good are left out.
    async fn expire(&self, retention: &Retention, dry_run: bool) -> Result<Vec<Expired>, StoreError>;
    /// Takes some of what was said into the index by which it is found, or clears up in it. Returns whether there may be more to do.
    async fn index_texts(&self) -> Result<bool, StoreError>;
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
        self.write_in(Haste::Now, tenant, verbs).await
    }

    /// The same, committed when it is said.
    pub async fn write_in<T, E, F>(&self, haste: Haste, tenant: &TenantId, verbs: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, E>> + Send + 'static,
    {
        let closure: Closure = Box::new(move |tx| Box::pin(async move { packed(verbs(tx).await) }));
        unpacked(self.run_write(tenant, haste, closure).await?)
    }

    /// Runs queries on a snapshot and returns their result.
    pub async fn read<T, E, F>(&self, tenant: &TenantId, queries: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, E>> + Send + 'static,
    {
        let closure: Closure = Box::new(move |tx| Box::pin(async move { packed(queries(tx).await) }));
        unpacked(self.run_read(tenant, closure).await?)
    }
}

/// A result as a closure hands it over: its type erased.
pub fn packed<T, E>(result: Result<T, E>) -> Result<Erased, Erased>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let keep = result.is_ok();
    let result: Erased = Box::new(result);
    if keep { Ok(result) } else { Err(result) }
}

/// The result that a closure has [`packed`].
pub fn unpacked<T, E>(result: Erased) -> Result<T, E>
where
    T: 'static,
    E: From<StoreError> + 'static,
{
    result
        .downcast::<Result<T, E>>()
        .map_or_else(|_| Err(E::from(StoreError::Refused("the result is another closure's".into()))), |result| *result)
}
