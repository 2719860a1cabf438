//! An open transaction, and what becomes of the work that runs in it.

use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::task::Poll;

use desk::event::{Claimed, Queue};
use desk::store::{Erased, StoreError, Work};
use futures::FutureExt;
use time::OffsetDateTime;

use crate::context::StoreContext;
use crate::driver::{Driver, Row, Statement};
use crate::failure::{self, DriverError, Kind};
use crate::notifier::{Held, Woken};
use crate::tables::Heads;

/// What runs in a transaction. `Err` asks for its changes to be undone; both carry what the caller gets.
pub(crate) type Unit = Box<dyn for<'a, 'c> FnOnce(&'a mut Session<'c>) -> Work<'a, Result<Erased, Erased>> + Send>;

/// Whether a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Reads,
    Writes,
}

/// An open transaction of no tenant in particular.
pub(crate) struct Session<'c> {
    driver: Driver<'c>,
    /// Where the events of the tenants end, as far as this transaction knows.
    pub(crate) heads: &'c mut Heads,
    pub(crate) context: &'c StoreContext,
    pub(crate) access: Access,
    pub(crate) now: OffsetDateTime,
    /// Whom to wake once this is committed.
    woken: Woken,
    /// `heads` and `woken` as they were when a savepoint was set.
    mark: Option<(Heads, Woken)>,
    /// A statement failed: nothing of this may be committed, even if the unit of work went on.
    failed: bool,
    /// The database itself failed, and how: whatever shares the transaction is lost too.
    broken: Option<(Kind, String)>,
}

/// What became of a unit of work.
pub(crate) enum Outcome {
    /// To be committed; then the caller gets the answer and these queues are to be notified.
    Keep(Erased, Woken),
    /// To be undone, with what the caller is told.
    Undo(Result<Erased, StoreError>),
    /// To be undone together with everything in the same transaction.
    Broken(Broken),
}

/// How the database failed.
pub(crate) struct Broken {
    pub(crate) kind: Kind,
    pub(crate) error: String,
    /// What the unit made of it; `None` when it did not come to an end.
    pub(crate) answer: Option<Erased>,
}

/// How a unit ended.
enum End {
    Done(Result<Erased, Erased>),
    Panicked,
    WaitedForTheOutside,
}

impl<'c> Session<'c> {
    pub(crate) fn new(driver: Driver<'c>, heads: &'c mut Heads, context: &'c StoreContext, access: Access) -> Self {
        let now = context.now();
        Self { driver, heads, context, access, now, woken: Woken::default(), mark: None, failed: false, broken: None }
    }

    /// Runs a unit of work. A panic in it is an outcome like any other: the next in line must not suffer from it.
    ///
    /// `waits`: whether it is the database that the unit waits for, when it waits. Waiting for anything else would keep a
    /// transaction open for as long as the outside likes, so that is where it ends.
    pub(crate) async fn run_unit(mut self, unit: Unit, waits: impl Fn() -> bool) -> Outcome {
        let end = {
            let mut work = pin!(AssertUnwindSafe(async { unit(&mut self).await }).catch_unwind());
            poll_fn(|context| match work.as_mut().poll(context) {
                Poll::Ready(Ok(answer)) => Poll::Ready(End::Done(answer)),
                Poll::Ready(Err(_panic)) => Poll::Ready(End::Panicked),
                Poll::Pending if waits() => Poll::Pending,
                Poll::Pending => Poll::Ready(End::WaitedForTheOutside),
            })
            .await
        };
        if let Some((kind, error)) = self.broken {
            let answer = match end {
                End::Done(Ok(answer) | Err(answer)) => Some(answer),
                End::Panicked | End::WaitedForTheOutside => None,
            };
            return Outcome::Broken(Broken { kind, error, answer });
        }
        let refused = |why| Outcome::Undo(Err(failure::refused(why)));
        match end {
            End::Panicked => refused("the transaction panicked"),
            End::WaitedForTheOutside => refused("the transaction waited for the outside"),
            End::Done(Err(answer)) => Outcome::Undo(Ok(answer)),
            End::Done(Ok(answer)) if self.access == Access::Reads => Outcome::Undo(Ok(answer)),
            End::Done(Ok(_)) if self.failed => refused("a statement had failed before"),
            End::Done(Ok(answer)) => Outcome::Keep(answer, self.woken),
        }
    }

    pub(crate) fn notify_after_commit(&mut self, queue: Queue) {
        self.woken.queue(queue);
    }

    /// Remembers what follows from what was written so far.
    pub(crate) fn set_mark(&mut self) {
        self.mark = Some((self.heads.clone(), self.woken.clone()));
    }

    /// What was written since is undone: nobody is to hear of it.
    pub(crate) fn return_to_mark(&mut self) {
        if let Some((heads, woken)) = self.mark.clone() {
            *self.heads = heads;
            self.woken = woken;
        }
    }

    /// Hands a task that was taken over at once to the worker that waits for it.
    pub(crate) fn hand_over_after_commit(&mut self, task: Claimed) {
        self.context.notifier.take_room(task.task.queue());
        self.woken.hand(task);
    }

    /// From this commit on the process holds a task.
    pub(crate) fn note_held_after_commit(&mut self, held: Held) {
        self.woken.hold(held);
    }

    /// An event was written: with its place, or to be given one.
    pub(crate) fn notify_event_after_commit(&mut self, placed: bool) {
        if placed {
            self.woken.newly_placed += 1;
        } else {
            self.woken.unplaced = true;
        }
    }

    pub(crate) fn notify_placed_after_commit(&mut self, placed: i64) {
        self.woken.placed = Some(placed);
    }

    /// A tenant's FAQ, or its own words, have a new revision.
    pub(crate) fn notify_revision_after_commit(&mut self) {
        self.woken.revisions += 1;
    }

    /// The lease was renewed. Nobody relies on that before it is committed.
    pub(crate) fn note_renewal_after_commit(&mut self, milliseconds: i64) {
        self.woken.renewed_at = Some(milliseconds);
    }

    pub(crate) async fn all(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.context.usage.count_statement();
        let rows = self.driver.fetch(statement).await;
        rows.map_err(|error| self.fail(error))
    }

    pub(crate) async fn first(&mut self, statement: Statement) -> Result<Option<Row>, StoreError> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    /// Runs a statement that changes something; returns how many rows it changed.
    pub(crate) async fn change(&mut self, statement: Statement) -> Result<u64, StoreError> {
        self.must_write()?;
        self.context.usage.count_statement();
        let changed = self.driver.execute(statement).await;
        changed.map_err(|error| self.fail(error))
    }

    /// Runs a statement that changes something and tells what.
    pub(crate) async fn change_returning(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.must_write()?;
        self.all(statement).await
    }

    /// The database, where its words differ.
    pub(crate) fn dialect(&self) -> crate::driver::Dialect {
        self.driver.dialect()
    }

    fn must_write(&self) -> Result<(), StoreError> {
        match self.access {
            Access::Writes => Ok(()),
            Access::Reads => Err(failure::refused("a reading transaction cannot write")),
        }
    }

    fn fail(&mut self, error: DriverError) -> StoreError {
        self.failed = true;
        let kind = failure::kind(&error);
        if kind != Kind::Refused {
            self.broken = Some((kind, error.to_string()));
        }
        failure::meaning(error)
    }

    /// Says that nothing of this may be committed, for a reason that the database cannot know.
    pub(crate) fn give_up(&mut self, error: StoreError) -> StoreError {
        self.failed = true;
        error
    }
}
