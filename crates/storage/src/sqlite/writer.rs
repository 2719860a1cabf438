//! The one writer, on a thread of its own: it takes whole units of work and runs each to its end right there. Whatever
//! has come in during the last commit is written together and made durable by one sync.
//!
//! Among others a unit runs under a savepoint of its own, so that one that is undone or panics takes nobody with it.
//! Before the commit nobody is answered, and no worker is woken.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use desk::store::{Erased, Haste, StoreError};
use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::connection::Connection;
use super::files::Files;
use crate::context::StoreContext;
use crate::driver::Driver;
use crate::failure::{self, DriverError, Kind};
use crate::notifier::Woken;
use crate::session::{Access, Broken, Outcome, Session, Unit};
use crate::tables::Heads;

/// Most units of work in one commit. Bounds the time that the first of them waits.
const MOST_TOGETHER: usize = 256;
/// Most units of work that wait; then whoever brings more waits too.
const MOST_WAITING: usize = 1024;
/// How long a unit of work that [is in no haste](Haste) waits for others, to share their commit.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// SQLite's result code for a full disk.
const FULL: u8 = 13;

/// The way to the writer. When it is dropped, the writer ends what it has and closes the database.
pub(super) struct WriterHandle {
    orders: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// A unit of work, and who waits for it.
struct Order {
    unit: Unit,
    access: Access,
    haste: Haste,
    answer: oneshot::Sender<Result<Erased, StoreError>>,
}

impl WriterHandle {
    /// Has a unit of work done. Returns when it is durable or undone.
    pub(super) async fn give(&self, unit: Unit, access: Access, haste: Haste) -> Result<Erased, StoreError> {
        let gone = || failure::unavailable("the writer has ended");
        let (answer, answered) = oneshot::channel();
        let orders = self.orders.as_ref().ok_or_else(gone)?;
        orders.send(Order { unit, access, haste, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl Drop for WriterHandle {
    fn drop(&mut self) {
        self.orders = None;
        // A unit of work that holds the last handle of its own store would wait for itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // A panic of the writer has been told to everybody who waited.
            let _ = thread.join();
        }
    }
}

/// Starts the writer on its connection.
///
/// `again`: how to open the connection once more when it has failed; `None` where that would be another database.
pub(super) fn start(
    connection: Connection,
    again: Option<Files>,
    context: Arc<StoreContext>,
) -> Result<WriterHandle, std::io::Error> {
    let (orders, incoming) = mpsc::channel(MOST_WAITING);
    let writer = Writer { connection: Some(connection), again, context, disk_was_full: false };
    let thread = std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || writer.work(incoming))?;
    Ok(WriterHandle { orders: Some(orders), thread: Some(thread) })
}

struct Writer {
    connection: Option<Connection>,
    again: Option<Files>,
    context: Arc<StoreContext>,
    /// Whether it has been full since the start of the program: from then on the log is kept short.
    disk_was_full: bool,
}

/// Who waits for an answer, and what it is once the commit has succeeded.
type Answers = Vec<(oneshot::Sender<Result<Erased, StoreError>>, Result<Erased, StoreError>)>;

impl Writer {
    fn work(mut self, mut incoming: mpsc::Receiver<Order>) {
        let mut batch = Vec::with_capacity(MOST_TOGETHER);
        while receive(&mut incoming, &mut batch, None) {
            self.wait_for_company(&mut incoming, &mut batch);
            self.write_together(&mut batch);
        }
    }

    /// Waits until somebody is in haste, the first has waited for long, or nobody can bring more. In memory a commit costs nothing.
    fn wait_for_company(&self, incoming: &mut mpsc::Receiver<Order>, batch: &mut Vec<Order>) {
        let until = Instant::now() + LONGEST_WAIT;
        let waits =
            |batch: &[Order]| self.again.is_some() && batch.iter().all(|order| order.haste == Haste::WithOthers);
        while waits(batch) && receive(incoming, batch, Some(until)) {}
    }

    fn write_together(&mut self, batch: &mut Vec<Order>) {
        let mut answers = Answers::with_capacity(batch.len());
        // It is taken from its end: reversed, whoever came first is first.
        batch.reverse();
        match self.write(batch, &mut answers) {
            Ok(mut woken) => {
                self.context.notifier.notify(&mut woken);
                for (waiting, answer) in answers {
                    // Whoever has stopped waiting does not need the answer.
                    let _ = waiting.send(answer);
                }
            }
            Err(failed) => {
                let jobs = answers.len() + batch.len();
                tracing::error!(error = %failed.error, jobs, "nothing of a commit was kept");
                let waiting = answers.into_iter().map(|(waiting, _)| waiting);
                for waiting in waiting.chain(batch.drain(..).map(|order| order.answer)) {
                    let _ = waiting.send(Err(failed.answer()));
                }
                self.disk_was_full |= failed.disk_is_full;
                self.recover();
            }
        }
    }

    /// On an error each order is still in the batch or among the answers.
    fn write(&mut self, batch: &mut Vec<Order>, answers: &mut Answers) -> Result<Woken, Failed> {
        let connection = match (&mut self.connection, &self.again) {
            (Some(connection), _) => connection,
            (none, Some(files)) => none.insert(files.writer(self.disk_was_full)?),
            (None, None) => return Err(Failed::without_connection()),
        };
        // One that is alone needs no savepoint: the transaction is its own.
        let alone = batch.len() == 1;
        let mut kept = false;
        let mut woken = Woken::default();
        let mut heads = Heads::default();
        connection.say("BEGIN IMMEDIATE")?;
        while let Some(Order { unit, access, haste: _, answer }) = batch.pop() {
            answers.push((answer, Err(failure::unavailable("the writer has ended"))));
            if !alone {
                connection.say("SAVEPOINT one")?;
            }
            match access {
                Access::Reads => self.context.usage.count_read(),
                Access::Writes => self.context.usage.count_write(),
            }
            let heads_before = heads.clone();
            let session = Session::new(Driver::Sqlite(connection), &mut heads, &self.context, access);
            // The database answers at once here: a unit that waits, waits for something else.
            let outcome = session.run_unit(unit, || false).now_or_never().expect("a unit that waits is ended at once");
            let told = match outcome {
                Outcome::Keep(answer, also) => {
                    kept = true;
                    woken.join(also);
                    Ok(answer)
                }
                Outcome::Undo(told) => {
                    heads = heads_before;
                    if !alone {
                        connection.say("ROLLBACK TO one")?;
                    }
                    told
                }
                Outcome::Broken(broken) => return Err(broken.into()),
            };
            answers.last_mut().expect("it was pushed above").1 = told;
            if !alone {
                connection.say("RELEASE one")?;
            }
        }
        if kept {
            let mut session = Session::new(Driver::Sqlite(connection), &mut heads, &self.context, Access::Writes);
            session.keep_heads().now_or_never().expect("nothing but the database is waited for")?;
            connection.say("COMMIT")?;
            self.context.usage.count_commit();
        } else {
            connection.say("ROLLBACK")?;
        }
        Ok(woken)
    }

    /// Leaves no transaction open behind a failure. For a file a new connection is the one sure way.
    fn recover(&mut self) {
        if self.again.is_some() {
            self.connection = None;
        } else if let Some(connection) = &mut self.connection {
            // It fails where the database has rolled back by itself: just as well.
            let _ = connection.say("ROLLBACK");
        }
    }
}

/// Waits for more orders, at most until then. `false`: none came, or none can come any more.
fn receive(incoming: &mut mpsc::Receiver<Order>, batch: &mut Vec<Order>, until: Option<Instant>) -> bool {
    let waker = Waker::from(Arc::new(Unparks(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        let room = MOST_TOGETHER - batch.len();
        if let Poll::Ready(count) = incoming.poll_recv_many(&mut context, batch, room) {
            return count > 0;
        }
        match until.map(|until| until.saturating_duration_since(Instant::now())) {
            None => std::thread::park(),
            Some(Duration::ZERO) => return false,
            Some(left) => std::thread::park_timeout(left),
        }
    }
}

/// Wakes a thread.
struct Unparks(Thread);

impl Wake for Unparks {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Why nothing of a commit was kept.
struct Failed {
    kind: Kind,
    error: String,
    disk_is_full: bool,
}

impl Failed {
    fn without_connection() -> Self {
        Self { kind: Kind::Unavailable, error: "the connection is gone".to_owned(), disk_is_full: false }
    }

    /// What everybody who waits is told.
    fn answer(&self) -> StoreError {
        match self.kind {
            Kind::Damaged => {
                StoreError::Damaged { place: "the database".to_owned(), source: Some(self.error.clone().into()) }
            }
            Kind::Unavailable | Kind::Refused => StoreError::Unavailable(self.error.clone().into()),
        }
    }
}

impl From<DriverError> for Failed {
    fn from(error: DriverError) -> Self {
        let disk_is_full = matches!(&error, DriverError::Sqlite(error) if failure::sqlite_code(error) == Some(FULL));
        Self { kind: failure::kind(&error), error: error.to_string(), disk_is_full }
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        let kind = if matches!(error, StoreError::Damaged { .. }) { Kind::Damaged } else { Kind::Unavailable };
        Self { kind, error: error.to_string(), disk_is_full: false }
    }
}

impl From<Broken> for Failed {
    fn from(broken: Broken) -> Self {
        Self { kind: broken.kind, error: broken.error, disk_is_full: false }
    }
}
