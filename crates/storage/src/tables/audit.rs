//! The record of events: places in the sequence, the chain, and reading it.
//!
//! Transactions of PostgreSQL commit in another order than they begin, so that a number drawn while writing would leave gaps
//! that fill later. There places are given afterwards, one transaction at a time, to what is committed; SQLite has one writer,
//! which gives each event its place as it writes it.

use std::ops::Range;

use desk::audit::{Actor, Head, RecordedEvent, Verdict};
use desk::id::{EventId, PersonId, TenantId, TicketId};
use desk::store::{HEARTBEAT, StoreError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::pattern::anywhere;
use super::row::{Columns, Read};
use super::{any_tenant, limit, milliseconds};
use crate::session::Session;

/// Events that get their place in one transaction.
const TOGETHER: u32 = 500;

/// A link of the chain, SHA-256.
type Link = Vec<u8>;

/// An event without its place.
struct Unplaced {
    position: i64,
    tenant: String,
    content: Content,
}

/// Where the sequences of tenants end, as far as a transaction, or several that are committed together, have come.
#[derive(Debug, Default, Clone)]
pub(crate) struct Heads(Vec<KnownHead>);

#[derive(Debug, Clone)]
struct KnownHead {
    tenant: String,
    head: Head,
    /// It has moved on from what is stored.
    moved: bool,
}

/// What is chained of an event.
pub(super) struct Content {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) actor: String,
    pub(super) at: i64,
}

impl Content {
    fn read(row: Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            name: row.text("name")?,
            facts: row.text("facts")?,
            actor: row.text("actor")?,
            at: row.get("at")?,
        })
    }

    /// SHA-256 over the link before and everything of this event, each part with its length in front.
    fn link(&self, before: &[u8], sequence: i64) -> Link {
        let mut hash = Sha256::new();
        let numbers = [sequence.to_be_bytes(), self.at.to_be_bytes()].concat();
        let parts: [&[u8]; 6] =
            [before, &numbers, self.id.as_bytes(), self.name.as_bytes(), self.facts.as_bytes(), self.actor.as_bytes()];
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }
}

fn recorded(row: Columns<'_>) -> Result<RecordedEvent, StoreError> {
    let actor = row.text("actor")?;
    Ok(RecordedEvent {
        sequence: row.get("sequence")?,
        id: row.id("id", EventId::new)?,
        name: row.text("name")?,
        facts: row.text("facts")?,
        actor: actor_of(&actor).ok_or_else(|| row.damaged("actor"))?,
        at: row.time("at")?,
    })
}

impl Session<'_> {
    /// Gives committed events their places. Returns how many.
    pub(super) async fn place_events(&mut self) -> Result<u64, StoreError> {
        if let Some(lock) = self.dialect().queue_lock() {
            self.all(any_tenant(lock).bind("events")).await?;
        }
        let query = any_tenant(
            "SELECT position, tenant, id, name, facts, actor, at
             FROM events
             WHERE sequence IS NULL
             ORDER BY position
             LIMIT $1",
        )
        .bind(limit(TOGETHER));
        let unplaced: Vec<Unplaced> = self.all(query).await?.read("events", |row| {
            Ok(Unplaced { position: row.get("position")?, tenant: row.text("tenant")?, content: Content::read(row)? })
        })?;
        for Unplaced { position, tenant, content } in &unplaced {
            let (sequence, link) = self.place(tenant, content).await?;
            let place = any_tenant(
                "UPDATE events
                 SET sequence = $2,
                     link = $3
                 WHERE position = $1",
            )
            .bind(*position)
            .bind(sequence)
            .bind(link);
            self.change(place).await?;
        }
        self.keep_heads().await?;
        if !unplaced.is_empty() {
            let placed = self.placed_events().await?;
            self.notify_placed_after_commit(placed);
        }
        Ok(unplaced.len() as u64)
    }

    /// Gives the next event of a tenant its place and its link. The ends of the sequences are to be [kept](Self::keep_heads)
    /// before the commit.
    pub(super) async fn place(&mut self, tenant: &str, content: &Content) -> Result<(i64, Link), StoreError> {
        let known = self.heads.0.iter().position(|known| known.tenant == tenant);
        let at = if let Some(at) = known {
            at
        } else {
            let head = self.head(tenant).await?;
            self.heads.0.push(KnownHead { tenant: tenant.to_owned(), head, moved: false });
            self.heads.0.len() - 1
        };
        let KnownHead { head, moved, .. } = &mut self.heads.0[at];
        head.sequence += 1;
        head.link = content.link(&head.link, head.sequence);
        *moved = true;
        Ok((head.sequence, head.link.clone()))
    }

    /// Stores where the sequences end now.
    pub(crate) async fn keep_heads(&mut self) -> Result<(), StoreError> {
        for at in 0..self.heads.0.len() {
            if !std::mem::take(&mut self.heads.0[at].moved) {
                continue;
            }
            let KnownHead { tenant, head: Head { sequence, link }, .. } = self.heads.0[at].clone();
            let head = any_tenant(
                "INSERT INTO event_heads (tenant, sequence, link)
                 VALUES ($1, $2, $3)
                 ON CONFLICT (tenant) DO UPDATE
                 SET sequence = excluded.sequence,
                     link = excluded.link",
            )
            .bind(tenant)
            .bind(sequence)
            .bind(link);
            self.change(head).await?;
        }
        Ok(())
    }

    /// Whether events wait longer for their places than whoever wrote them takes: a command that has ended, a process that died.
    pub(super) async fn has_events_left_without_place(&mut self) -> Result<bool, StoreError> {
        let query = any_tenant(
            "SELECT position
             FROM events
             WHERE sequence IS NULL AND at <= $1
             LIMIT 1",
        )
        .bind(milliseconds(self.now - HEARTBEAT));
        Ok(self.first(query).await?.is_some())
    }

    /// Forgets at most `most` events that are older than `until` (milliseconds since 1970): of each tenant the first ones, up to
    /// one that is kept, so that what is left has no gap though times and places may cross.
    pub(super) async fn forget_events(&mut self, until: i64, most: u32) -> Result<u64, StoreError> {
        let tenants = self.all(any_tenant("SELECT tenant FROM event_heads ORDER BY tenant")).await?;
        let tenants = tenants.read("event_heads", |row| row.text("tenant"))?;
        let mut forgotten = 0;
        for tenant in tenants {
            let first = any_tenant(
                "SELECT sequence, at
                 FROM events
                 WHERE tenant = $1 AND sequence IS NOT NULL
                 ORDER BY sequence
                 LIMIT $2",
            )
            .bind(tenant.clone())
            .bind(i64::from(most) - forgotten as i64);
            let first: Vec<(i64, i64)> =
                self.all(first).await?.read("events", |row| Ok((row.get("sequence")?, row.get("at")?)))?;
            let Some((last, _)) = first.into_iter().take_while(|(_, at)| *at <= until).last() else { continue };
            let forget = any_tenant("DELETE FROM events WHERE tenant = $1 AND sequence <= $2").bind(tenant).bind(last);
            forgotten += self.change(forget).await?;
        }
        Ok(forgotten)
    }

    /// How many events of all tenants have ever got a place.
    pub(super) async fn placed_events(&mut self) -> Result<i64, StoreError> {
        let query = any_tenant("SELECT CAST(COALESCE(SUM(sequence), 0) AS BIGINT) AS number FROM event_heads");
        Ok(self.first(query).await?.read("event_heads", |row| row.get("number"))?.unwrap_or_default())
    }

    /// The end of a tenant's sequence: its last place and link; nothing before the first event.
    async fn head(&mut self, tenant: &str) -> Result<Head, StoreError> {
        let query = any_tenant(
            "SELECT sequence, link
             FROM event_heads
             WHERE tenant = $1",
        )
        .bind(tenant.to_owned());
        let head = self
            .first(query)
            .await?
            .read("event_heads", |row| Ok(Head { sequence: row.get("sequence")?, link: row.get("link")? }))?;
        Ok(head.unwrap_or_default())
    }

    pub(super) async fn events_after(
        &mut self,
        tenant: &TenantId,
        cursor: i64,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let query = any_tenant(
            "SELECT sequence, id, name, facts, actor, at
             FROM events
             WHERE tenant = $1 AND sequence > $2
             ORDER BY sequence
             LIMIT $3",
        )
        .bind(tenant.as_str().to_owned())
        .bind(cursor)
        .bind(limit(most));
        self.all(query).await?.read("events", recorded)
    }

    pub(super) async fn events_before(
        &mut self,
        tenant: &TenantId,
        places: Range<i64>,
        text: &str,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let query = any_tenant(
            "SELECT sequence, id, name, facts, actor, at
             FROM events
             WHERE tenant = $1
               AND sequence >= $5
               AND sequence < $2
               AND LOWER(name || ' ' || actor || ' ' || facts) LIKE LOWER($3) ESCAPE '\\'
             ORDER BY sequence DESC
             LIMIT $4",
        )
        .bind(tenant.as_str().to_owned())
        .bind(places.end)
        .bind(anywhere(text))
        .bind(limit(most))
        .bind(places.start);
        self.all(query.long()).await?.read("events", recorded)
    }

    pub(super) async fn events_of_ticket(
        &mut self,
        tenant: &TenantId,
        ticket: TicketId,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        // The plus keeps SQLite from reading the whole sequence, which has the order but not the ticket.
        let query = any_tenant(
            "SELECT sequence, id, name, facts, actor, at
             FROM events
             WHERE tenant = $1 AND ticket = $2 AND +sequence IS NOT NULL
             ORDER BY +sequence DESC
             LIMIT $3",
        )
        .bind(tenant.as_str().to_owned())
        .bind(ticket.uuid())
        .bind(limit(most));
        self.all(query).await?.read("events", recorded)
    }

    pub(super) async fn event(&mut self, tenant: &TenantId, id: EventId) -> Result<Option<RecordedEvent>, StoreError> {
        let query = any_tenant(
            "SELECT sequence, id, name, facts, actor, at
             FROM events
             WHERE tenant = $1 AND id = $2 AND sequence IS NOT NULL",
        )
        .bind(tenant.as_str().to_owned())
        .bind(id.uuid());
        self.first(query.long()).await?.read("events", recorded)
    }

    /// Goes on looking through the record, from a place and the link there.
    pub(super) async fn verify_events(
        &mut self,
        tenant: &TenantId,
        mut at: Head,
        noted: Option<&Head>,
    ) -> Result<Step, StoreError> {
        let query = any_tenant(
            "SELECT sequence, id, name, facts, actor, at, link
             FROM events
             WHERE tenant = $1 AND sequence >= $2
             ORDER BY sequence
             LIMIT $3",
        )
        .bind(tenant.as_str().to_owned())
        .bind(at.sequence)
        .bind(limit(TOGETHER + 1));
        let rows: Vec<(i64, Content, Link)> = self
            .all(query)
            .await?
            .read("events", |row| Ok((row.get("sequence")?, Content::read(row)?, row.get("link")?)))?;
        let mut rows = rows.into_iter().peekable();
        let is_where_it_was = |(sequence, _, link): &(i64, Content, Link)| *sequence == at.sequence && *link == at.link;
        if at.sequence > 0 && rows.next_if(is_where_it_was).is_none() {
            // Forgotten since, with all before it; if it was taken out or edited, looking once more finds that.
            return Ok(Step::On(Head::default()));
        }
        if rows.peek().is_none() {
            let head = self.head(tenant.as_str()).await?;
            return Ok(Step::End(at_the_end(&at, head, noted)));
        }
        for (sequence, content, link) in rows {
            // What retention has forgotten is gone from the front: the first that is left is taken as it stands.
            let is_first = at.sequence == 0 && sequence > 1;
            if is_first && let Some(noted) = noted.filter(|noted| noted.sequence < sequence) {
                if noted.sequence + 1 < sequence {
                    return Ok(Step::End(Verdict::HeadForgotten));
                }
                if content.link(&noted.link, sequence) != link {
                    return Ok(Step::End(Verdict::OtherRecord));
                }
            }
            if !is_first && (sequence != at.sequence + 1 || content.link(&at.link, sequence) != link) {
                return Ok(Step::End(Verdict::Broken { sequence: sequence.min(at.sequence + 1).max(1) }));
            }
            at = Head { sequence, link };
            if noted.is_some_and(|noted| noted.sequence == sequence && *noted != at) {
                return Ok(Step::End(Verdict::OtherRecord));
            }
        }
        Ok(Step::On(at))
    }
}

/// How far verifying has come.
pub(super) enum Step {
    On(Head),
    End(Verdict),
}

/// What is said at the last event that is left, beside the end of the sequence.
fn at_the_end(at: &Head, end: Head, noted: Option<&Head>) -> Verdict {
    // Retention may have forgotten all of it.
    if at.sequence != 0 && *at != end {
        return Verdict::Broken { sequence: at.sequence + 1 };
    }
    match noted {
        Some(noted) if noted.sequence > end.sequence || noted.sequence == end.sequence && *noted != end => {
            Verdict::OtherRecord
        }
        Some(noted) if at.sequence == 0 && noted.sequence < end.sequence => Verdict::HeadForgotten,
        _ => Verdict::Intact(end),
    }
}

/// An actor as it is stored.
pub(super) fn actor_code(actor: Actor) -> String {
    match actor {
        Actor::Person(person) => person.to_string(),
        Actor::Assistant => "assistant".to_owned(),
        Actor::Desk => "desk".to_owned(),
        Actor::CommandLine => "command-line".to_owned(),
    }
}

fn actor_of(code: &str) -> Option<Actor> {
    match code {
        "assistant" => Some(Actor::Assistant),
        "desk" => Some(Actor::Desk),
        "command-line" => Some(Actor::CommandLine),
        person => person.parse::<PersonId>().ok().map(Actor::Person),
    }
}
