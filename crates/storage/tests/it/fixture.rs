//! A store with a clock and ids that a test can foresee.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use desk::event::Task;
use desk::faq::Revision;
use desk::id::TenantId;
use desk::outside::{Clock, Ids};
use desk::store::{Store, StoreError, Transaction, Work};
use storage::{ConnectionPolicy, Location};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::backends;

/// A store, and what a test needs around it.
#[derive(Clone)]
pub(crate) struct Fixture {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) location: Location,
    pub(crate) clock: Arc<Hands>,
    /// The clock of the database, where it has one.
    database_clock: Arc<Hands>,
    pub(crate) ids: Arc<Counted>,
    pub(crate) tenant: TenantId,
    pub(crate) other_tenant: TenantId,
}

impl Fixture {
    pub(crate) async fn open(location: Location) -> Self {
        let [clock, database_clock] = [(); 2].map(|()| Arc::new(Hands::at(datetime!(2026-04-01 09:00 UTC))));
        backends::set_clock(&location, database_clock.now()).await;
        let ids = Arc::new(Counted(AtomicU64::new(1)));
        let store = storage::open(&location, ConnectionPolicy::command(), clock.clone(), ids.clone())
            .await
            .expect("a fresh backend opens");
        let tenant = |name| TenantId::parse(name).expect("a tenant's name");
        let (tenant, other_tenant) = (tenant("tenant-a"), tenant("tenant-b"));
        Self { store, location, clock, database_clock, ids, tenant, other_tenant }
    }

    /// A second store on the same data, as another process has it.
    pub(crate) async fn neighbour(&self) -> Self {
        self.neighbour_by(self.clock.clone()).await
    }

    /// As [`Self::neighbour`], by another way to the same data.
    pub(crate) async fn neighbour_by_way_of(&self, location: Location) -> Self {
        Self { location, ..self.clone() }.neighbour().await
    }

    /// As [`Self::neighbour`], on a machine whose clock is wrong by so much.
    pub(crate) async fn neighbour_off_by(&self, time: Duration) -> Self {
        self.neighbour_by(Arc::new(Hands::at(self.now() + time))).await
    }

    async fn neighbour_by(&self, clock: Arc<Hands>) -> Self {
        let policy = ConnectionPolicy::command();
        let opened = storage::open(&self.location, policy, clock.clone(), self.ids.clone()).await;
        let store = opened.expect("it opens again");
        Self { store, clock, ..self.clone() }
    }

    /// Tries a writing transaction.
    pub(crate) async fn attempt<T, F>(&self, tenant: &TenantId, verbs: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.store.write(tenant, verbs).await
    }

    /// A writing transaction that must succeed.
    pub(crate) async fn write<T, F>(&self, tenant: &TenantId, verbs: F) -> T
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.attempt(tenant, verbs).await.expect("the transaction succeeds")
    }

    /// Adds a task once per `key`, as an activity that comes in. `false`: it had been added before.
    pub(crate) async fn ingest(&self, tenant: &TenantId, key: &'static str, task: Task) -> bool {
        self.write(tenant, move |tx| {
            Box::pin(async move {
                let fresh = tx.note_arrival(key).await?;
                if fresh {
                    tx.enqueue(task).await?;
                }
                Ok(fresh)
            })
        })
        .await
    }

    /// A reading transaction that must succeed.
    pub(crate) async fn read<T, F>(&self, tenant: &TenantId, queries: F) -> T
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.store.read(tenant, queries).await.expect("the transaction succeeds")
    }

    /// The revision of a tenant's FAQ; 0 before there is any.
    pub(crate) async fn faq_revision(&self, tenant: &TenantId) -> Revision {
        let revisions = self.store.revisions().await.expect("they can be read");
        revisions.into_iter().find(|(known, _)| known == tenant).map_or(0, |(_, revision)| revision)
    }

    /// Says something past the store, as another program could. Returns the first column of the rows, as text.
    pub(crate) async fn past_the_store(&self, words: &str) -> Vec<String> {
        use sqlx::Connection;
        match &self.location {
            Location::SqliteFile(path) => {
                let connection = rusqlite::Connection::open(path).expect("the file opens");
                let mut query = connection.prepare(words).expect("the statement is sound");
                let rows = query.query_map((), |row| row.get(0)).expect("the statement is sound");
                rows.collect::<Result<_, _>>().expect("the rows are texts")
            }
            Location::Postgres(url) => {
                let words = sqlx::AssertSqlSafe(words.to_owned());
                let mut connection = sqlx::PgConnection::connect(url).await.expect("the server answers");
                sqlx::query_scalar(words).fetch_all(&mut connection).await.expect("the statement is sound")
            }
            Location::SqliteMemory => panic!("nobody else can reach it"),
        }
    }

    pub(crate) fn fresh(&self) -> Uuid {
        self.ids.fresh()
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Time passes for this process.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// The clock of this process is set forward by so much, or back, and no time has passed.
    pub(crate) fn set_forward(&self, by: Duration) {
        self.clock.set_forward(by);
    }

    /// Time passes for this process and the database.
    pub(crate) async fn pass_for_all(&self, time: Duration) {
        self.pass(time);
        self.database_clock.pass(time);
        backends::set_clock(&self.location, self.database_clock.now()).await;
    }
}

/// A clock that is moved by hand.
#[derive(Debug)]
pub(crate) struct Hands {
    steady: Mutex<OffsetDateTime>,
    /// By how much it was set forward.
    ahead: Mutex<Duration>,
}

impl Hands {
    fn at(time: OffsetDateTime) -> Self {
        Self { steady: Mutex::new(time), ahead: Mutex::default() }
    }

    pub(crate) fn pass(&self, time: Duration) {
        *self.steady.lock().expect("nobody panics while holding it") += time;
    }

    fn set_forward(&self, by: Duration) {
        *self.ahead.lock().expect("nobody panics while holding it") += by;
    }
}

impl Clock for Hands {
    fn now(&self) -> OffsetDateTime {
        self.steady() + *self.ahead.lock().expect("nobody panics while holding it")
    }

    fn steady(&self) -> OffsetDateTime {
        *self.steady.lock().expect("nobody panics while holding it")
    }
}

/// Identifiers that are counted.
#[derive(Debug)]
pub(crate) struct Counted(AtomicU64);

impl Ids for Counted {
    fn fresh(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}
