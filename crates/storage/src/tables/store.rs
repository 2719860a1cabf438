//! The store itself: every call as a unit of work for the engine of its database.

use std::ops::Range;

use async_trait::async_trait;
use desk::audit::{Head, RecordedEvent, Verdict};
use desk::event::{Claimed, DeadLetter, Queue, QueueDepths};
use desk::faq::Revision;
use desk::id::{EventId, TaskId, TenantId, TicketId};
use desk::retention::{Expired, Retention};
use desk::store::{Closure, Erased, Haste, Pause, Store, StoreError, Usage};
use time::Duration;

use super::audit::Step;
use super::leases::A_MOMENT;
use super::retention::{TOGETHER, kinds};
use super::row::{Columns, Read};
use super::{any_tenant, milliseconds, unit_of};
use crate::driver::Dialect;
use crate::engine::{Database, Engine};
use crate::failure;
use crate::session::{Access, Session};
use crate::{postgres, sqlite};

#[async_trait]
impl Store for Engine {
    async fn run_write(&self, tenant: &TenantId, haste: Haste, closure: Closure) -> Result<Erased, StoreError> {
        self.run(Access::Writes, haste, unit_of(tenant.clone(), closure)).await
    }

    async fn run_read(&self, tenant: &TenantId, closure: Closure) -> Result<Erased, StoreError> {
        self.run(Access::Reads, Haste::Now, unit_of(tenant.clone(), closure)).await
    }

    async fn claim(&self, queue: Queue, most: u32) -> Result<Vec<Claimed>, StoreError> {
        self.ask(Access::Writes, move |session| Box::pin(session.claim(queue, most))).await
    }

    async fn heartbeat(&self) -> Result<QueueDepths, StoreError> {
        let (set_back, noted) = self.context.set_back();
        if set_back > A_MOMENT {
            self.ask(Access::Writes, move |session| Box::pin(session.date_back(set_back))).await?;
        }
        self.context.note_clock(noted);
        let state = self.ask(Access::Reads, move |session| Box::pin(session.queue_state())).await?;
        if state.leases_matter {
            self.ask(Access::Writes, move |session| Box::pin(session.renew_lease())).await?;
        }
        self.context.notifier.notify(&mut state.due.into_iter().collect());
        self.context.notifier.placed_by_count(state.placed_events);
        self.context.notifier.revisions_by_count(state.revisions);
        if state.events_are_left {
            self.context.notifier.unplaced();
        }
        Ok(state.depths)
    }

    async fn postpone(&self, task: TaskId, delay: Duration, pause: Pause<'_>) -> Result<(), StoreError> {
        let failure = match pause {
            Pause::Waiting => None,
            Pause::Failed(reason) => Some(reason.to_owned()),
        };
        self.ask(Access::Writes, move |session| Box::pin(session.postpone(task, delay, failure))).await
    }

    async fn dead_letter(&self, task: TaskId, error: &str) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.ask(Access::Writes, move |session| Box::pin(async move { session.dead_letter(task, &error).await })).await
    }

    async fn dead_letters(&self, most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        self.ask(Access::Reads, move |session| Box::pin(session.dead_letters(most))).await
    }

    async fn place_events(&self) -> Result<u64, StoreError> {
        let mut placed = 0;
        loop {
            let some = self.ask(Access::Writes, |session| Box::pin(session.place_events())).await?;
            if some == 0 {
                break;
            }
            placed += some;
        }
        Ok(placed)
    }

    async fn events_after(&self, tenant: &TenantId, cursor: i64, most: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        let tenant = tenant.clone();
        self.ask(Access::Reads, move |session| {
            Box::pin(async move { session.events_after(&tenant, cursor, most).await })
        })
        .await
    }

    async fn events_before(
        &self,
        tenant: &TenantId,
        places: Range<i64>,
        text: &str,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let (tenant, text) = (tenant.clone(), text.to_owned());
        self.ask(Access::Reads, move |session| {
            Box::pin(async move { session.events_before(&tenant, places, &text, most).await })
        })
        .await
    }

    async fn events_of_ticket(
        &self,
        tenant: &TenantId,
        ticket: TicketId,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let tenant = tenant.clone();
        self.ask(Access::Reads, move |session| {
            Box::pin(async move { session.events_of_ticket(&tenant, ticket, most).await })
        })
        .await
    }

    async fn event(&self, tenant: &TenantId, id: EventId) -> Result<Option<RecordedEvent>, StoreError> {
        let tenant = tenant.clone();
        self.ask(Access::Reads, move |session| Box::pin(async move { session.event(&tenant, id).await })).await
    }

    async fn wait_for_unplaced_events(&self) {
        self.context.notifier.wait_for_unplaced_events().await;
    }

    async fn wait_for_events(&self, seen: i64) -> i64 {
        self.context.notifier.wait_for_events(seen).await
    }

    async fn verify_events(&self, tenant: &TenantId, noted: Option<&Head>) -> Result<Verdict, StoreError> {
        let mut from = Head::default();
        loop {
            let (tenant, noted) = (tenant.clone(), noted.cloned());
            let step = self
                .ask(Access::Reads, move |session| {
                    Box::pin(async move { session.verify_events(&tenant, from, noted.as_ref()).await })
                })
                .await?;
            match step {
                Step::End(verdict) => return Ok(verdict),
                Step::On(head) => from = head,
            }
        }
    }

    async fn revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError> {
        let query = "SELECT tenant, revision FROM faq_revisions ORDER BY tenant";
        self.ask(Access::Reads, |session| Box::pin(session.revisions("faq_revisions", query))).await
    }

    async fn lexicon_revisions(&self) -> Result<Vec<(TenantId, Revision)>, StoreError> {
        let query = "SELECT tenant, revision FROM lexicon_revisions ORDER BY tenant";
        self.ask(Access::Reads, |session| Box::pin(session.revisions("lexicon_revisions", query))).await
    }

    async fn wait_for_revisions(&self, seen: i64) -> i64 {
        self.context.notifier.wait_for_revisions(seen).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.ask(Access::Writes, |session| Box::pin(session.check())).await
    }

    async fn wait_for_work(&self, queue: Queue, room: usize) -> Vec<Claimed> {
        self.context.notifier.wait(queue, room).await
    }

    async fn listen_to_others(&self) -> Result<(), StoreError> {
        match &self.database {
            Database::Postgres(database) => database.listen_to_others().await,
            // One process serves; what a command writes beside it, the heartbeat finds.
            Database::Sqlite(_) => std::future::pending().await,
        }
    }

    async fn expire(&self, retention: &Retention, dry_run: bool) -> Result<Vec<Expired>, StoreError> {
        let access = if dry_run { Access::Reads } else { Access::Writes };
        let mut all = Vec::new();
        for kind in 0..kinds() {
            let mut rows = 0;
            loop {
                let retention = *retention;
                let some = self
                    .ask(access, move |session| {
                        Box::pin(async move { session.expire(kind, &retention, !dry_run).await })
                    })
                    .await?;
                let Some(some) = some else { break };
                rows += some.rows;
                if dry_run || some.rows < u64::from(TOGETHER) {
                    all.push(Expired { rows, ..some });
                    break;
                }
            }
        }
        Ok(all)
    }

    async fn index_texts(&self) -> Result<bool, StoreError> {
        if let Some(lacking) = self.ask(Access::Reads, |session| Box::pin(session.lacking_texts())).await? {
            let prepared = tokio::task::spawn_blocking(|| lacking.prepare()).await;
            let prepared = prepared.map_err(|_| failure::unavailable("the texts were not prepared"))?;
            self.ask(Access::Writes, |session| Box::pin(session.take_in(prepared))).await?;
            return Ok(true);
        }
        // Looked at first without writing: most of the time there is nothing to do.
        Ok(self.ask(Access::Reads, |session| Box::pin(session.index_is_untidy())).await?
            && self.ask(Access::Writes, |session| Box::pin(session.tidy_index())).await?)
    }

    fn usage(&self) -> Usage {
        self.context.usage.read()
    }
}

impl Session<'_> {
    /// What counts the changes of every tenant, by a table and its query.
    async fn revisions(
        &mut self,
        table: &'static str,
        query: &'static str,
    ) -> Result<Vec<(TenantId, Revision)>, StoreError> {
        self.all(any_tenant(query)).await?.read(table, |row: Columns<'_>| {
            let tenant = TenantId::parse(&row.text("tenant")?).ok_or_else(|| row.damaged("tenant"))?;
            Ok((tenant, row.get("revision")?))
        })
    }

    /// What the revisions of all tenants add up to.
    pub(super) async fn sum_of_revisions(&mut self) -> Result<i64, StoreError> {
        let query = any_tenant(
            "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) AS number
             FROM (SELECT revision FROM faq_revisions
                   UNION ALL
                   SELECT revision FROM lexicon_revisions) AS revisions",
        );
        Ok(self.first(query).await?.read("faq_revisions", |row| row.get("number"))?.unwrap_or_default())
    }

    /// Reads the schema's version and writes the time: nothing less proves that the store takes writes.
    async fn check(&mut self) -> Result<(), StoreError> {
        let query = any_tenant(
            "SELECT MAX(version) AS version
             FROM _sqlx_migrations",
        );
        let version = self.first(query).await?.read("_sqlx_migrations", |row| row.get::<Option<i64>>("version"))?;
        let known = match self.dialect() {
            Dialect::Sqlite => sqlite::newest_migration(),
            Dialect::Postgres => postgres::newest_migration(),
        };
        if version.flatten() != Some(known) {
            return Err(failure::refused("the schema is not of this program's version"));
        }
        let pulse = any_tenant(
            "INSERT INTO pulse (name, at)
             VALUES ('check', $1)
             ON CONFLICT (name) DO UPDATE
             SET at = excluded.at",
        )
        .bind(milliseconds(self.now));
        self.change(pulse).await.map(drop)
    }
}
