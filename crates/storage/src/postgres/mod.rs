//! PostgreSQL: a pool, and an ordinary transaction for each job.
//!
//! `READ COMMITTED`; where two writers could race, the collections lock the row they are about to change, and counts are
//! rows that are counted up in the same transaction. Reading jobs see one snapshot.

/// Words that differ: a task that another process is just ending is left alone.
macro_rules! skip_locked {
    () => {
        " FOR UPDATE SKIP LOCKED"
    };
}

#[path = "../tables/mod.rs"]
#[expect(clippy::duplicate_mod, reason = "one text of statements, compiled once for each database")]
mod tables;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use desk::store::StoreError;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection as _};

use crate::context::StoreContext;
use crate::failure;
use crate::open::{OpenError, of_migration};
use tables::{Access, Outcome, Session, Unit};

type Database = sqlx::Postgres;
type Connection = sqlx::PgConnection;
type Row = sqlx::postgres::PgRow;

const ROW_LOCKS: bool = true;
/// `$1` is the queue's name. Two locks of the same hash would only wait needlessly.
const LOCK_QUEUE: Option<&str> = Some("SELECT pg_advisory_xact_lock(hashtext('madoguchi queue ' || $1))");
/// How often a worker looks without being rung: other processes ring only among themselves.
const TICK: Duration = Duration::from_millis(500);

/// Most connections of one process. Several processes must fit into the usual limit of 100.
const MOST_CONNECTIONS: u32 = 16;
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// What every connection sets: a commit is on the disk before anybody is told of it, whatever the server's default is, and
/// nobody waits for a lock for ever.
const SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '10s'; SET TIME ZONE 'UTC'";

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

fn newest_migration() -> i64 {
    crate::open::newest(&MIGRATIONS)
}

/// A store in PostgreSQL.
pub(crate) struct Engine {
    context: Arc<StoreContext>,
    pool: PgPool,
}

/// Connects, looks at the schema and brings it up to date.
pub(crate) async fn open(url: &str, context: Arc<StoreContext>) -> Result<Engine, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| OpenError::BadUrl(Box::new(error)))?;
    // Not through the pool, which would try again for as long as its patience lasts: a wrong address is known at once.
    let mut connection = options.connect().await.map_err(meaning)?;
    if let Some(finding) = findings(&mut connection).await.map_err(meaning)? {
        return Err(finding);
    }
    // The migrator locks the database: of several processes that start together one does it.
    MIGRATIONS.run(&mut connection).await.map_err(|error| of_migration(error, newest_migration()))?;
    connection.close().await.map_err(meaning)?;
    Ok(Engine { context, pool: pool(options) })
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(MOST_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move { sqlx::raw_sql(SETTINGS).execute(connection).await.map(drop) })
        })
        .connect_lazy_with(options)
}

/// Says whether the schema is ours and not newer than this program.
async fn findings(connection: &mut Connection) -> Result<Option<OpenError>, sqlx::Error> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text
         FROM pg_tables
         WHERE schemaname = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    if tables.is_empty() {
        return Ok(None);
    }
    if !tables.iter().any(|table| table == "_sqlx_migrations") {
        return Ok(Some(OpenError::Foreign));
    }
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(version)
         FROM _sqlx_migrations",
    )
    .fetch_one(connection)
    .await?;
    let known = newest_migration();
    Ok(found.filter(|found| *found > known).map(|found| OpenError::Newer { found, known }))
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

impl Engine {
    async fn write(&self, unit: Unit) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await.map_err(failure::meaning)?;
        match Session::new(&mut transaction, &self.context, Access::Writes).run_unit(unit).await {
            Outcome::Keep(woken) => {
                transaction.commit().await.map_err(failure::meaning)?;
                self.context.notifier.notify(&woken);
                Ok(())
            }
            Outcome::Undo(answer) => transaction.rollback().await.map_err(failure::meaning).and(answer),
            // The connection may be gone; dropping the transaction undoes it on the server too.
            Outcome::Broken(failure::Kind::Damaged, error) => Err(StoreError::Damaged(error)),
            Outcome::Broken(_, error) => Err(StoreError::Unavailable(error.into())),
        }
    }

    async fn read(&self, unit: Unit) -> Result<(), StoreError> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let mut transaction = self.pool.begin_with(begin).await.map_err(failure::meaning)?;
        let outcome = Session::new(&mut transaction, &self.context, Access::Reads).run_unit(unit).await;
        match outcome {
            Outcome::Undo(answer) => transaction.rollback().await.map_err(failure::meaning).and(answer),
            Outcome::Keep(_) => transaction.rollback().await.map_err(failure::meaning),
            // There is nothing to undo, and what failed, the unit has told its caller.
            Outcome::Broken(..) => Ok(()),
        }
    }
}
