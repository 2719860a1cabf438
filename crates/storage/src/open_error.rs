//! What kept a store from opening, and what to do about it.

use std::path::PathBuf;

/// What kept the store from opening. Each variant has its own cure.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Start the newer version again, or restore a backup from before it.
    #[error("the database was written by a newer version of this program (schema {found}, this one knows {known})")]
    Newer { found: i64, known: i64 },
    /// Restore a backup.
    #[error("the database is damaged: {0}; restore a backup")]
    Damaged(String),
    /// Name another file or database.
    #[error("the database belongs to another program")]
    Foreign,
    /// Give the program's user the right to read and write here.
    #[error("no right to read and write {0}")]
    NoRights(String),
    /// Give the right to write, or move the data to where it can be written.
    #[error("{0} is read-only; give the program's user the right to write it")]
    ReadOnly(String),
    /// Stop the other server, or name another folder.
    #[error("another server works on {0}; stop it first, or name another folder with --data")]
    InUse(String),
    /// Restore a backup. To begin anew on purpose, move the folder away.
    #[error("{} is empty or gone, though there was a database: restore a backup (to begin anew, move its folder away)", .0.display())]
    Emptied(PathBuf),
    /// Restore a backup. What stood only in the log is lost with it.
    #[error("{} is no log of SQLite, though the last changes should stand in it: restore a backup", .0.display())]
    BadLog(PathBuf),
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
    /// Correct what the source names, and start again. No step of the schema was taken in part: SQLite takes all of
    /// them in one transaction, PostgreSQL each in its own.
    #[error("the schema could not be brought up to date")]
    Schema(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl OpenError {
    /// The system gives no thread for the writer.
    pub(crate) fn no_thread(error: std::io::Error) -> Self {
        Self::NoConnection(Box::new(error))
    }
}
