//! Reading transactions: each sees the last commit before its first statement, and waits for nobody.
//!
//! A reader runs on the thread of whoever asks. A short read takes some 10 µs, less than waking another thread would; the
//! few statements that may return hundreds of rows are taken to a thread on which nobody waits (`Statement::long`).

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use desk::store::{Erased, StoreError};
use tokio::sync::Semaphore;

use super::connection::Connection;
use super::files::Files;
use crate::context::StoreContext;
use crate::driver::Driver;
use crate::failure;
use crate::session::{Access, Broken, Outcome, Session, Unit};
use crate::tables::Heads;

/// Connections that cannot write. They open when they are first needed.
pub(super) struct Readers {
    files: Files,
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
}

impl Readers {
    pub(super) fn new(files: Files, most: usize) -> Self {
        Self { files, idle: Mutex::default(), places: Semaphore::new(most) }
    }

    /// Runs a unit of work on a snapshot. Nothing of it can be kept.
    pub(super) async fn read(&self, context: &StoreContext, unit: Unit) -> Result<Erased, StoreError> {
        let _place = self.places.acquire().await.map_err(|_| failure::unavailable("the store is closed"))?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.files.reader().map_err(failure::meaning)?,
        };
        context.usage.count_read();
        connection.say("BEGIN").map_err(failure::meaning)?;
        let away = connection.away();
        let mut heads = Heads::default();
        let session = Session::new(Driver::Sqlite(&mut connection), &mut heads, context, Access::Reads);
        let outcome = session.run_unit(unit, || away.load(Ordering::Relaxed)).await;
        match outcome {
            // A connection on which the database failed is closed with everything on it.
            Outcome::Broken(Broken { answer, error, .. }) => {
                answer.ok_or_else(|| StoreError::Unavailable(error.into()))
            }
            Outcome::Undo(told) => {
                self.put_back(connection);
                told
            }
            Outcome::Keep(answer, _) => {
                self.put_back(connection);
                Ok(answer)
            }
        }
    }

    fn put_back(&self, mut connection: Connection) {
        if connection.say("COMMIT").is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
