//! Looks at the file, brings its schema up to date, and starts writer and readers.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::readers::{self, Readers};
use super::{Engine, MIGRATIONS, newest_migration, writer};
use crate::context::StoreContext;
use crate::failure::sqlite_code;
use crate::open::{OpenError, of_migration};

/// How long to wait for another process (an import, a backup) that writes or for a free reader.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Statements kept prepared for each connection; there are about a hundred different ones.
const STATEMENTS: usize = 256;

/// Opens a file, or a database in memory.
pub(crate) async fn open(file: Option<&Path>, context: Arc<StoreContext>) -> Result<Engine, OpenError> {
    let name = file.map_or_else(|| "memory".to_owned(), |path| path.display().to_string());
    let means = |error| meaning(error, &name);
    if let Some(path) = file {
        make_folder(path)?;
    }
    let options = options(file);
    let mut connection = options.connect().await.map_err(means)?;
    look_at(&mut connection).await?.map_err(means)?;
    bring_up_to_date(&mut connection).await?;
    if file.is_none() {
        let writer = writer::start(connection, None, context.clone());
        return Ok(Engine { context, writer, readers: Readers::Writer });
    }
    // Only now, so that a file that is not ours or not sound stays as it was. The mode is kept in the file.
    connection.close().await.map_err(means)?;
    let options = options.journal_mode(SqliteJournalMode::Wal);
    let connection = options.connect().await.map_err(means)?;
    let readers = Readers::Pool(readers::pool(options.clone()));
    Ok(Engine { writer: writer::start(connection, Some(options), context.clone()), context, readers })
}

fn options(file: Option<&Path>) -> SqliteConnectOptions {
    let options = match file {
        Some(path) => SqliteConnectOptions::new().filename(path),
        None => SqliteConnectOptions::new().in_memory(true),
    };
    options
        .create_if_missing(true)
        .foreign_keys(true)
        // Each commit is on the disk before anybody is told of it.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS)
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
async fn look_at(connection: &mut SqliteConnection) -> Result<Result<(), sqlx::Error>, OpenError> {
    match findings(connection).await {
        Ok(None) => Ok(Ok(())),
        Ok(Some(finding)) => Err(finding),
        Err(error) => Ok(Err(error)),
    }
}

async fn findings(connection: &mut SqliteConnection) -> Result<Option<OpenError>, sqlx::Error> {
    let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await?;
    if sound != "ok" {
        return Ok(Some(OpenError::Damaged(sound)));
    }
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name
         FROM sqlite_master
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
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
    .fetch_one(&mut *connection)
    .await?;
    let known = newest_migration();
    if let Some(found) = found.filter(|found| *found > known) {
        return Ok(Some(OpenError::Newer { found, known }));
    }
    let astray = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *connection).await?;
    Ok(astray.map(|_| OpenError::Damaged("something refers to a row that is not there".to_owned())))
}

/// In one transaction that nobody else can enter: two processes that start together do not both do it.
async fn bring_up_to_date(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let schema = |error: sqlx::Error| OpenError::Schema(Box::new(error));
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(schema)?;
    MIGRATIONS.run(&mut *transaction).await.map_err(|error| of_migration(error, newest_migration()))?;
    transaction.commit().await.map_err(schema)
}

fn meaning(error: sqlx::Error, name: &str) -> OpenError {
    let code = error.as_database_error().and_then(sqlite_code);
    match code {
        // PERM, READONLY, CANTOPEN, AUTH
        Some(3 | 8 | 14 | 23) => OpenError::NoRights(name.to_owned()),
        // BUSY, LOCKED
        Some(5 | 6) => OpenError::Locked,
        // CORRUPT, NOTADB
        Some(11 | 26) => OpenError::Damaged(error.to_string()),
        _ => OpenError::NoConnection(Box::new(error)),
    }
}
