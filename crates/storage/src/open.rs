//! Opens a store, or says why not and what to do about it.

use std::path::PathBuf;
use std::sync::Arc;

use desk::outside::{Clock, Ids};
use desk::store::Store;

use crate::context::StoreContext;
use crate::engine::{Database, Engine};
use crate::open_error::OpenError;
use crate::policy::ConnectionPolicy;
use crate::{postgres, sqlite};

/// Where the data is. Printed without the URL, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; made, with its folder, where there is none.
    SqliteFile(PathBuf),
    /// SQLite in memory: gone with the store. For tests.
    SqliteMemory,
    /// A database of PostgreSQL (15 or newer) by URL, `postgres://user:password@host:port/database`.
    Postgres(String),
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SqliteFile(path) => f.debug_tuple("SqliteFile").field(path).finish(),
            Self::SqliteMemory => f.write_str("SqliteMemory"),
            Self::Postgres(_) => f.write_str("Postgres(***)"),
        }
    }
}

/// Opens the store at a location and brings its schema up to date. A newer or damaged database is not touched. Times of
/// the store come from `clock`, in whole milliseconds, and its identifiers from `ids`.
///
/// Needs a runtime of tokio; what the store starts there ends by itself after the last handle is gone.
pub async fn open(
    location: &Location,
    policy: ConnectionPolicy,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Result<Arc<dyn Store>, OpenError> {
    let context = Arc::new(StoreContext::new(clock, ids));
    let database = match location {
        Location::SqliteFile(path) => {
            // Checking a big file takes seconds, in which it must not hold up a thread that others need.
            let (path, context) = (path.clone(), context.clone());
            let opened = tokio::task::spawn_blocking(move || sqlite::open_file(&path, policy, context)).await;
            Database::Sqlite(opened.map_err(|error| OpenError::NoConnection(Box::new(error)))??)
        }
        Location::SqliteMemory => Database::Sqlite(sqlite::open_memory(context.clone())?),
        Location::Postgres(url) => Database::Postgres(Arc::new(postgres::open(url, policy, context.clone()).await?)),
    };
    Ok(Arc::new(Engine::new(database, context)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_printed_without_its_password() {
        let location = Location::Postgres("postgres://desk:s3cret@db/desk".to_owned());
        assert!(!format!("{location:?}").contains("s3cret"));
    }
}
