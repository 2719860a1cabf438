//! Working the queues: claims, attempts, dead letters. A task is ended in the transaction of its effect (`events.rs`).
//!
//! While a process holds a task, `holder` names the process (`leases.rs`), and `due_at` says since when it holds the task, by the
//! steady clock of that process. `at` says when a task that waits was told when it is due.
//! `ready` marks the first task of each key, so that a claim does not look through all that waits behind it: ending a task
//! marks the next one.

use desk::event::{Claimed, DeadLetter, Depth, Queue, QueueDepths, Task};
use desk::id::{TaskId, TenantId};
use desk::store::{COUNTED_AHEAD, StoreError};
use time::Duration;
use uuid::Uuid;

use super::row::{Columns, Read};
use super::{any_tenant, limit, milliseconds};
use crate::codes::{Code, plain, plain_or_none};
use crate::driver::Row;
use crate::json::StoredTask;
use crate::session::Session;

/// Chooses what is due, oldest first. Where two processes add tasks of one key at the same moment, both may be marked as the
/// first: an earlier one holds back the later one, and so does one that runs, though it was added later, since a transaction
/// that began earlier may commit later.
macro_rules! claim {
    ($skip_locked:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (
         SELECT position
         FROM tasks AS task
         WHERE queue = $1
           AND ready
           AND holder IS NULL
           AND due_at <= $2
           AND NOT EXISTS (SELECT 1
                           FROM tasks AS other
                           WHERE other.tenant = task.tenant
                             AND other.queue = task.queue
                             AND other.key = task.key
                             AND (other.position < task.position OR other.holder IS NOT NULL))
         ORDER BY due_at, position
         LIMIT $3",
            $skip_locked,
            "
     )
     UPDATE tasks
     SET holder = $4,
         due_at = $5
     WHERE position IN (SELECT position FROM due)
     RETURNING position, tenant, id, task, attempts, waits"
        )
    };
}

/// How the queues stand.
pub(super) struct QueueState {
    /// What waits.
    pub(super) depths: QueueDepths,
    /// Queues in which a task can be claimed.
    pub(super) due: Vec<Queue>,
    /// How many events of all tenants have a place.
    pub(super) placed_events: i64,
    /// Whoever wrote some events has not given them their places.
    pub(super) events_are_left: bool,
    /// What the revisions of all tenants add up to.
    pub(super) revisions: i64,
    /// This process holds tasks, or a process that died does, or a first task is not marked: leases are to be brought up to
    /// date.
    pub(super) leases_matter: bool,
}

impl Session<'_> {
    /// Takes over what is due. A task that cannot be read becomes a dead letter on the spot, so that it holds up nothing.
    pub(super) async fn claim(&mut self, queue: Queue, most: u32) -> Result<Vec<Claimed>, StoreError> {
        self.lock_queue(queue).await?;
        self.renew_lease_when_due().await?;
        // A task that another process is just ending is left alone.
        let words = if self.dialect().locks_rows() { claim!(" FOR UPDATE SKIP LOCKED") } else { claim!("") };
        let since = milliseconds(self.context.steady());
        let claim = any_tenant(words)
            .bind(queue.code())
            .bind(milliseconds(self.now))
            .bind(limit(most))
            .bind(self.context.holder)
            .bind(since);
        let mut rows = self
            .change_returning(claim)
            .await?
            .read("tasks", |row| Ok((row.get::<i64>("position")?, row.id("id", TaskId::new)?, claimed(row))))?;
        rows.sort_by_key(|(position, ..)| *position);
        let mut all = Vec::with_capacity(rows.len());
        for (_, id, claimed) in rows {
            match claimed {
                Ok(claimed) => {
                    self.note_held_after_commit((id, since));
                    all.push(claimed);
                }
                Err(error) => self.dead_letter(id, &error.to_string()).await?,
            }
        }
        Ok(all)
    }

    /// Keeps two processes from choosing at once: each would not see what the other is about to take.
    async fn lock_queue(&mut self, queue: Queue) -> Result<(), StoreError> {
        if let Some(lock) = self.dialect().queue_lock() {
            self.all(any_tenant(lock).bind(queue.code())).await?;
        }
        Ok(())
    }

    /// Looks at the queues without changing anything.
    pub(super) async fn queue_state(&mut self) -> Result<QueueState, StoreError> {
        let now = milliseconds(self.now);
        // Of each key the first: what a chat has waiting behind it makes nobody else wait. What was put off for a moment waits as well:
        // whoever is taken in now comes after it.
        let depths = any_tenant(
            "SELECT queue,
                    COUNT(*) AS number,
                    COUNT(CASE WHEN holder IS NULL AND due_at > $1 THEN 1 END) AS put_off,
                    COUNT(CASE WHEN holder IS NULL AND due_at > $2 THEN 1 END) AS later
             FROM tasks
             WHERE ready
             GROUP BY queue",
        )
        .bind(now)
        .bind(milliseconds(self.now + COUNTED_AHEAD));
        let due = any_tenant(
            "SELECT DISTINCT queue
             FROM tasks
             WHERE ready AND holder IS NULL AND due_at <= $1",
        )
        .bind(now);
        let held = any_tenant(
            "SELECT DISTINCT queue,
                    holder,
                    holder IN (SELECT holder FROM leases WHERE until > $1) AS alive
             FROM tasks
             WHERE holder IS NOT NULL",
        )
        .bind(milliseconds(self.shared_now().await?));
        let depths = self.all(depths).await?.read("tasks", |row| {
            let [number, put_off, later] = ["number", "put_off", "later"].map(|name| row.get::<i64>(name));
            let (number, put_off, later) = (number?, put_off?, later?);
            let [due, soon, later] = [number - put_off, put_off - later, later].map(i64::unsigned_abs);
            Ok((row.code("queue")?, Depth { due, soon, later }))
        })?;
        let mut due: Vec<Queue> = self.all(due).await?.read("tasks", |row| row.code("queue"))?;
        let held: Vec<(Queue, Uuid, bool)> = self
            .all(held)
            .await?
            .read("tasks", |row| Ok((row.code("queue")?, row.get("holder")?, row.get("alive")?)))?;
        let is_held_or_lost = held.iter().any(|(_, holder, alive)| *holder == self.context.holder || !alive);
        let leases_matter = is_held_or_lost || self.has_unmarked_first_tasks().await?;
        due.extend(held.iter().filter(|(.., alive)| !alive).map(|(queue, ..)| *queue));
        let placed_events = self.placed_events().await?;
        let events_are_left = self.has_events_left_without_place().await?;
        let revisions = self.sum_of_revisions().await?;
        let depths = depths.into_iter().collect();
        Ok(QueueState { depths, due, placed_events, events_are_left, revisions, leases_matter })
    }

    pub(super) async fn postpone(
        &mut self,
        task: TaskId,
        delay: Duration,
        failure: Option<String>,
    ) -> Result<(), StoreError> {
        let change = any_tenant(
            "UPDATE tasks
             SET holder = NULL,
                 due_at = $3,
                 attempts = attempts + $4,
                 waits = waits + $5,
                 error = COALESCE($6, error),
                 at = $7
             WHERE id = $1 AND holder = $2
             RETURNING queue",
        )
        .bind(task.uuid())
        .bind(self.context.holder)
        .bind(milliseconds(self.now + delay))
        .bind(i64::from(failure.is_some()))
        .bind(i64::from(failure.is_none()))
        .bind(plain_or_none(failure.as_deref()))
        .bind(milliseconds(self.now));
        let changed = self.change_returning(change).await?;
        if changed.is_empty() {
            return Err(self.give_up(StoreError::LeaseLost));
        }
        if !delay.is_positive() {
            self.notify_for(&changed)?;
        }
        Ok(())
    }

    pub(super) async fn dead_letter(&mut self, task: TaskId, error: &str) -> Result<(), StoreError> {
        let copy = any_tenant(
            "INSERT INTO dead_letters (tenant, id, queue, key, task, attempts, error, at, buried_at)
             SELECT tenant, id, queue, key, task, attempts + 1, $3, at, $4
             FROM tasks
             WHERE id = $1 AND holder = $2",
        )
        .bind(task.uuid())
        .bind(self.context.holder)
        .bind(plain(error))
        .bind(milliseconds(self.now));
        self.change(copy).await?;
        let delete = any_tenant(
            "DELETE FROM tasks
             WHERE id = $1 AND holder = $2
             RETURNING tenant, queue, key, TRUE AS has_next",
        )
        .bind(task.uuid())
        .bind(self.context.holder);
        let deleted = self.change_returning(delete).await?;
        if self.next_of_key(&deleted).await? { Ok(()) } else { Err(self.give_up(StoreError::LeaseLost)) }
    }

    /// Marks the tasks that come after those that ended as the first of their keys. `false` when none had ended.
    pub(super) async fn next_of_key(&mut self, ended: &Vec<Row>) -> Result<bool, StoreError> {
        let keys: Vec<(String, Queue, String, bool)> = ended.read("tasks", |row| {
            Ok((row.text("tenant")?, row.code("queue")?, row.text("key")?, row.get("has_next")?))
        })?;
        for (tenant, queue, key, has_next) in &keys {
            if !has_next && !self.dialect().locks_rows() {
                // Mostly there is none. On PostgreSQL somebody may have added one since the statement that ended this one began.
                continue;
            }
            let mark = any_tenant(
                "UPDATE tasks
                 SET ready = TRUE
                 WHERE position = (SELECT MIN(position)
                                   FROM tasks
                                   WHERE tenant = $1 AND queue = $2 AND key = $3)",
            )
            .bind(tenant.clone())
            .bind(queue.code())
            .bind(key.clone());
            if self.change(mark).await? > 0 {
                self.notify_after_commit(*queue);
            }
        }
        Ok(!keys.is_empty())
    }

    pub(super) async fn dead_letters(&mut self, most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        let query = any_tenant(
            "SELECT id, tenant, queue, error, buried_at
             FROM dead_letters
             ORDER BY buried_at DESC, id DESC
             LIMIT $1",
        )
        .bind(limit(most));
        self.all(query).await?.read("dead_letters", super::dead_letters::dead_letter)
    }

    /// Wakes the workers of the rows' queues after the commit; `false` when there are none.
    pub(super) fn notify_for(&mut self, rows: &Vec<Row>) -> Result<bool, StoreError> {
        let queues: Vec<Queue> = rows.read("tasks", |row| row.code("queue"))?;
        for queue in &queues {
            self.notify_after_commit(*queue);
        }
        Ok(!queues.is_empty())
    }
}

fn claimed(row: Columns<'_>) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        id: row.id("id", TaskId::new)?,
        tenant: tenant(row)?,
        task: task(row)?,
        attempts: row.count("attempts")?,
        waits: row.count("waits")?,
    })
}

fn task(row: Columns<'_>) -> Result<Task, StoreError> {
    row.json::<StoredTask>("task")?.task().ok_or_else(|| row.damaged("task"))
}

pub(super) fn tenant(row: Columns<'_>) -> Result<TenantId, StoreError> {
    TenantId::parse(&row.text("tenant")?).ok_or_else(|| row.damaged("tenant"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use desk::outside::{Clock, Ids};
    use time::OffsetDateTime;

    use super::*;
    use crate::context::StoreContext;
    use crate::engine::{Database, Engine};
    use crate::failure;
    use crate::session::Access;
    use crate::sqlite;

    /// A clock that stands still, and ids of which none is needed.
    struct Still;

    impl Clock for Still {
        fn now(&self) -> OffsetDateTime {
            OffsetDateTime::UNIX_EPOCH + Duration::days(20_000)
        }
    }

    impl Ids for Still {
        fn fresh(&self) -> Uuid {
            Uuid::nil()
        }
    }

    #[tokio::test]
    async fn nobody_relies_on_a_lease_whose_renewal_was_undone() {
        let context = Arc::new(StoreContext::new(Arc::new(Still), Arc::new(Still)));
        let database = sqlite::open_memory(context.clone()).expect("it opens");
        let engine = Engine::new(Database::Sqlite(database), context);
        for (keeps, is_fresh) in [(false, false), (true, true)] {
            let renewed = engine.ask(Access::Writes, move |session| {
                Box::pin(async move {
                    session.renew_lease().await?;
                    if keeps { Ok(()) } else { Err(failure::refused("on purpose")) }
                })
            });
            assert_eq!(renewed.await.is_ok(), keeps);
            let fresh = engine.ask(Access::Writes, |session| Box::pin(async move { Ok(session.lease_is_fresh()) }));
            assert_eq!(fresh.await.expect("the store works"), is_fresh);
        }
    }
}
