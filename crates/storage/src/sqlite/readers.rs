//! Reading transactions: each sees the last commit before its first statement, and waits for nobody.

use desk::store::StoreError;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::tables::{Access, Outcome, Session, Unit};
use crate::context::StoreContext;
use crate::failure;

/// Most readers at once. Reading is memory and CPU; more than a few per core only add waiting.
const MOST_READERS: u32 = 8;

/// Who reads.
pub(super) enum Readers {
    /// Connections that cannot write.
    Pool(SqlitePool),
    /// The writer's own connection.
    Writer,
}

/// Makes the pool; connections open when they are first needed.
pub(super) fn pool(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(MOST_READERS)
        .acquire_timeout(super::start::PATIENCE)
        // A connection to a file does not go away between two uses.
        .test_before_acquire(false)
        .connect_lazy_with(options.create_if_missing(false).read_only(true))
}

/// Runs a unit of work on a snapshot. Nothing of it can be kept.
pub(super) async fn look(pool: &SqlitePool, context: &StoreContext, unit: Unit) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await.map_err(failure::meaning)?;
    let outcome = Session::new(&mut transaction, context, Access::Reads).run_unit(unit).await;
    transaction.rollback().await.map_err(failure::meaning)?;
    match outcome {
        Outcome::Undo(answer) => answer,
        // There is nothing to undo, and what failed, the unit has told its caller.
        Outcome::Keep(_) | Outcome::Broken(..) => Ok(()),
    }
}
