//! The outbox: events, tasks and what was done once, as a transaction writes them. Working the queues is in `tasks.rs`.

use async_trait::async_trait;
use desk::audit::Actor;
use desk::event::{Claimed, Event, Made, Outbox, Task};
use desk::id::{TaskId, TicketId};
use desk::store::{Now, StoreError};
use time::Duration;

use super::audit::{Content, actor_code};
use super::row::Read;
use super::{Tx, milliseconds};
use crate::codes::{Code, plain};
use crate::driver::Dialect;
use crate::json::{self, StoredTask};

/// How long a noted key is kept. The channel resends for minutes; a person's double click is seconds.
pub(super) const KEYS_KEPT: Duration = Duration::days(7);

/// Who noted a key: the two must not answer for each other.
#[derive(Clone, Copy)]
pub(super) enum Noted {
    Arrived,
    Done,
}

impl Noted {
    const fn code(self) -> &'static str {
        match self {
            Self::Arrived => "accepted",
            Self::Done => "done",
        }
    }
}

#[async_trait]
impl Outbox for Tx<'_, '_> {
    fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    async fn record(&mut self, event: Event) -> Result<(), StoreError> {
        let content = Content {
            id: self.fresh(),
            name: event.name().to_owned(),
            facts: json::written(&json::facts(&event)),
            actor: actor_code(self.actor),
            at: self.milliseconds(),
        };
        // Where one writes at a time, nobody commits before whoever wrote earlier: the place is known at once.
        let place = match self.session.dialect() {
            Dialect::Sqlite => Some(self.session.place(self.tenant.as_str(), &content).await?),
            Dialect::Postgres => None,
        };
        self.session.notify_event_after_commit(place.is_some());
        let (sequence, link) = place.unzip();
        let insert = self
            .sql(
                "INSERT INTO events (tenant, id, name, facts, at, actor, sequence, link, ticket)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(content.id)
            .bind(content.name)
            .bind(content.facts)
            .bind(content.at)
            .bind(content.actor)
            .bind(sequence)
            .bind(link)
            .bind(event.ticket().map(TicketId::uuid));
        self.change(insert).await.map(drop)
    }

    async fn enqueue(&mut self, task: Task) -> Result<(), StoreError> {
        self.enqueue_in(task, Duration::ZERO).await
    }

    async fn enqueue_in(&mut self, task: Task, delay: Duration) -> Result<(), StoreError> {
        let queue = task.queue();
        let at_once = !delay.is_positive();
        let hold = at_once && self.may_hold(&task).await?;
        let (id, is_first) = self.add_task(&task, delay, hold).await?;
        if is_first && hold {
            let tenant = self.tenant.clone();
            self.session.hand_over_after_commit(Claimed { id, tenant, task, attempts: 0, waits: 0 });
        } else if is_first && at_once {
            self.session.notify_after_commit(queue);
        }
        Ok(())
    }

    async fn enqueue_unless_waiting(&mut self, task: Task) -> Result<(), StoreError> {
        // Locked, so that nobody begins it before what is written here is committed.
        let waiting = self
            .locking(
                "SELECT id FROM tasks
                 WHERE tenant = $1 AND queue = $2 AND key = $3 AND task = $4 AND holder IS NULL
                 ORDER BY position
                 LIMIT 1",
                "SELECT id FROM tasks
                 WHERE tenant = $1 AND queue = $2 AND key = $3 AND task = $4 AND holder IS NULL
                 ORDER BY position
                 LIMIT 1
                 FOR UPDATE SKIP LOCKED",
            )
            .bind(task.queue().code())
            .bind(plain(&task.key()))
            .bind(json::written(&StoredTask::of(&task)));
        if self.first(waiting).await?.is_none() {
            return self.enqueue(task).await;
        }
        if self.locks() {
            // Whoever wanted to begin it meanwhile has passed over it, and must look again.
            self.session.notify_after_commit(task.queue());
        }
        Ok(())
    }

    async fn enqueue_held(&mut self, task: Task) -> Result<Option<TaskId>, StoreError> {
        let hold = self.may_hold(&task).await?;
        let (id, is_first) = self.add_task(&task, Duration::ZERO, hold).await?;
        if is_first && !hold {
            self.session.notify_after_commit(task.queue());
        }
        Ok((is_first && hold).then_some(id))
    }

    async fn note_arrival(&mut self, key: &str) -> Result<bool, StoreError> {
        self.note(Noted::Arrived, key).await
    }

    async fn comes_first(&mut self, task: &Task) -> Result<bool, StoreError> {
        let key = plain(&task.key());
        if let Some(lock) = self.session.dialect().turn_lock() {
            let lock = self.sql(lock).bind(task.queue().code()).bind(key.clone());
            self.all(lock).await?;
        }
        let before = self
            .sql(
                "SELECT position
                 FROM tasks
                 WHERE tenant = $1 AND queue = $2 AND key = $3
                 LIMIT 1",
            )
            .bind(task.queue().code())
            .bind(key);
        Ok(self.first(before).await?.is_none())
    }

    async fn complete(&mut self, task: TaskId) -> Result<bool, StoreError> {
        // SQLite looks a column of `RETURNING` up in no index unless its type is said: it would read all tasks.
        let delete = self
            .sql(
                "DELETE FROM tasks
                 WHERE tenant = $1 AND id = $2 AND holder = $3
                 RETURNING tenant, queue, key,
                           EXISTS (SELECT 1
                                   FROM tasks AS other
                                   WHERE other.tenant = $1
                                     AND other.queue = CAST(tasks.queue AS TEXT)
                                     AND other.key = CAST(tasks.key AS TEXT)
                                     AND other.id <> $2) AS has_next",
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

    async fn note_made(&mut self, key: &str, made: Made) -> Result<(), StoreError> {
        let note = self
            .sql(
                "UPDATE noted_keys
                 SET made = $4,
                     asked = $5
                 WHERE tenant = $1 AND kind = $2 AND key = $3",
            )
            .bind(Noted::Done.code())
            .bind(plain(key))
            .bind(made.id)
            .bind(made.asked.to_vec());
        self.change(note).await.map(drop)
    }

    async fn made_under(&mut self, key: &str) -> Result<Option<Made>, StoreError> {
        let query = self
            .sql(
                "SELECT made, asked
                 FROM noted_keys
                 WHERE tenant = $1 AND kind = $2 AND key = $3 AND made IS NOT NULL AND asked IS NOT NULL",
            )
            .bind(Noted::Done.code())
            .bind(plain(key));
        self.first(query).await?.read("noted_keys", |row| {
            let asked = <[u8; 32]>::try_from(row.get::<Vec<u8>>("asked")?).map_err(|_| row.damaged("asked"))?;
            Ok(Made { id: row.get("made")?, asked })
        })
    }
}

impl Tx<'_, '_> {
    /// Adds a task; with `hold` it is this process's at once if it is the first of its key. Tells whether it is.
    async fn add_task(&mut self, task: &Task, delay: Duration, hold: bool) -> Result<(TaskId, bool), StoreError> {
        let id = self.fresh();
        let since = milliseconds(self.session.context.steady());
        let insert = self
            .sql(
                "WITH turn AS MATERIALIZED (
                     SELECT NOT EXISTS (SELECT 1 FROM tasks WHERE tenant = $1 AND queue = $3 AND key = $4) AS has_come
                 )
                 INSERT INTO tasks (tenant, id, queue, key, task, due_at, attempts, at, ready, holder)
                 SELECT $1, $2, $3, $4, $5,
                        CASE WHEN has_come AND $9 THEN $10 ELSE $6 END,
                        0, $7, has_come,
                        CASE WHEN has_come AND $9 THEN $8 END
                 FROM turn
                 RETURNING ready",
            )
            .bind(id)
            .bind(task.queue().code())
            .bind(plain(&task.key()))
            .bind(json::written(&StoredTask::of(task)))
            .bind(milliseconds(self.now() + delay))
            .bind(self.milliseconds())
            .bind(self.session.context.holder)
            .bind(hold)
            .bind(since);
        let added = self.session.change_returning(insert).await?;
        let is_first = added.read("tasks", |row| row.get("ready"))?.first() == Some(&true);
        if is_first && hold {
            self.session.note_held_after_commit((TaskId::new(id), since));
        }
        Ok((TaskId::new(id), is_first))
    }

    /// Whether a task may be taken over in the transaction that adds it: this process works its queue and has room; and as in a
    /// claim, the lease must last, and nobody else may begin one of the same key.
    async fn may_hold(&mut self, task: &Task) -> Result<bool, StoreError> {
        if !self.session.context.notifier.has_room(task.queue()) || !self.session.lease_is_fresh() {
            return Ok(false);
        }
        let Some(lock) = self.session.dialect().try_key_lock() else { return Ok(true) };
        let lock = self.sql(lock).bind(task.queue().code()).bind(plain(&task.key()));
        let locked = self.first(lock).await?.read("tasks", |row| row.get("locked"))?;
        Ok(locked == Some(true))
    }

    /// Notes a key. `false`: it had been noted before and is not yet forgotten.
    pub(super) async fn note(&mut self, by: Noted, key: &str) -> Result<bool, StoreError> {
        let upsert = self
            .sql(
                "INSERT INTO noted_keys (tenant, kind, key, at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant, kind, key) DO UPDATE
                 SET at = excluded.at
                 WHERE noted_keys.at <= $5",
            )
            .bind(by.code())
            .bind(plain(key))
            .bind(self.milliseconds())
            .bind(milliseconds(self.now() - KEYS_KEPT));
        Ok(self.change(upsert).await? > 0)
    }
}
