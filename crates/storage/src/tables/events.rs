//! The outbox: events, tasks and what was done once, as a transaction writes them. Working the queues is in `tasks.rs`.

use async_trait::async_trait;
use desk::audit::Actor;
use desk::event::{Event, Outbox, Task};
use desk::id::TaskId;
use desk::store::{Now, StoreError};
use time::Duration;

use super::audit::actor_code;
use super::{Tx, milliseconds};
use crate::codes::{Code, plain};
use crate::json::{self, StoredTask};

/// How long a noted key is kept. The channel resends for minutes; a person's double click is seconds.
pub(super) const KEYS_KEPT: Duration = Duration::days(7);

/// Who noted a key: the two must not answer for each other.
#[derive(Clone, Copy)]
pub(super) enum Noted {
    Accepted,
    Done,
}

#[async_trait]
impl Outbox for Tx<'_, '_> {
    fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    async fn record(&mut self, event: Event) -> Result<(), StoreError> {
        let insert = self
            .sql(
                "INSERT INTO events (tenant, id, name, facts, at, actor)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(self.fresh())
            .bind(event.name())
            .bind(json::written(&json::facts(&event)))
            .bind(self.milliseconds())
            .bind(actor_code(self.actor));
        self.change(insert).await?;
        self.session.notify_events_after_commit();
        Ok(())
    }

    async fn enqueue(&mut self, task: Task) -> Result<(), StoreError> {
        self.enqueue_in(task, Duration::ZERO).await
    }

    async fn enqueue_in(&mut self, task: Task, delay: Duration) -> Result<(), StoreError> {
        let insert = self
            .sql(
                "INSERT INTO tasks (tenant, id, queue, key, task, due_at, attempts, at, ready)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7,
                         NOT EXISTS (SELECT 1 FROM tasks WHERE tenant = $1 AND queue = $3 AND key = $4))",
            )
            .bind(self.fresh())
            .bind(task.queue().code())
            .bind(plain(&task.key()))
            .bind(json::written(&StoredTask::of(&task)))
            .bind(milliseconds(self.now() + delay))
            .bind(self.milliseconds());
        self.change(insert).await?;
        if !delay.is_positive() {
            self.session.notify_after_commit(task.queue());
        }
        Ok(())
    }

    async fn complete(&mut self, task: TaskId) -> Result<bool, StoreError> {
        let delete = self
            .sql(
                "DELETE FROM tasks
                 WHERE tenant = $1 AND id = $2 AND holder = $3
                 RETURNING tenant, queue, key",
            )
            .bind(task.uuid())
            .bind(self.session.context.holder);
        let ended = self.session.change_returning(delete).await?;
        self.session.next_of_key(&ended).await
    }

    async fn holds(&mut self, task: TaskId) -> Result<bool, StoreError> {
        let query = self
            .locking(
                "SELECT id FROM tasks WHERE tenant = $1 AND id = $2 AND holder = $3",
                "SELECT id FROM tasks WHERE tenant = $1 AND id = $2 AND holder = $3 FOR UPDATE",
            )
            .bind(task.uuid())
            .bind(self.session.context.holder);
        Ok(self.first(query).await?.is_some())
    }

    async fn claim_idempotency_key(&mut self, key: &str) -> Result<bool, StoreError> {
        self.note(Noted::Done, key).await
    }
}

impl Tx<'_, '_> {
    /// Notes a key. `false`: it had been noted before and is not yet forgotten.
    pub(super) async fn note(&mut self, by: Noted, key: &str) -> Result<bool, StoreError> {
        let kind = match by {
            Noted::Accepted => "accepted",
            Noted::Done => "done",
        };
        let upsert = self
            .sql(
                "INSERT INTO noted_keys (tenant, kind, key, at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant, kind, key) DO UPDATE
                 SET at = excluded.at
                 WHERE noted_keys.at <= $5",
            )
            .bind(kind)
            .bind(plain(key))
            .bind(self.milliseconds())
            .bind(milliseconds(self.now() - KEYS_KEPT));
        Ok(self.change(upsert).await? > 0)
    }
}
