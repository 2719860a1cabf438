//! The steps of a schema: what is found in a database, and what it means.

use sqlx::migrate::{MigrateError, Migrator};

use crate::open_error::OpenError;

/// Where the steps taken are noted.
pub(crate) const TABLE: &str = "_sqlx_migrations";

/// Whose database it is.
pub(crate) enum Found {
    /// There are no tables in it.
    Nothing,
    /// There are tables, and not ours.
    Foreign,
    /// Ours, and the newest step it has taken.
    Ours(Option<i64>),
}

/// Says whether what was found is ours and not newer than this program.
pub(crate) fn finding(found: &Found, known: i64) -> Option<OpenError> {
    match found {
        Found::Nothing => None,
        Found::Foreign => Some(OpenError::Foreign),
        Found::Ours(version) => version.filter(|found| *found > known).map(|found| OpenError::Newer { found, known }),
    }
}

/// What a failed migration means.
pub(crate) fn meaning(error: MigrateError, known: i64) -> OpenError {
    match error {
        MigrateError::VersionMissing(version) => unknown(version, known),
        MigrateError::VersionMismatch(version) => other_step(version),
        MigrateError::Dirty(version) => unfinished(version),
        other => OpenError::Schema(Box::new(other)),
    }
}

/// A step that this program does not have.
pub(crate) fn unknown(found: i64, known: i64) -> OpenError {
    if found > known { OpenError::Newer { found, known } } else { other_step(found) }
}

/// A step that is another one than this program's of the same number.
pub(crate) fn other_step(version: i64) -> OpenError {
    OpenError::Damaged(format!("step {version} of its schema is not this program's"))
}

/// A step that began and did not end.
pub(crate) fn unfinished(version: i64) -> OpenError {
    OpenError::Damaged(format!("step {version} of its schema is unfinished"))
}

/// The newest step of a schema.
pub(crate) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|step| step.version).max().unwrap_or(0)
}
