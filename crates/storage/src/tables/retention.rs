//! What is forgotten, and after how long. A statement that counts stands beside each that forgets: a dry run tells what the
//! other would do.

use desk::retention::{Expired, Retention};
use desk::session::DEVICE_KEPT;
use desk::store::StoreError;
use time::Duration;
use uuid::Uuid;

use super::events::KEYS_KEPT;
use super::row::Read;
use super::{any_tenant, limit, milliseconds};
use crate::driver::Statement;
use crate::session::Session;

/// Rows forgotten in one transaction: nobody waits long behind it.
pub(super) const TOGETHER: u32 = 500;
/// Leases of processes that are gone say nothing after so long.
const LEASES_KEPT: Duration = Duration::days(1);
/// What became of a guess tells nothing of today's FAQ after so long.
const OUTCOMES_KEPT: Duration = Duration::days(730);

/// What was tried of a name counts for a day; a little longer, so that nobody watches the row go.
const ATTEMPTS_KEPT: Duration = Duration::days(2);

/// A kind of rows that grows, and how they are found; `$1` is the latest time that has expired. Another tenant may have
/// the same key, so that what is found by its key must meet the condition again.
struct Kind {
    name: &'static str,
    kept: fn(&Retention) -> Option<Duration>,
    count: &'static str,
    /// `$2` is the most rows. `None`: events, which are forgotten [from the front](Session::forget_events).
    forget: Option<&'static str>,
    /// It tells of which inquiries texts were forgotten.
    tells: bool,
}

macro_rules! kind {
    ($name:literal, $kept:expr, $table:literal by $key:literal where $expired:literal => $forget:literal) => {
        kind!($name, $kept, $table by $key where $expired => $forget; "")
    };
    ($name:literal, $kept:expr, $table:literal by $key:literal where $expired:literal => $forget:literal;
     $told:literal) => {
        Kind {
            name: $name,
            kept: $kept,
            count: concat!("SELECT COUNT(*) AS number FROM ", $table, " WHERE ", $expired),
            forget: Some(concat!(
                $forget,
                " WHERE ",
                $key,
                " IN (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE ",
                $expired,
                " LIMIT $2) AND ",
                $expired,
                " ",
                $told
            )),
            tells: !$told.is_empty(),
        }
    };
}

/// Cards of tickets and drafts are kept: there are few, and they are brought up to date for as long as their ticket lives.
const KINDS: [Kind; 11] = [
    kind!("texts", |retention| retention.texts,
        "messages" by "id" where "(text <> '' OR attachments <> '[]')
                                  AND EXISTS (SELECT 1
                                              FROM inquiries
                                              WHERE inquiries.tenant = messages.tenant
                                                AND inquiries.id = messages.inquiry
                                                AND inquiries.stage <> 'people'
                                                AND inquiries.last_at <= $1)"
            => "UPDATE messages SET text = '', attachments = '[]'"; "RETURNING tenant, inquiry"),
    Kind {
        name: "events",
        kept: |retention| retention.events,
        count: "SELECT COUNT(*) AS number FROM events WHERE sequence IS NOT NULL AND at <= $1",
        forget: None,
        tells: false,
    },
    kind!("deliveries", |retention| retention.deliveries,
        "deliveries" by "id" where "at <= $1
                                    AND state NOT IN ('waiting', 'sending')
                                    AND subject NOT LIKE 'ticket-card %'
                                    AND subject NOT LIKE 'draft-card %'" => "DELETE FROM deliveries"),
    kind!("dead_letters", |retention| retention.dead_letters,
        "dead_letters" by "id" where "buried_at <= $1" => "DELETE FROM dead_letters"),
    kind!("gaps", |retention| retention.gaps,
        "unanswered" by "message" where "at <= $1" => "DELETE FROM unanswered"),
    kind!("outcomes", |_| Some(OUTCOMES_KEPT), "outcomes" by "message" where "at <= $1" => "DELETE FROM outcomes"),
    kind!("keys", |_| Some(KEYS_KEPT), "noted_keys" by "key" where "at <= $1" => "DELETE FROM noted_keys"),
    kind!("sessions", |_| Some(Duration::ZERO), "sessions" by "key" where "ends_at <= $1" => "DELETE FROM sessions"),
    kind!("attempts", |_| Some(ATTEMPTS_KEPT),
        "sign_in_failures" by "name" where "at <= $1" => "DELETE FROM sign_in_failures"),
    kind!("devices", |_| Some(DEVICE_KEPT), "devices" by "key" where "at <= $1" => "DELETE FROM devices"),
    kind!("leases", |_| Some(LEASES_KEPT), "leases" by "holder" where "until <= $1" => "DELETE FROM leases"),
];

/// How many kinds there are.
pub(super) const fn kinds() -> usize {
    KINDS.len()
}

impl Session<'_> {
    /// Counts what is kept too long of a kind, or forgets at most [`TOGETHER`] of it. `None`: it is kept for good.
    pub(super) async fn expire(
        &mut self,
        kind: usize,
        retention: &Retention,
        forget: bool,
    ) -> Result<Option<Expired>, StoreError> {
        let kind = &KINDS[kind];
        let Some(kept) = (kind.kept)(retention) else { return Ok(None) };
        let until = milliseconds(self.now - kept);
        let statement = |sql| -> Statement { any_tenant(sql).bind(until) };
        let rows = match kind.forget {
            Some(rows) if forget && kind.tells => self.forget_texts(statement(rows).bind(limit(TOGETHER))).await?,
            Some(rows) if forget => self.change(statement(rows).bind(limit(TOGETHER))).await?,
            None if forget => self.forget_events(until, TOGETHER).await?,
            Some(_) | None => {
                let counted = self.all(statement(kind.count)).await?;
                let numbers: Vec<i64> = counted.read(kind.name, |row| row.get("number"))?;
                numbers.first().copied().unwrap_or_default().unsigned_abs()
            }
        };
        Ok(Some(Expired { kind: kind.name, rows }))
    }

    /// What is forgotten leaves the index of texts, too.
    async fn forget_texts(&mut self, forget: Statement) -> Result<u64, StoreError> {
        let forgotten = self.change_returning(forget).await?;
        let forgotten: Vec<(String, Uuid)> =
            forgotten.read("messages", |row| Ok((row.text("tenant")?, row.get("inquiry")?)))?;
        let mut inquiries = forgotten.clone();
        inquiries.sort_unstable();
        inquiries.dedup();
        for of_tenant in inquiries.chunk_by(|one, next| one.0 == next.0) {
            let ids: Vec<Uuid> = of_tenant.iter().map(|(_, inquiry)| *inquiry).collect();
            self.note_changed_texts(&of_tenant[0].0, &ids).await?;
        }
        Ok(forgotten.len() as u64)
    }
}
