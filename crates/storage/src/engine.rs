//! A store: units of work on one of the two databases.

use std::sync::Arc;

use desk::store::{Erased, Haste, StoreError, Work, packed, unpacked};

use crate::context::StoreContext;
use crate::failure;
use crate::postgres::Postgres;
use crate::session::{Access, Session, Unit};
use crate::sqlite::Sqlite;

/// A store. What it answers to is in `tables/store.rs`.
pub(crate) struct Engine {
    pub(crate) database: Database,
    pub(crate) context: Arc<StoreContext>,
}

/// Which database it is.
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Arc<Postgres>),
}

impl Engine {
    pub(crate) fn new(database: Database, context: Arc<StoreContext>) -> Self {
        Self { database, context }
    }

    /// Runs a unit of work in a transaction of its own.
    pub(crate) async fn run(&self, access: Access, haste: Haste, unit: Unit) -> Result<Erased, StoreError> {
        match (&self.database, access) {
            (Database::Sqlite(database), Access::Writes) => database.write(unit, haste).await,
            (Database::Sqlite(database), Access::Reads) => database.read(unit).await,
            (Database::Postgres(database), Access::Writes) => {
                // In a task of its own, as the writer of SQLite has a thread of its own: a caller who stops waiting
                // must not end it between the commit and the wake-ups that follow from it.
                let database = database.clone();
                let writing = tokio::spawn(async move { database.write(unit).await });
                writing.await.unwrap_or_else(|_| Err(failure::unavailable("the transaction was not finished")))
            }
            (Database::Postgres(database), Access::Reads) => database.read(unit).await,
        }
    }

    /// Runs a question or a change that is the store's own and returns its result.
    pub(crate) async fn ask<T, F>(&self, access: Access, question: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a, 'c> FnOnce(&'a mut Session<'c>) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        let unit: Unit = Box::new(move |session| Box::pin(async move { packed(question(session).await) }));
        unpacked(self.run(access, Haste::Now, unit).await?)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let desk::store::Usage { statements, reads, writes, commits } = self.context.usage.read();
        tracing::debug!(statements, reads, writes, commits, "the store is closed");
    }
}
