//! A store that fails when a test says so.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use desk::audit::{Head, RecordedEvent, Verdict};
use desk::event::{Claimed, DeadLetter, Queue, QueueDepths};
use desk::faq::Revision;
use desk::id::{EventId, TaskId, TenantId, TicketId};
use desk::retention::{Expired, Retention};
use desk::store::{Closure, Erased, Haste, Pause, Store, StoreError, Usage};

/// Another store whose next writing transactions are undone at their end, as where the database fails in them.
pub struct FailingStore {
    store: Arc<dyn Store>,
    fails: AtomicU32,
    without_haste: AtomicU32,
}

impl FailingStore {
    /// The next `fails` writing transactions fail.
    pub fn over(store: Arc<dyn Store>, fails: u32) -> Self {
        Self { store, fails: AtomicU32::new(fails), without_haste: AtomicU32::new(0) }
    }

    /// How many writing transactions were in no haste.
    pub fn without_haste(&self) -> u32 {
        self.without_haste.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Store for FailingStore {
    async fn run_write(&self, tenant: &TenantId, haste: Haste, closure: Closure) -> Result<Erased, StoreError> {
        self.without_haste.fetch_add(u32::from(haste == Haste::WithOthers), Ordering::SeqCst);
        let fewer = |left: u32| left.checked_sub(1);
        if self.fails.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_err() {
            return self.store.run_write(tenant, haste, closure).await;
        }
        let undone: Closure = Box::new(move |tx| {
            Box::pin(async move {
                let (Ok(answer) | Err(answer)) = closure(tx).await;
                Err(answer)
            })
        });
        self.store.run_write(tenant, haste, undone).await?;
        Err(StoreError::Refused("the test says so".into()))
    }

    async fn run_read(&self, tenant: &TenantId, closure: Closure) -> Result<Erased, StoreError> {
        self.store.run_read(tenant, closure).await
    }

    async fn claim(&self, queue: Queue, most: u32) -> Result<Vec<Claimed>, StoreError> {
        self.store.claim(queue, most).await
    }

    async fn heartbeat(&self) -> Result<QueueDepths, StoreError> {
        self.store.heartbeat().await
    }

    async fn postpone(&self, task: TaskId, delay: time::Duration, pause: Pause<'_>) -> Result<(), StoreError> {
        self.store.postpone(task, delay, pause).await
    }

    async fn dead_letter(&self, task: TaskId, error: &str) -> Result<(), StoreError> {
        self.store.dead_letter(task, error).await
    }

    async fn dead_letters(&self, most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        self.store.dead_letters(most).await
    }

    async fn place_events(&self) -> Result<u64, StoreError> {
        self.store.place_events().await
    }

    async fn events_after(&self, tenant: &TenantId, cursor: i64, most: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        self.store.events_after(tenant, cursor, most).await
    }

    async fn events_before(
        &self,
        tenant: &TenantId,
        places: Range<i64>,
        text: &str,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.store.events_before(tenant, places, text, most).await
    }

    async fn events_of_ticket(
        &self,
        tenant: &TenantId,
        ticket: TicketId,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.store.events_of_ticket(tenant, ticket, most).await
    }

    async fn event(&self, tenant: &TenantId, id: EventId) -> Result<Option<RecordedEvent>, StoreError> {
        self.store.event(tenant, id).await
    }

    async fn wait_for_unplaced_events(&self) {
        self.store.wait_for_unplaced_events().await;
    }

    async fn wait_for_events(&self, seen: i64) -> i64 {
        self.store.wait_for_events(seen).await
    }

    async fn verify_events(&self, tenant: &TenantId, noted: Option<&Head>) -> Result<Verdict, StoreError> {
        self.store.verify_events(tenant, noted).await
    }

    async fn revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError> {
        self.store.revisions().await
    }

    async fn lexicon_revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError> {
        self.store.lexicon_revisions().await
    }

    async fn wait_for_revisions(&self, seen: i64) -> i64 {
        self.store.wait_for_revisions(seen).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.store.check().await
    }

    async fn wait_for_work(&self, queue: Queue, room: usize) -> Vec<Claimed> {
        self.store.wait_for_work(queue, room).await
    }

    async fn listen_to_others(&self) -> Result<(), StoreError> {
        self.store.listen_to_others().await
    }

    async fn expire(&self, retention: &Retention, dry_run: bool) -> Result<Vec<Expired>, StoreError> {
        self.store.expire(retention, dry_run).await
    }

    async fn index_texts(&self) -> Result<bool, StoreError> {
        self.store.index_texts().await
    }

    fn usage(&self) -> Usage {
        self.store.usage()
    }
}
