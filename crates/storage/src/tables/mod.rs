//! Every statement of the store, one text for both databases. This folder is compiled twice: see [`super`].
//!
//! [`Session`] is an open transaction of no tenant in particular; [`Tx`] is the same for one tenant and holds the desk's
//! collections, a file for each. [`Tx::sql`] binds the tenant as `$1`, so that no statement can do without it.

mod conversations;
mod deliveries;
mod drafts;
mod entries;
mod events;
mod inquiries;
mod messages;
mod people;
mod row;
mod store;
mod tasks;
mod teams;
mod tickets;

use desk::event::Queue;
use desk::id::TenantId;
use desk::store::{Job, Now, StoreError, Work};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Connection, Database, Row};
use crate::context::StoreContext;
use crate::failure;
use row::Columns;

/// A statement with its values.
pub(super) type Statement = sqlx::query::Query<'static, Database, <Database as sqlx::Database>::Arguments>;

/// What runs in a transaction. `false` asks for its changes to be undone.
pub(super) type Unit = Box<dyn for<'a, 'c> FnOnce(&'a mut Session<'c>) -> Work<'a, bool> + Send>;

/// Whether a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Reads,
    Writes,
}

/// An open transaction.
pub(super) struct Session<'c> {
    connection: &'c mut Connection,
    context: &'c StoreContext,
    access: Access,
    now: OffsetDateTime,
    /// Queues in which a task may be due once this is committed.
    woken: Vec<Queue>,
    /// A statement failed: nothing of this may be committed, even if the job went on.
    failed: bool,
    /// The database itself failed, and how: whatever shares the transaction is lost too.
    broken: Option<(failure::Kind, String)>,
}

/// What became of a unit of work.
pub(super) enum Outcome {
    /// To be committed; then these queues are to be notified.
    Keep(Vec<Queue>),
    /// To be undone, with what the caller is told.
    Undo(Result<(), StoreError>),
    /// To be undone together with everything in the same transaction, and why.
    Broken(failure::Kind, String),
}

impl<'c> Session<'c> {
    pub(super) fn new(connection: &'c mut Connection, context: &'c StoreContext, access: Access) -> Self {
        let now = context.now();
        Self { connection, context, access, now, woken: Vec::new(), failed: false, broken: None }
    }

    /// Runs a unit of work. A panic in it is an outcome like any other: the next in line must not suffer from it.
    pub(super) async fn run_unit(mut self, unit: Unit) -> Outcome {
        use futures::FutureExt;
        use std::panic::AssertUnwindSafe;
        let wish = AssertUnwindSafe(async { unit(&mut self).await }).catch_unwind().await;
        if let Some((kind, error)) = self.broken {
            return Outcome::Broken(kind, error);
        }
        match wish {
            Err(_panic) => Outcome::Undo(Err(failure::refused("the transaction panicked"))),
            Ok(false) => Outcome::Undo(Ok(())),
            Ok(true) if self.failed => Outcome::Undo(Err(failure::refused("a statement had failed before"))),
            Ok(true) => Outcome::Keep(self.woken),
        }
    }

    fn notify_after_commit(&mut self, queue: Queue) {
        if !self.woken.contains(&queue) {
            self.woken.push(queue);
        }
    }

    async fn all(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let rows = statement.fetch_all(&mut *self.connection).await;
        rows.map_err(|error| self.fail(error))
    }

    async fn first(&mut self, statement: Statement) -> Result<Option<Row>, StoreError> {
        let row = statement.fetch_optional(&mut *self.connection).await;
        row.map_err(|error| self.fail(error))
    }

    /// Runs a statement that changes something; returns how many rows it changed.
    async fn change(&mut self, statement: Statement) -> Result<u64, StoreError> {
        self.must_write()?;
        let done = statement.execute(&mut *self.connection).await;
        done.map(|done| done.rows_affected()).map_err(|error| self.fail(error))
    }

    /// Runs a statement that changes something and tells what.
    async fn change_returning(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.must_write()?;
        self.all(statement).await
    }

    fn must_write(&mut self) -> Result<(), StoreError> {
        match self.access {
            Access::Writes => Ok(()),
            Access::Reads => Err(failure::refused("a reading transaction cannot write")),
        }
    }

    fn fail(&mut self, error: sqlx::Error) -> StoreError {
        self.failed = true;
        let kind = failure::kind(&error);
        if kind != failure::Kind::Refused {
            self.broken = Some((kind, error.to_string()));
        }
        failure::meaning(error)
    }

    /// As [`Self::fail`], for what the database cannot know.
    fn give_up(&mut self, error: StoreError) -> StoreError {
        self.failed = true;
        error
    }
}

/// A statement that belongs to no tenant.
fn any_tenant(sql: &'static str) -> Statement {
    sqlx::query(sql)
}

/// An open transaction of one tenant.
pub(super) struct Tx<'s, 'c> {
    session: &'s mut Session<'c>,
    tenant: TenantId,
}

impl<'s, 'c> Tx<'s, 'c> {
    fn new(session: &'s mut Session<'c>, tenant: TenantId) -> Self {
        Self { session, tenant }
    }

    /// A statement whose `$1` is the tenant.
    fn sql(&self, sql: &'static str) -> Statement {
        sqlx::query(sql).bind(self.tenant.as_str().to_owned())
    }

    /// The locking text where two writers could race, the other one where nothing is written or nobody races.
    fn locking(&self, plain: &'static str, locked: &'static str) -> Statement {
        self.sql(if self.locks() { locked } else { plain })
    }

    /// Takes locks, where there are any to take.
    async fn lock(&mut self, statement: Statement) -> Result<(), StoreError> {
        if self.locks() {
            self.all(statement).await?;
        }
        Ok(())
    }

    fn locks(&self) -> bool {
        super::ROW_LOCKS && self.session.access == Access::Writes
    }

    async fn all(&mut self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.session.all(statement).await
    }

    async fn first(&mut self, statement: Statement) -> Result<Option<Row>, StoreError> {
        self.session.first(statement).await
    }

    async fn change(&mut self, statement: Statement) -> Result<u64, StoreError> {
        self.session.change(statement).await
    }

    /// Runs a statement that returns one number, such as the next of a count.
    async fn number(&mut self, statement: Statement, table: &'static str) -> Result<Option<i64>, StoreError> {
        let rows = self.session.change_returning(statement).await?;
        rows.first().map(|row| Columns::of(table, row).get("number")).transpose()
    }

    fn milliseconds(&self) -> i64 {
        milliseconds(self.session.now)
    }
}

impl Now for Tx<'_, '_> {
    fn now(&self) -> OffsetDateTime {
        self.session.now
    }

    fn fresh(&self) -> Uuid {
        self.session.context.ids.fresh()
    }
}

/// A job of the desk as a unit of work.
fn unit_of(tenant: TenantId, job: Job) -> Unit {
    Box::new(move |session| {
        Box::pin(async move {
            let mut tx = Tx::new(session, tenant);
            job(&mut tx).await.is_ok()
        })
    })
}

/// A time as it is stored: milliseconds since 1970.
fn milliseconds(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).expect("the years of `time` fit")
}

/// How many rows are wanted at most.
fn limit(most: u32) -> i64 {
    i64::from(most)
}
