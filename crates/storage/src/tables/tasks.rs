//! Working the queues: leases, attempts, dead letters. A task is ended in the transaction of its effect (`events.rs`).
//!
//! While somebody holds a task, `holder` names them and `due_at` is the end of the lease: then the task is due again
//! like any other.

use desk::event::{Claimed, DeadLetter, Queue, Task};
use desk::id::{TaskId, TenantId};
use desk::store::StoreError;
use time::Duration;

use super::events::KEYS_KEPT;
use super::row::{Columns, Read};
use super::{any_tenant, limit, milliseconds};
use crate::codes::{Code, plain};
use crate::driver::Row;
use crate::json::StoredTask;
use crate::session::Session;

/// Chooses what is due, oldest first. The row of an earlier task of the same key holds back the later ones, and so does
/// one that is running, though it was added later: a transaction that began earlier may commit later.
macro_rules! claim {
    ($skip_locked:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (
         SELECT position
         FROM tasks AS task
         WHERE queue = $1
           AND due_at <= $2
           AND NOT EXISTS (SELECT 1
                           FROM tasks AS earlier
                           WHERE earlier.tenant = task.tenant
                             AND earlier.queue = task.queue
                             AND earlier.key = task.key
                             AND earlier.position < task.position)
           AND NOT EXISTS (SELECT 1
                           FROM tasks AS running
                           WHERE running.tenant = task.tenant
                             AND running.queue = task.queue
                             AND running.key = task.key
                             AND running.holder IS NOT NULL
                             AND running.due_at > $2)
         ORDER BY due_at, position
         LIMIT $3",
            $skip_locked,
            "
     )
     UPDATE tasks
     SET holder = $4,
         due_at = $5,
         attempts = attempts + CASE WHEN holder IS NULL THEN 0 ELSE 1 END
     WHERE position IN (SELECT position FROM due)
     RETURNING position, tenant, id, task, attempts"
        )
    };
}

impl Session<'_> {
    /// Takes over what is due. A task that cannot be read is buried on the spot, so that it holds up nothing.
    pub(super) async fn claim(&mut self, queue: Queue, most: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        self.lock_queue(queue).await?;
        // A task that another process is just ending is left alone.
        let words = if self.dialect().locks_rows() { claim!(" FOR UPDATE SKIP LOCKED") } else { claim!("") };
        let claim = any_tenant(words)
            .bind(queue.code())
            .bind(milliseconds(self.now))
            .bind(limit(most))
            .bind(self.context.holder)
            .bind(milliseconds(self.now + lease));
        let mut rows = self
            .change_returning(claim)
            .await?
            .read("tasks", |row| Ok((row.get::<i64>("position")?, row.id("id", TaskId::new)?, claimed(row))))?;
        rows.sort_by_key(|(position, ..)| *position);
        let mut all = Vec::with_capacity(rows.len());
        for (_, id, claimed) in rows {
            match claimed {
                Ok(claimed) => all.push(claimed),
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

    pub(super) async fn postpone(&mut self, task: TaskId, delay: Duration, error: &str) -> Result<(), StoreError> {
        let change = any_tenant(
            "UPDATE tasks
             SET holder = NULL,
                 due_at = $3,
                 attempts = attempts + 1,
                 error = $4
             WHERE id = $1 AND holder = $2
             RETURNING queue",
        )
        .bind(task.uuid())
        .bind(self.context.holder)
        .bind(milliseconds(self.now + delay))
        .bind(plain(error));
        let changed = self.change_returning(change).await?;
        self.notify_for(&changed).and_then(|any| if any { Ok(()) } else { Err(self.give_up(StoreError::LeaseLost)) })
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
             RETURNING queue",
        )
        .bind(task.uuid())
        .bind(self.context.holder);
        let deleted = self.change_returning(delete).await?;
        self.notify_for(&deleted).and_then(|any| if any { Ok(()) } else { Err(self.give_up(StoreError::LeaseLost)) })
    }

    pub(super) async fn dead_letters(&mut self, most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        let query = any_tenant(
            "SELECT id, tenant, queue, error, buried_at
             FROM dead_letters
             ORDER BY buried_at DESC, id DESC
             LIMIT $1",
        )
        .bind(limit(most));
        self.all(query).await?.read("dead_letters", |row| {
            Ok(DeadLetter {
                id: row.id("id", TaskId::new)?,
                tenant: tenant(row)?,
                queue: row.code("queue")?,
                error: row.text("error")?,
                at: row.time("buried_at")?,
            })
        })
    }

    /// Puts a dead letter back at the end of its queue, as if it had never been tried.
    pub(super) async fn requeue(&mut self, task: TaskId) -> Result<bool, StoreError> {
        let copy = any_tenant(
            "INSERT INTO tasks (tenant, id, queue, key, task, due_at, attempts, at)
             SELECT tenant, id, queue, key, task, $2, 0, at
             FROM dead_letters
             WHERE id = $1",
        )
        .bind(task.uuid())
        .bind(milliseconds(self.now));
        self.change(copy).await?;
        let delete = any_tenant(
            "DELETE FROM dead_letters
             WHERE id = $1
             RETURNING queue",
        )
        .bind(task.uuid());
        let deleted = self.change_returning(delete).await?;
        self.notify_for(&deleted)
    }

    /// Forgets old keys. Finished tasks are gone already: ending one deletes it, and with it what it carried.
    pub(super) async fn sweep(&mut self) -> Result<u64, StoreError> {
        let delete = any_tenant(
            "DELETE FROM noted_keys
             WHERE at <= $1",
        )
        .bind(milliseconds(self.now - KEYS_KEPT));
        self.change(delete).await
    }

    /// Rings for the queues of the rows; `false` when there are none.
    fn notify_for(&mut self, rows: &Vec<Row>) -> Result<bool, StoreError> {
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
    })
}

fn task(row: Columns<'_>) -> Result<Task, StoreError> {
    row.json::<StoredTask>("task")?.task().ok_or_else(|| row.damaged("task"))
}

fn tenant(row: Columns<'_>) -> Result<TenantId, StoreError> {
    TenantId::parse(&row.text("tenant")?).ok_or_else(|| row.damaged("tenant"))
}
