//! SQLite: one writer with group commit, and readers of their own.
//!
//! `start.rs` looks at the file before anything is written to it; `writer.rs` commits many transactions together.

mod readers;
mod start;
mod writer;

/// Words that differ: there is one writer, nobody else's lock is to be skipped.
macro_rules! skip_locked {
    () => {
        ""
    };
}

#[path = "../tables/mod.rs"]
#[expect(clippy::duplicate_mod, reason = "one text of statements, compiled once for each database")]
mod tables;

use std::sync::Arc;
use std::time::Duration;

use desk::store::StoreError;
use sqlx::migrate::Migrator;

use crate::context::StoreContext;
use readers::Readers;
use tables::{Access, Unit};
use writer::WriterHandle;

pub(crate) use start::open;

type Database = sqlx::Sqlite;
type Connection = sqlx::SqliteConnection;
type Row = sqlx::sqlite::SqliteRow;

/// One writer at a time: there is nobody to lock a row against.
const ROW_LOCKS: bool = false;
const LOCK_QUEUE: Option<&str> = None;
/// How often a worker looks without being rung: for delayed tasks, and for what other processes add.
const TICK: Duration = Duration::from_secs(1);

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

fn newest_migration() -> i64 {
    crate::open::newest(&MIGRATIONS)
}

/// A store in SQLite.
pub(crate) struct Engine {
    context: Arc<StoreContext>,
    writer: WriterHandle,
    readers: Readers,
}

impl Engine {
    async fn write(&self, unit: Unit) -> Result<(), StoreError> {
        self.writer.give(unit, Access::Writes).await
    }

    async fn read(&self, unit: Unit) -> Result<(), StoreError> {
        match &self.readers {
            Readers::Pool(pool) => readers::look(pool, &self.context, unit).await,
            // A database in memory belongs to its one connection.
            Readers::Writer => self.writer.give(unit, Access::Reads).await,
        }
    }
}
