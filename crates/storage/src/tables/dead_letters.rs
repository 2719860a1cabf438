//! Tasks that failed too often, of one tenant.

use async_trait::async_trait;
use desk::event::{DeadLetter, DeadLetters};
use desk::id::TaskId;
use desk::store::StoreError;

use super::row::{Columns, Read};
use super::tasks::tenant;
use super::{LAST_ID, Tx, limit, milliseconds};

#[async_trait]
impl DeadLetters for Tx<'_, '_> {
    async fn dead_letters_before(&mut self, before: Option<TaskId>, most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        let query = self
            .sql(
                "SELECT id, tenant, queue, error, buried_at
                 FROM dead_letters
                 WHERE tenant = $1
                   AND id < $2
                 ORDER BY id DESC
                 LIMIT $3",
            )
            .bind(before.map_or(LAST_ID, TaskId::uuid))
            .bind(limit(most));
        self.all(query).await?.read("dead_letters", dead_letter)
    }

    async fn revive(&mut self, task: TaskId) -> Result<bool, StoreError> {
        let now = milliseconds(self.session.now);
        let copy = self
            .sql(
                "INSERT INTO tasks (tenant, id, queue, key, task, due_at, attempts, at, ready)
                 SELECT tenant, id, queue, key, task, $3, 0, at,
                        NOT EXISTS (SELECT 1
                                    FROM tasks
                                    WHERE tasks.tenant = dead_letters.tenant
                                      AND tasks.queue = dead_letters.queue
                                      AND tasks.key = dead_letters.key)
                 FROM dead_letters
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(task.uuid())
            .bind(now);
        self.change(copy).await?;
        let delete = self
            .sql(
                "DELETE FROM dead_letters
                 WHERE tenant = $1 AND id = $2
                 RETURNING queue",
            )
            .bind(task.uuid());
        let deleted = self.session.change_returning(delete).await?;
        self.session.notify_for(&deleted)
    }
}

pub(super) fn dead_letter(row: Columns<'_>) -> Result<DeadLetter, StoreError> {
    Ok(DeadLetter {
        id: row.id("id", TaskId::new)?,
        tenant: tenant(row)?,
        queue: row.code("queue")?,
        error: row.text("error")?,
        at: row.time("buried_at")?,
    })
}
