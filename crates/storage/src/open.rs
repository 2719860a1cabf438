//! Opens a store, or says why not and what to do about it.

use std::path::PathBuf;
use std::sync::Arc;

use desk::outside::{Clock, Ids};
use desk::store::Store;

use crate::context::StoreContext;
use crate::{postgres, sqlite};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; made, with its folder, where there is none.
    SqliteFile(PathBuf),
    /// SQLite in memory: gone with the store. For tests.
    SqliteMemory,
    /// A database of PostgreSQL (15 or newer) by URL, `postgres://user:password@host:port/database`.
    Postgres(String),
}

/// What kept the store from opening. Each variant has its own cure.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Start the newer version again, or restore a backup from before it.
    #[error("the database was written by a newer version of this program (schema {found}, this one knows {known})")]
    Newer { found: i64, known: i64 },
    /// Restore a backup.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Name another file or database.
    #[error("the database belongs to another program")]
    Foreign,
    /// Give the program's user the right to read and write here.
    #[error("no right to read and write {0}")]
    NoRights(String),
    /// Name a folder that exists or can be made.
    #[error("the folder of {path} cannot be used")]
    NoFolder {
        /// The file of the database.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// End the other program, or wait until it has finished.
    #[error("the database is locked by another program")]
    Locked,
    /// Correct the URL of the database.
    #[error("the URL of the database cannot be read")]
    BadUrl(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// See whether the server runs, and whether name, password and database are right.
    #[error("no connection to the database")]
    NoConnection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The schema could not be brought up to date; nothing was changed.
    #[error("the schema could not be brought up to date")]
    Schema(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Opens the store at a location and brings its schema up to date. A newer or damaged database is not touched.
///
/// Needs a runtime of tokio; what the store starts there ends by itself after the last handle is gone.
pub async fn open(location: &Location, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Result<Arc<dyn Store>, OpenError> {
    let context = Arc::new(StoreContext::new(clock, ids));
    Ok(match location {
        Location::SqliteFile(path) => Arc::new(sqlite::open(Some(path), context).await?),
        Location::SqliteMemory => Arc::new(sqlite::open(None, context).await?),
        Location::Postgres(url) => Arc::new(postgres::open(url, context).await?),
    })
}

/// What a failed migration means, on either database.
pub(crate) fn of_migration(error: sqlx::migrate::MigrateError, known: i64) -> OpenError {
    use sqlx::migrate::MigrateError;
    match error {
        MigrateError::VersionMissing(found) if found > known => OpenError::Newer { found, known },
        MigrateError::VersionMissing(version) | MigrateError::VersionMismatch(version) => {
            OpenError::Damaged(format!("step {version} of its schema is not this program's"))
        }
        MigrateError::Dirty(version) => OpenError::Damaged(format!("step {version} of its schema is unfinished")),
        other => OpenError::Schema(Box::new(other)),
    }
}

/// The newest step of a schema.
pub(crate) fn newest(migrations: &sqlx::migrate::Migrator) -> i64 {
    migrations.iter().map(|step| step.version).max().unwrap_or(0)
}
