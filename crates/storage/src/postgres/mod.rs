//! PostgreSQL: a pool, and an ordinary transaction for each unit of work.
//!
//! `READ COMMITTED`; where two writers could race, the collections lock the row they are about to change, and counts are
//! rows that are counted up in the same transaction. A unit that only reads sees one snapshot.

pub(crate) mod connection;
mod wake_ups;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use desk::store::{Erased, StoreError};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection as _};

use crate::context::StoreContext;
use crate::driver::Driver;
use crate::failure::{self, Kind};
use crate::migrations::{self, Found};
use crate::open_error::OpenError;
use crate::policy::ConnectionPolicy;
use crate::session::{Access, Broken, Outcome, Session, Unit};
use crate::tables::Heads;
use wake_ups::WakeUps;

/// What every connection sets, whatever the server's defaults are: a commit is on the disk before anybody is told of
/// it, and times are UTC.
const SETTINGS: &str = "SET synchronous_commit = on; SET TIME ZONE 'UTC'";

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

pub(crate) fn newest_migration() -> i64 {
    migrations::newest(&MIGRATIONS)
}

/// A database of PostgreSQL.
pub(crate) struct Postgres {
    context: Arc<StoreContext>,
    pool: PgPool,
    wake_ups: WakeUps,
}

/// Connects, looks at the schema and brings it up to date.
pub(crate) async fn open(
    url: &str,
    policy: ConnectionPolicy,
    context: Arc<StoreContext>,
) -> Result<Postgres, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| OpenError::BadUrl(Box::new(error)))?;
    // Not through the pool, which would try again until its time limit: a wrong address is known at once.
    let late = |_| OpenError::NoConnection("nothing was heard for too long".into());
    let mut connection =
        tokio::time::timeout(policy.wait_for_connection, options.connect()).await.map_err(late)?.map_err(meaning)?;
    let found = found(&mut connection).await.map_err(meaning)?;
    if let Some(finding) = migrations::finding(&found, newest_migration()) {
        return Err(finding);
    }
    // The migrator locks the database: of several processes that start together one does it.
    MIGRATIONS.run(&mut connection).await.map_err(|error| migrations::meaning(error, newest_migration()))?;
    let wake_ups = WakeUps::find(&mut connection, &context).await.map_err(meaning)?;
    connection.close().await.map_err(meaning)?;
    Ok(Postgres { context, pool: pool(options, policy), wake_ups })
}

/// Connections for units of work. On none of them does anybody wait for a lock for ever.
fn pool(options: PgConnectOptions, policy: ConnectionPolicy) -> PgPool {
    let patience = format!("{}ms", policy.wait_for_writer.as_millis());
    PgPoolOptions::new()
        .max_connections(policy.connections)
        .acquire_timeout(policy.wait_for_connection)
        .after_connect(|connection, _| {
            Box::pin(async move { sqlx::raw_sql(SETTINGS).execute(connection).await.map(drop) })
        })
        .connect_lazy_with(options.options([("lock_timeout", patience)]))
}

/// Whose database it is, and how far its schema has come.
async fn found(connection: &mut PgConnection) -> Result<Found, sqlx::Error> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text
         FROM pg_tables
         WHERE schemaname = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    if !tables.iter().any(|table| table == migrations::TABLE) {
        return Ok(if tables.is_empty() { Found::Nothing } else { Found::Foreign });
    }
    let version: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(version)
         FROM _sqlx_migrations",
    )
    .fetch_one(connection)
    .await?;
    Ok(Found::Ours(version))
}

fn meaning(error: sqlx::Error) -> OpenError {
    let code = error.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
    match code.as_deref() {
        Some("42501") => OpenError::NoRights("the database".to_owned()),
        Some("XX001" | "XX002") => OpenError::Damaged(error.to_string()),
        Some("55P03") => OpenError::Locked,
        _ => OpenError::NoConnection(Box::new(error)),
    }
}

impl Postgres {
    pub(crate) async fn write(&self, unit: Unit) -> Result<Erased, StoreError> {
        let mut connection = self.pool.acquire().await.map_err(failure::meaning)?;
        let mut transaction = connection.begin().await.map_err(failure::meaning)?;
        self.context.usage.count_write();
        match self.run(&mut transaction, Access::Writes, unit).await {
            Outcome::Keep(answer, mut woken) => {
                if let Err(error) = transaction.commit().await {
                    self.context.notifier.note_in_doubt(woken);
                    return Err(failure::meaning(error));
                }
                self.context.usage.count_commit();
                self.context.notifier.notify(&mut woken);
                self.wake_ups.tell(&mut connection, &woken).await;
                Ok(answer)
            }
            Outcome::Undo(answer) => transaction.rollback().await.map_err(failure::meaning).and(answer),
            // The connection may be gone; dropping the transaction undoes it on the server too.
            Outcome::Broken(broken) => Err(told(broken)),
        }
    }

    pub(crate) async fn read(&self, unit: Unit) -> Result<Erased, StoreError> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let mut transaction = self.pool.begin_with(begin).await.map_err(failure::meaning)?;
        self.context.usage.count_read();
        match self.run(&mut transaction, Access::Reads, unit).await {
            Outcome::Keep(answer, _) => transaction.rollback().await.map_err(failure::meaning).map(|()| answer),
            Outcome::Undo(answer) => transaction.rollback().await.map_err(failure::meaning).and(answer),
            // There is nothing to undo, and the unit has told its caller what failed.
            Outcome::Broken(Broken { answer: Some(answer), .. }) => Ok(answer),
            Outcome::Broken(broken) => Err(told(broken)),
        }
    }

    /// See [`desk::store::Store::listen_to_others`].
    pub(crate) async fn listen_to_others(&self) -> Result<(), StoreError> {
        self.wake_ups.listen(&self.pool).await.map_err(failure::meaning)
    }

    async fn run(&self, connection: &mut PgConnection, access: Access, unit: Unit) -> Outcome {
        let mut heads = Heads::default();
        // Nobody here can see whether it is the server that a unit waits for, so that each is let wait.
        Session::new(Driver::Postgres(connection), &mut heads, &self.context, access).run_unit(unit, || true).await
    }
}

fn told(broken: Broken) -> StoreError {
    match broken.kind {
        Kind::Damaged => StoreError::Damaged { place: "the database".to_owned(), source: Some(broken.error.into()) },
        Kind::Unavailable | Kind::Refused => StoreError::Unavailable(broken.error.into()),
    }
}
