//! SQLite: one writer with group commit, and readers of their own.
//!
//! `start.rs` looks at the file before anything is written to it; `writer.rs` commits many transactions together.

pub(crate) mod connection;
mod files;
mod folder;
mod lock;
pub(crate) mod past;
mod readers;
mod start;
mod steps;
mod traces;
mod whereabouts;
mod writer;

use std::sync::Arc;

use desk::store::{Erased, Haste, StoreError};
use sqlx::migrate::Migrator;

use crate::context::StoreContext;
use crate::session::{Access, Unit};
use lock::Lock;
use readers::Readers;
use whereabouts::Whereabouts;
use writer::WriterHandle;

pub(crate) use start::{open_file, open_memory};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

pub(crate) fn newest_migration() -> i64 {
    crate::migrations::newest(&MIGRATIONS)
}

/// A database of SQLite.
pub(crate) struct Sqlite {
    context: Arc<StoreContext>,
    /// Absent for a database in memory, which belongs to its one connection. Closed before the writer, so that the writer
    /// is the last one and puts the log away.
    readers: Option<Readers>,
    writer: WriterHandle,
    /// Absent for a database in memory.
    whereabouts: Option<Whereabouts>,
    /// Given back last.
    _lock: Option<Lock>,
}

impl Sqlite {
    pub(crate) async fn write(&self, unit: Unit, haste: Haste) -> Result<Erased, StoreError> {
        self.check_file()?;
        self.writer.give(unit, Access::Writes, haste).await
    }

    pub(crate) async fn read(&self, unit: Unit) -> Result<Erased, StoreError> {
        self.check_file()?;
        match &self.readers {
            Some(readers) => readers.read(&self.context, unit).await,
            None => self.writer.give(unit, Access::Reads, Haste::Now).await,
        }
    }

    fn check_file(&self) -> Result<(), StoreError> {
        self.whereabouts.as_ref().map_or(Ok(()), Whereabouts::check)
    }
}
