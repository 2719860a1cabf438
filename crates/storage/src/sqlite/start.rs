//! Looks at the file, brings its schema up to date, and starts writer and readers.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::connection::{Connection, Open};
use super::files::{self, Files};
use super::readers::Readers;
use super::{Sqlite, newest_migration, steps, writer};
use crate::context::StoreContext;
use crate::failure::{DriverError, sqlite_code};
use crate::migrations;
use crate::open_error::OpenError;

/// Opens a file, or a database in memory.
pub(crate) fn open(file: Option<&Path>, context: Arc<StoreContext>) -> Result<Sqlite, OpenError> {
    match file {
        Some(path) => open_file(path, context),
        None => open_memory(context),
    }
}

fn open_memory(context: Arc<StoreContext>) -> Result<Sqlite, OpenError> {
    let means = |error| meaning(error, "memory");
    let mut connection = files::in_memory().map_err(means)?;
    steps::bring_up_to_date(&mut connection)?;
    let connection = Connection::staying(Open::new(connection));
    let writer = writer::start(connection, None, context.clone()).map_err(OpenError::no_thread)?;
    Ok(Sqlite { context, readers: None, writer })
}

fn open_file(path: &Path, context: Arc<StoreContext>) -> Result<Sqlite, OpenError> {
    let name = path.display().to_string();
    let means = |error| meaning(error, &name);
    make_folder(path)?;
    let files = Files::new(path);
    let mut connection = files.open().map_err(means)?;
    if let Some(finding) = findings(&connection).map_err(means)? {
        return Err(finding);
    }
    steps::bring_up_to_date(&mut connection)?;
    // Only now, so that a file that is not ours or not sound stays as it was.
    connection.close().map_err(|(_, error)| meaning(error, &name))?;
    let connection = files.writer().map_err(|error| match error {
        DriverError::Sqlite(error) => meaning(error, &name),
        other => OpenError::NoConnection(Box::new(other)),
    })?;
    let writer = writer::start(connection, Some(files.clone()), context.clone()).map_err(OpenError::no_thread)?;
    Ok(Sqlite { context, readers: Some(Readers::new(files)), writer })
}

fn make_folder(path: &Path) -> Result<(), OpenError> {
    let refused = |source: std::io::Error| match source.kind() {
        ErrorKind::PermissionDenied => OpenError::NoRights(path.display().to_string()),
        _ => OpenError::NoFolder { path: path.to_owned(), source },
    };
    if path.is_dir() {
        return Err(refused(ErrorKind::IsADirectory.into()));
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder).map_err(refused),
        _ => Ok(()),
    }
}

/// Says whether the database is sound, ours, and not newer than this program. Writes nothing.
fn findings(connection: &rusqlite::Connection) -> Result<Option<OpenError>, rusqlite::Error> {
    let sound: String = connection.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
    if sound != "ok" {
        return Ok(Some(OpenError::Damaged(sound)));
    }
    if let Some(finding) = migrations::finding(&steps::found(connection)?, newest_migration()) {
        return Ok(Some(finding));
    }
    let astray = connection.prepare("PRAGMA foreign_key_check")?.exists(())?;
    Ok(astray.then(|| OpenError::Damaged("something refers to a row that is not there".to_owned())))
}

fn meaning(error: rusqlite::Error, name: &str) -> OpenError {
    match sqlite_code(&error) {
        // PERM, READONLY, CANTOPEN, AUTH
        Some(3 | 8 | 14 | 23) => OpenError::NoRights(name.to_owned()),
        // BUSY, LOCKED
        Some(5 | 6) => OpenError::Locked,
        // CORRUPT, NOTADB
        Some(11 | 26) => OpenError::Damaged(error.to_string()),
        _ => OpenError::NoConnection(Box::new(error)),
    }
}
