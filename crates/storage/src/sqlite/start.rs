//! Looks at the file, brings its schema up to date, and starts writer and readers.

use std::path::Path;
use std::sync::Arc;

use super::connection::{Connection, Open};
use super::files::{self, Files};
use super::readers::Readers;
use super::whereabouts::Whereabouts;
use super::{Sqlite, folder, lock, newest_migration, steps, traces, writer};
use crate::context::StoreContext;
use crate::failure::{DriverError, sqlite_code};
use crate::migrations::{self, Found};
use crate::open_error::OpenError;
use crate::policy::ConnectionPolicy;

/// Opens a database in memory.
pub(crate) fn open_memory(context: Arc<StoreContext>) -> Result<Sqlite, OpenError> {
    let means = |error| meaning(error, "memory");
    let mut connection = files::in_memory().map_err(means)?;
    steps::bring_up_to_date(&mut connection)?;
    let connection = Connection::staying(Open::new(connection));
    let writer = writer::start(connection, None, context.clone()).map_err(OpenError::no_thread)?;
    Ok(Sqlite { context, readers: None, writer, whereabouts: None, _lock: None })
}

/// Opens a file; made, with its folder, where there is none.
pub(crate) fn open_file(
    path: &Path,
    policy: ConnectionPolicy,
    context: Arc<StoreContext>,
) -> Result<Sqlite, OpenError> {
    let name = path.display().to_string();
    let means = |error| meaning(error, &name);
    let io = |error| folder::meaning(error, path);
    folder::make_private(path)?;
    let mut lock = lock::open(path, policy.owns_folder)?;
    let is_marked = lock.is_marked().map_err(io)?;
    if let Some(finding) = traces::finding(path, is_marked).map_err(io)? {
        return Err(finding);
    }
    let whereabouts = Whereabouts::note(path).map_err(io)?;
    let files = Files::new(path, policy.wait_for_writer);
    let mut connection = files.open().map_err(means)?;
    if let Some(finding) = findings(&connection, policy.checks_file).map_err(means)? {
        return Err(finding);
    }
    if is_marked && matches!(steps::found(&connection).map_err(means)?, Found::Nothing) {
        // There have been tables.
        return Err(OpenError::Emptied(path.to_owned()));
    }
    if connection.is_readonly("main").map_err(means)? {
        return Err(OpenError::ReadOnly(name));
    }
    steps::bring_up_to_date(&mut connection)?;
    if policy.owns_folder {
        // Nobody else works on what lies here: whoever still holds tasks was killed, and need not be waited for.
        connection.execute("DELETE FROM leases", ()).map_err(means)?;
        context.doubt_clock();
    }
    // Only now, so that a file that is not ours or not sound stays as it was.
    connection.close().map_err(|(_, error)| means(error))?;
    let connection = files.writer(false).map_err(|error| match error {
        DriverError::Sqlite(error) => means(error),
        other @ DriverError::Postgres(_) => OpenError::NoConnection(Box::new(other)),
    })?;
    if !is_marked {
        lock.mark().map_err(io)?;
    }
    let writer = writer::start(connection, Some(files.clone()), context.clone()).map_err(OpenError::no_thread)?;
    let readers = Some(Readers::new(files, policy.readers));
    Ok(Sqlite { context, readers, writer, whereabouts: Some(whereabouts), _lock: Some(lock) })
}

/// Says whether the database is sound, ours, and not newer than this program. Writes nothing.
fn findings(connection: &rusqlite::Connection, checks_file: bool) -> Result<Option<OpenError>, rusqlite::Error> {
    if checks_file {
        let sound: String = connection.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
        if sound != "ok" {
            return Ok(Some(OpenError::Damaged(sound)));
        }
    }
    if let Some(finding) = migrations::finding(&steps::found(connection)?, newest_migration()) {
        return Ok(Some(finding));
    }
    if !checks_file {
        return Ok(None);
    }
    let astray = connection.prepare("PRAGMA foreign_key_check")?.exists(())?;
    Ok(astray.then(|| OpenError::Damaged("something refers to a row that is not there".to_owned())))
}

fn meaning(error: rusqlite::Error, name: &str) -> OpenError {
    match sqlite_code(&error) {
        // READONLY
        Some(8) => OpenError::ReadOnly(name.to_owned()),
        // PERM, CANTOPEN, AUTH
        Some(3 | 14 | 23) => OpenError::NoRights(name.to_owned()),
        // BUSY, LOCKED
        Some(5 | 6) => OpenError::Locked,
        // CORRUPT, NOTADB
        Some(11 | 26) => OpenError::Damaged(error.to_string()),
        _ => OpenError::NoConnection(Box::new(error)),
    }
}
