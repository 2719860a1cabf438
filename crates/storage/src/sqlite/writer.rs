//! The one writer. Whatever has come in during the last commit is written together and made durable by one sync.
//!
//! Each unit of work runs under a savepoint of its own, so that one that is undone or panics takes nobody with it. Nobody
//! is answered, and no bell rings, before the commit.

use std::sync::Arc;

use desk::event::Queue;
use desk::store::StoreError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::tables::{Access, Outcome, Session, Unit};
use crate::context::StoreContext;
use crate::failure::{self, Kind};

/// Most units of work in one commit. Bounds the time that the first of them waits.
const MOST_TOGETHER: usize = 256;
/// Most units of work that wait; then whoever brings more waits too.
const MOST_WAITING: usize = 1024;

/// The way to the writer.
#[derive(Clone)]
pub(super) struct WriterHandle(mpsc::Sender<Order>);

/// A unit of work, and who waits for it.
struct Order {
    unit: Unit,
    access: Access,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

impl WriterHandle {
    /// Has a unit of work done. Returns when it is durable or undone.
    pub(super) async fn give(&self, unit: Unit, access: Access) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        let gone = || failure::unavailable("the writer has ended");
        self.0.send(Order { unit, access, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Starts the writer on its connection. It ends when the last [`WriterHandle`] is gone and all of them are done.
///
/// `again`: how to open the connection once more when it has failed; `None` where that would be another database.
pub(super) fn start(
    connection: SqliteConnection,
    again: Option<SqliteConnectOptions>,
    context: Arc<StoreContext>,
) -> WriterHandle {
    let (writer, incoming) = mpsc::channel(MOST_WAITING);
    tokio::spawn(Writer { connection: Some(connection), again, context }.work(incoming));
    WriterHandle(writer)
}

struct Writer {
    connection: Option<SqliteConnection>,
    again: Option<SqliteConnectOptions>,
    context: Arc<StoreContext>,
}

/// Who waits for an answer, and what it is once the commit has succeeded.
type Answers = Vec<(oneshot::Sender<Result<(), StoreError>>, Result<(), StoreError>)>;

impl Writer {
    async fn work(mut self, mut incoming: mpsc::Receiver<Order>) {
        let mut batch = Vec::with_capacity(MOST_TOGETHER);
        while incoming.recv_many(&mut batch, MOST_TOGETHER).await > 0 {
            self.write_together(&mut batch).await;
        }
    }

    async fn write_together(&mut self, batch: &mut Vec<Order>) {
        let mut answers = Answers::with_capacity(batch.len());
        // Taken from the end, first come first.
        batch.reverse();
        match self.write(batch, &mut answers).await {
            Ok(woken) => {
                self.context.notifier.notify(&woken);
                for (waiting, answer) in answers {
                    // Whoever has stopped waiting does not need the answer.
                    let _ = waiting.send(answer);
                }
            }
            Err(failed) => {
                let writer = answers.len() + batch.len();
                tracing::error!(error = %failed.error, writer, "nothing of a commit was kept");
                let waiting = answers.into_iter().map(|(waiting, _)| waiting);
                for waiting in waiting.chain(batch.drain(..).map(|order| order.answer)) {
                    let _ = waiting.send(Err(failed.answer()));
                }
                self.recover().await;
            }
        }
    }

    /// On an error each order is still in the batch or among the answers.
    async fn write(&mut self, batch: &mut Vec<Order>, answers: &mut Answers) -> Result<Vec<Queue>, Failed> {
        let connection = match (&mut self.connection, &self.again) {
            (Some(connection), _) => connection,
            (none, Some(again)) => none.insert(again.connect().await?),
            (None, None) => return Err(sqlx::Error::WorkerCrashed.into()),
        };
        execute(connection, "BEGIN IMMEDIATE").await?;
        let mut woken = Vec::new();
        while let Some(Order { unit, access, answer }) = batch.pop() {
            answers.push((answer, Ok(())));
            execute(connection, "SAVEPOINT one").await?;
            match Session::new(connection, &self.context, access).run_unit(unit).await {
                Outcome::Keep(queues) if access == Access::Writes => woken.extend(queues),
                Outcome::Keep(_) => undo(connection).await?,
                Outcome::Undo(told) => {
                    undo(connection).await?;
                    answers.last_mut().expect("it was pushed above").1 = told;
                }
                Outcome::Broken(kind, error) => return Err(Failed { kind, error }),
            }
            execute(connection, "RELEASE one").await?;
        }
        execute(connection, "COMMIT").await?;
        Ok(woken)
    }

    /// Leaves no transaction open behind a failure. For a file a new connection is the one sure way.
    async fn recover(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if self.again.is_some() {
            if let Err(error) = connection.close_hard().await {
                tracing::warn!(%error, "the writer's connection did not close");
            }
            return;
        }
        // It fails where the database has rolled back by itself: just as well.
        let _ = execute(&mut connection, "ROLLBACK").await;
        self.connection = Some(connection);
    }
}

/// Why nothing of a commit was kept.
struct Failed {
    kind: Kind,
    error: String,
}

impl Failed {
    /// What everybody who waits is told.
    fn answer(&self) -> StoreError {
        match self.kind {
            Kind::Damaged => StoreError::Damaged(self.error.clone()),
            Kind::Unavailable | Kind::Refused => StoreError::Unavailable(self.error.clone().into()),
        }
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self { kind: failure::kind(&error), error: error.to_string() }
    }
}

async fn undo(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    execute(connection, "ROLLBACK TO one").await
}

async fn execute(connection: &mut SqliteConnection, words: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(words).execute(connection).await.map(drop)
}
