//! Leases: who holds which tasks, and until when.
//!
//! A process holds its tasks as long as it renews its row in `leases`, which ends by the one clock that all processes share
//! ([`Session::shared_now`]), but none for longer than [`LONGEST_HOLD`]. That is measured by a time which nobody sets: a clock that is
//! set forward would free all that runs, and what is sent just then would be sent twice.

use desk::store::{HEARTBEAT, LEASE, LONGEST_HOLD, StoreError};
use time::{Duration, OffsetDateTime};

use super::row::Read;
use super::{any_tenant, milliseconds};
use crate::failure;
use crate::session::Session;

/// A clock that is set back by less than this makes nobody wait.
pub(super) const A_MOMENT: Duration = Duration::SECOND;

impl Session<'_> {
    /// A claim must not rely on a lease that is about to end; within a heartbeat of the last renewal it is not.
    pub(super) async fn renew_lease_when_due(&mut self) -> Result<(), StoreError> {
        if self.lease_is_fresh() { Ok(()) } else { self.renew_lease().await }
    }

    pub(super) fn lease_is_fresh(&self) -> bool {
        let age = milliseconds(self.now).saturating_sub(self.context.notifier.renewed_at());
        (0..HEARTBEAT.as_millis() as i64).contains(&age)
    }

    /// The moment by the clock of the database: the processes on it may each have another time, and a lease must end for all
    /// of them at once. One process serves a database of SQLite, and its own clock is the one.
    pub(super) async fn shared_now(&mut self) -> Result<OffsetDateTime, StoreError> {
        let Some(clock) = self.dialect().clock() else { return Ok(self.now) };
        let told = self.first(any_tenant(clock)).await?;
        let told = told.read("the clock", |row| row.time("now"))?;
        told.ok_or_else(|| failure::refused("the database does not tell the time"))
    }

    /// Renews this process's lease and frees the tasks of processes whose lease has ended, and what this one holds for too long.
    /// What is freed is due at once, also where the clock of its holder was ahead of this one's.
    pub(super) async fn renew_lease(&mut self) -> Result<(), StoreError> {
        let now = self.shared_now().await?;
        let renew = any_tenant(
            "INSERT INTO leases (holder, until)
             VALUES ($1, $2)
             ON CONFLICT (holder) DO UPDATE
             SET until = excluded.until",
        )
        .bind(self.context.holder)
        .bind(milliseconds(now + LEASE));
        self.change(renew).await?;
        let free = any_tenant(
            "UPDATE tasks
             SET holder = NULL,
                 attempts = attempts + 1,
                 due_at = CASE WHEN due_at > $2 THEN $2 ELSE due_at END
             WHERE holder IS NOT NULL
               AND (holder NOT IN (SELECT holder FROM leases WHERE until > $1) OR holder = $3 AND due_at <= $4)
             RETURNING queue",
        )
        .bind(milliseconds(now))
        .bind(milliseconds(self.now))
        .bind(self.context.holder)
        .bind(milliseconds(self.context.steady() - LONGEST_HOLD));
        let freed = self.change_returning(free).await?;
        for queue in freed.read("tasks", |row| row.code("queue"))? {
            self.notify_after_commit(queue);
        }
        self.free_what_nobody_knows_of().await?;
        self.mark_first_tasks().await?;
        self.note_renewal_after_commit(milliseconds(self.now));
        Ok(())
    }

    /// Frees what this process took over in a transaction of which it heard no end. Nobody has begun it; it is due at once, also where
    /// the clock has been set back since.
    async fn free_what_nobody_knows_of(&mut self) -> Result<(), StoreError> {
        for (task, since) in self.context.notifier.in_doubt() {
            // By its moment: the same task may have been taken over again since.
            let free = any_tenant(
                "UPDATE tasks
                 SET holder = NULL,
                     due_at = CASE WHEN due_at > $4 THEN $4 ELSE due_at END
                 WHERE id = $1 AND holder = $2 AND due_at = $3
                 RETURNING queue",
            )
            .bind(task.uuid())
            .bind(self.context.holder)
            .bind(since)
            .bind(milliseconds(self.now));
            let freed = self.change_returning(free).await?;
            for queue in freed.read("tasks", |row| row.code("queue"))? {
                self.notify_after_commit(queue);
            }
        }
        Ok(())
    }

    /// Marks first tasks that nobody has marked: where one transaction ends the last task of a key while another adds one,
    /// neither sees the other. SQLite has one writer and does not need it.
    async fn mark_first_tasks(&mut self) -> Result<(), StoreError> {
        if !self.dialect().locks_rows() {
            return Ok(());
        }
        let mark = any_tenant(
            "UPDATE tasks
             SET ready = TRUE
             WHERE NOT ready
               AND NOT EXISTS (SELECT 1
                               FROM tasks AS earlier
                               WHERE earlier.tenant = tasks.tenant
                                 AND earlier.queue = tasks.queue
                                 AND earlier.key = tasks.key
                                 AND earlier.position < tasks.position)
             RETURNING queue",
        );
        let marked = self.change_returning(mark).await?;
        for queue in marked.read("tasks", |row| row.code("queue"))? {
            self.notify_after_commit(queue);
        }
        Ok(())
    }

    pub(super) async fn has_unmarked_first_tasks(&mut self) -> Result<bool, StoreError> {
        if !self.dialect().locks_rows() {
            return Ok(false);
        }
        let query = any_tenant(
            "SELECT queue
             FROM tasks
             WHERE NOT ready
               AND NOT EXISTS (SELECT 1
                               FROM tasks AS earlier
                               WHERE earlier.tenant = tasks.tenant
                                 AND earlier.queue = tasks.queue
                                 AND earlier.key = tasks.key
                                 AND earlier.position < tasks.position)
             LIMIT 1",
        );
        Ok(self.first(query).await?.is_some())
    }

    /// Tasks that were added or put off before the clock was set back by so much would wait until it is as late again, and hold up
    /// all that comes after them: they are taken for added or put off now. Who noted a task is not kept: where another process's
    /// clock is ahead by less than that, the pauses that it has noted end earlier, this once.
    pub(super) async fn date_back(&mut self, set_back: Duration) -> Result<(), StoreError> {
        let date_back = any_tenant(
            "UPDATE tasks
             SET due_at = due_at - (at - $1),
                 at = $1
             WHERE holder IS NULL AND at > $2 AND at <= $3
             RETURNING queue",
        )
        .bind(milliseconds(self.now))
        .bind(milliseconds(self.now + A_MOMENT))
        .bind(milliseconds(self.now).saturating_add(set_back.whole_milliseconds() as i64));
        let dated_back = self.change_returning(date_back).await?;
        for queue in dated_back.read("tasks", |row| row.code("queue"))? {
            self.notify_after_commit(queue);
        }
        Ok(())
    }
}
