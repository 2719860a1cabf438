//! Every statement of the store, one text for both databases.
//!
//! [`Session`] is an open transaction of no tenant in particular; [`Tx`] is the same for one tenant and holds the desk's
//! collections, a file for each. [`Tx::sql`] binds the tenant as `$1`, so that no statement can do without it.

mod accounts;
mod audit;
mod conversations;
mod dead_letters;
mod deliveries;
mod drafts;
mod entries;
mod events;
mod figures;
mod grants;
mod inquiries;
mod leases;
mod lexicon;
mod messages;
mod outcomes;
mod pattern;
mod people;
mod postings;
mod retention;
mod rosters;
mod row;
mod search;
mod sessions;
mod store;
mod tasks;
mod teams;
mod tickets;
mod vectors;

use async_trait::async_trait;
use desk::audit::Actor;
use desk::id::TenantId;
use desk::store::{Closure, Now, Savepoint, StoreError};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::driver::{Row, Statement};
use crate::session::{Access, Session, Unit};
pub(crate) use audit::Heads;
use row::Columns;

/// A statement that belongs to no tenant.
fn any_tenant(sql: &'static str) -> Statement {
    Statement::new(sql)
}

/// An open transaction of one tenant.
struct Tx<'s, 'c> {
    session: &'s mut Session<'c>,
    tenant: TenantId,
    actor: Actor,
}

impl<'s, 'c> Tx<'s, 'c> {
    fn new(session: &'s mut Session<'c>, tenant: TenantId) -> Self {
        Self { session, tenant, actor: Actor::Desk }
    }

    /// A statement whose `$1` is the tenant.
    fn sql(&self, sql: &'static str) -> Statement {
        Statement::new(sql).bind(self.tenant.as_str().to_owned())
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
        self.session.dialect().locks_rows() && self.session.access == Access::Writes
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

#[async_trait]
impl Savepoint for Tx<'_, '_> {
    async fn set_savepoint(&mut self) -> Result<(), StoreError> {
        self.session.set_mark();
        self.change(any_tenant("SAVEPOINT part")).await.map(drop)
    }

    async fn roll_back_to_savepoint(&mut self) -> Result<(), StoreError> {
        self.session.return_to_mark();
        self.change(any_tenant("ROLLBACK TO SAVEPOINT part")).await.map(drop)
    }
}

/// A [`Closure`] of the desk as a unit of work.
fn unit_of(tenant: TenantId, closure: Closure) -> Unit {
    Box::new(move |session| {
        Box::pin(async move {
            let mut tx = Tx::new(session, tenant);
            closure(&mut tx).await
        })
    })
}

/// That a row which must be there is not.
fn missing(place: &str) -> StoreError {
    StoreError::Damaged { place: place.to_owned(), source: None }
}

/// A time as it is stored: milliseconds since 1970.
fn milliseconds(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).expect("the years of `time` fit")
}

/// Comes after every id.
const LAST_ID: Uuid = Uuid::max();

/// How many rows are wanted at most.
fn limit(most: u32) -> i64 {
    i64::from(most)
}
