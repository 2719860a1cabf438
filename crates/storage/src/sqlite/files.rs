//! How a connection to the database's file is opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

use super::connection::{Connection, Open};
use crate::failure::DriverError;

/// How long a reader waits. Nobody keeps a reader waiting but a process that puts a log in order after a crash, and a
/// reader waits on a thread that others need.
const PATIENCE_OF_READERS: Duration = Duration::from_secs(1);
/// Statements kept prepared for each connection; there are about a hundred different ones.
const STATEMENTS: usize = 256;

/// Pages of the log (4 KiB each) from which on it is written back into the database. An answer adds about a hundred, many of
/// them the same: four times the usual thousand lets them be written back once.
const LOG_PAGES: u32 = 4_000;

/// The same once the disk has been full: the little room that there is must not all go to the log, since the database
/// needs some of it to take in what stands in the log.
const FEW_LOG_PAGES: u32 = 100;

/// KiB of pages that the writer keeps in memory: SQLite's usual 2 MiB hold those of some hundred questions, and a full commit
/// would read back what it has just written.
const WRITERS_PAGES: u32 = 16 * 1024;

/// The database's file and its companions.
#[derive(Debug, Clone)]
pub(super) struct Files {
    database: PathBuf,
    /// How long the writer waits for another process that writes (an import, a backup).
    patience: Duration,
}

impl Files {
    pub(super) fn new(database: &Path, patience: Duration) -> Self {
        Self { database: database.to_owned(), patience }
    }

    /// Opens the file as it is.
    pub(super) fn open(&self) -> Result<rusqlite::Connection, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(&self.database, flags)?;
        configure(&connection, self.patience)?;
        Ok(connection)
    }

    /// The writer's connection. The mode of the log is kept in the file. `disk_was_full`: keeps the log short.
    pub(super) fn writer(&self, disk_was_full: bool) -> Result<Connection, DriverError> {
        let connection = self.open()?;
        let pages = if disk_was_full { FEW_LOG_PAGES } else { LOG_PAGES };
        connection.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
        connection.query_row(&format!("PRAGMA wal_autocheckpoint = {pages}"), (), |_| Ok(()))?;
        connection.execute_batch(&format!("PRAGMA cache_size = -{WRITERS_PAGES}"))?;
        Ok(Connection::staying(Open::new(connection)))
    }

    /// A connection that cannot write.
    pub(super) fn reader(&self) -> Result<Connection, DriverError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(&self.database, flags)?;
        configure(&connection, PATIENCE_OF_READERS)?;
        Ok(Connection::leaving(Open::new(connection)))
    }
}

/// A database in memory.
pub(super) fn in_memory() -> Result<rusqlite::Connection, rusqlite::Error> {
    let connection = rusqlite::Connection::open_in_memory()?;
    configure(&connection, Duration::ZERO)?;
    Ok(connection)
}

fn configure(connection: &rusqlite::Connection, patience: Duration) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan is made once and not again for each value: a statement whose conditions might fit a partial index was compiled anew
    // at every call, which took a sixth of the writer's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // With FULL, each commit is on the disk before anybody is told of it. What a statement would need to be undone is kept in
    // memory: a file for each of them, made and removed, cost more than the statement.
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_compiled_once_whatever_its_values() -> Result<(), rusqlite::Error> {
        let connection = in_memory()?;
        connection.execute_batch(
            "CREATE TABLE tasks (id INTEGER, holder TEXT); CREATE INDEX held ON tasks (id) WHERE holder = 'somebody'",
        )?;
        let mut statement = connection.prepare("SELECT id FROM tasks WHERE holder = ?1")?;
        for holder in ["somebody", "nobody", "somebody"] {
            assert!(!statement.exists([holder])?);
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        Ok(())
    }
}
