//! Drafts, and the questions without an answer.

use std::collections::HashMap;

use async_trait::async_trait;
use desk::id::{DraftId, EntryId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use desk::learning::{
    AskedInVain, Draft, DraftStanding, DraftState, Drafts, LearningOutcome, NothingReusable, Relation, Unanswered,
};
use desk::store::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::pattern::anywhere;
use super::row::{Columns, Read};
use super::{LAST_ID, Tx, limit, milliseconds};
use crate::codes::{Code, audience_codes, plain, plain_or_none};
use crate::driver::Statement;
use crate::json;

macro_rules! draft {
    ($rest:expr) => {
        concat!(
            "SELECT id, team, question, answer, language, relation, related, state, entry, version, person, reason, reviewed_at,
                    evidence, at, near, audience
             FROM drafts
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// The tickets of the drafts that the same condition finds.
macro_rules! tickets {
    ($rest:expr) => {
        concat!(
            "SELECT draft, ticket
             FROM draft_tickets
             WHERE tenant = $1 AND draft IN (SELECT id FROM drafts WHERE tenant = $1 AND ",
            $rest,
            ") ORDER BY draft, position"
        )
    };
}

/// The drafts of a team as a list wants them.
macro_rules! of_team {
    () => {
        "team = $2
         AND id < $3
         AND LOWER(question || ' ' || answer) LIKE LOWER($4) ESCAPE '\\'
         AND ($5 = 'any' OR CASE WHEN state = 'proposed' THEN 'proposed' ELSE 'reviewed' END = $5)
         ORDER BY id DESC
         LIMIT $6"
    };
}

#[async_trait]
impl Drafts for Tx<'_, '_> {
    async fn draft(&mut self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let draft = self.locking(draft!("id = $2"), draft!("id = $2 FOR NO KEY UPDATE")).bind(id.uuid());
        let tickets = self.sql(tickets!("id = $2")).bind(id.uuid());
        Ok(self.drafts(draft, tickets).await?.pop())
    }

    async fn save_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        self.put_draft(draft).await?;
        self.put_draft_tickets(draft).await
    }

    async fn waiting_drafts(&mut self, team: TeamId) -> Result<Vec<Draft>, StoreError> {
        // The row of the team, since a draft that is still to be added has none that could be locked.
        self.lock(self.sql("SELECT id FROM teams WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE").bind(team.uuid()))
            .await?;
        let drafts = self
            .locking(
                draft!("team = $2 AND state = 'proposed' ORDER BY at, id"),
                // In the order in which `drafts_of` takes them, or the two would wait for each other.
                draft!("team = $2 AND state = 'proposed' ORDER BY at, id FOR NO KEY UPDATE"),
            )
            .bind(team.uuid());
        let tickets = self.sql(tickets!("team = $2 AND state = 'proposed'")).bind(team.uuid());
        let mut drafts = self.drafts(drafts, tickets).await?;
        drafts.reverse();
        Ok(drafts)
    }

    async fn drafts_of_team(
        &mut self,
        team: TeamId,
        (standing, text): (DraftStanding, &str),
        before: Option<DraftId>,
        most: u32,
    ) -> Result<Vec<Draft>, StoreError> {
        let standing = match standing {
            DraftStanding::Any => "any",
            DraftStanding::Proposed => "proposed",
            DraftStanding::Reviewed => "reviewed",
        };
        let text = anywhere(text);
        let bound = |statement: Statement| {
            statement
                .bind(team.uuid())
                .bind(before.map_or(LAST_ID, DraftId::uuid))
                .bind(text.clone())
                .bind(standing)
                .bind(limit(most))
        };
        let (drafts, tickets) = (self.sql(draft!(of_team!())), self.sql(tickets!(of_team!())));
        self.drafts(bound(drafts).long(), bound(tickets).long()).await
    }

    async fn drafts_of(&mut self, ticket: TicketId) -> Result<Vec<Draft>, StoreError> {
        let drafts = self
            .locking(
                draft!(
                    "id IN (SELECT asked.draft FROM draft_tickets AS asked WHERE asked.tenant = $1 AND asked.ticket = $2)
                     ORDER BY at, id"
                ),
                draft!(
                    "id IN (SELECT asked.draft FROM draft_tickets AS asked WHERE asked.tenant = $1 AND asked.ticket = $2)
                     ORDER BY at, id
                     FOR NO KEY UPDATE"
                ),
            )
            .bind(ticket.uuid());
        let tickets = self
            .sql(tickets!(
                "id IN (SELECT asked.draft FROM draft_tickets AS asked WHERE asked.tenant = $1 AND asked.ticket = $2)"
            ))
            .bind(ticket.uuid());
        self.drafts(drafts, tickets).await
    }

    async fn learning_outcome(&mut self, ticket: TicketId) -> Result<Option<LearningOutcome>, StoreError> {
        let query = self
            .sql(
                "SELECT id, lesson, lesson_drafts
                 FROM tickets
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(ticket.uuid());
        Ok(self.first(query).await?.read("tickets", learning_outcome)?.flatten())
    }

    async fn save_learning_outcome(
        &mut self,
        ticket: TicketId,
        outcome: Option<LearningOutcome>,
    ) -> Result<(), StoreError> {
        let (code, drafts) = match outcome {
            None => (None, None),
            Some(LearningOutcome::Drafts(count)) => (Some("drafts"), Some(i64::from(count))),
            Some(LearningOutcome::Nothing(reason)) => (Some(reason.code()), None),
        };
        let change = self
            .sql(
                "UPDATE tickets
                 SET lesson = $3,
                     lesson_drafts = $4
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(ticket.uuid())
            .bind(code)
            .bind(drafts);
        self.change(change).await.map(drop)
    }

    async fn keep_unanswered(&mut self, unanswered: &Unanswered) -> Result<(), StoreError> {
        let insert = self
            .sql(
                "INSERT INTO unanswered (tenant, message, at, language)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant, message) DO NOTHING",
            )
            .bind(unanswered.message.uuid())
            .bind(milliseconds(unanswered.at))
            .bind(unanswered.language.code());
        self.change(insert).await.map(drop)
    }

    async fn unanswered_message(&mut self, message: MessageId) -> Result<Option<Unanswered>, StoreError> {
        let query = self
            .sql(
                "SELECT message, at, language
                 FROM unanswered
                 WHERE tenant = $1 AND message = $2",
            )
            .bind(message.uuid());
        self.first(query).await?.read("unanswered", unanswered)
    }

    async fn unanswered_before(
        &mut self,
        text: &str,
        before: Option<MessageId>,
        most: u32,
    ) -> Result<Vec<(Unanswered, String)>, StoreError> {
        let query = self
            .sql(
                // Not joined: PostgreSQL would read all messages for it.
                "SELECT message, at, language, text
                 FROM (SELECT message, at, language,
                              (SELECT text
                               FROM messages
                               WHERE messages.tenant = $1 AND messages.id = unanswered.message) AS text
                       FROM unanswered
                       WHERE tenant = $1 AND message < $2) AS asked
                 WHERE LOWER(text) LIKE LOWER($3) ESCAPE '\\'
                 ORDER BY message DESC
                 LIMIT $4",
            )
            .bind(before.map_or(LAST_ID, MessageId::uuid))
            .bind(anywhere(text))
            .bind(limit(most));
        self.all(query.long()).await?.read("unanswered", |row| Ok((unanswered(row)?, row.text("text")?)))
    }

    async fn asked_in_vain(&mut self, since: OffsetDateTime, most: u32) -> Result<Vec<AskedInVain>, StoreError> {
        let query = self
            .sql(
                "SELECT unanswered.message, unanswered.at, unanswered.language, messages.text, messages.inquiry, inquiries.requester
                 FROM unanswered
                 JOIN messages ON messages.tenant = unanswered.tenant AND messages.id = unanswered.message
                 JOIN inquiries ON inquiries.tenant = messages.tenant AND inquiries.id = messages.inquiry
                 WHERE unanswered.tenant = $1
                   AND unanswered.at >= $2
                   AND messages.text <> ''
                 ORDER BY unanswered.at DESC, unanswered.message DESC
                 LIMIT $3",
            )
            .bind(milliseconds(since))
            .bind(limit(most));
        self.all(query.long()).await?.read("unanswered", |row| {
            Ok(AskedInVain {
                message: row.id("message", MessageId::new)?,
                inquiry: row.id("inquiry", InquiryId::new)?,
                requester: row.id("requester", PersonId::new)?,
                at: row.time("at")?,
                language: row.code("language")?,
                text: row.text("text")?,
            })
        })
    }

    async fn unanswered(&mut self, most: u32) -> Result<Vec<Unanswered>, StoreError> {
        let query = self
            .sql(
                "SELECT message, at, language
                 FROM unanswered
                 WHERE tenant = $1
                 ORDER BY at DESC, message DESC
                 LIMIT $2",
            )
            .bind(limit(most));
        self.all(query).await?.read("unanswered", unanswered)
    }
}

fn unanswered(row: Columns<'_>) -> Result<Unanswered, StoreError> {
    Ok(Unanswered { message: row.id("message", MessageId::new)?, at: row.time("at")?, language: row.code("language")? })
}

impl Tx<'_, '_> {
    async fn drafts(&mut self, drafts: Statement, tickets: Statement) -> Result<Vec<Draft>, StoreError> {
        let found = self.all(drafts).await?;
        let mut of: HashMap<DraftId, Vec<TicketId>> = HashMap::new();
        for (draft, ticket) in self
            .all(tickets)
            .await?
            .read("draft_tickets", |row| Ok((row.id("draft", DraftId::new)?, row.id("ticket", TicketId::new)?)))?
        {
            of.entry(draft).or_default().push(ticket);
        }
        let mut drafts = found.read("drafts", draft)?;
        for draft in &mut drafts {
            draft.tickets = of.remove(&draft.id).unwrap_or_default();
        }
        Ok(drafts)
    }

    async fn put_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        let (relation, related) = relation_codes(draft.relation);
        let review = Review::of(&draft.state);
        let change = self
            .sql(
                "INSERT INTO drafts (tenant, id, team, question, answer, language, relation, related, state, entry, version,
                                     person, reason, reviewed_at, evidence, at, near, audience)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET team = excluded.team,
                     question = excluded.question,
                     answer = excluded.answer,
                     language = excluded.language,
                     relation = excluded.relation,
                     related = excluded.related,
                     state = excluded.state,
                     entry = excluded.entry,
                     version = excluded.version,
                     person = excluded.person,
                     reason = excluded.reason,
                     reviewed_at = excluded.reviewed_at,
                     evidence = excluded.evidence,
                     at = excluded.at,
                     near = excluded.near,
                     audience = excluded.audience",
            )
            .bind(draft.id.uuid())
            .bind(draft.team.uuid())
            .bind(plain(&draft.question))
            .bind(plain(&draft.answer))
            .bind(draft.language.code())
            .bind(relation)
            .bind(related.map(EntryId::uuid))
            .bind(review.state)
            .bind(review.entry)
            .bind(review.version)
            .bind(review.person)
            .bind(review.reason)
            .bind(review.at.map(milliseconds))
            .bind(json::texts(&draft.evidence))
            .bind(milliseconds(draft.at))
            .bind(json::texts(&draft.near))
            .bind(audience_codes(&draft.audience));
        self.change(change).await.map(drop)
    }

    async fn put_draft_tickets(&mut self, draft: &Draft) -> Result<(), StoreError> {
        let old = self
            .sql(
                "DELETE FROM draft_tickets
                 WHERE tenant = $1 AND draft = $2",
            )
            .bind(draft.id.uuid());
        self.change(old).await?;
        for (position, ticket) in (0_i64..).zip(&draft.tickets) {
            let line = self
                .sql(
                    "INSERT INTO draft_tickets (tenant, draft, position, ticket)
                     VALUES ($1, $2, $3, $4)",
                )
                .bind(draft.id.uuid())
                .bind(position)
                .bind(ticket.uuid());
            self.change(line).await?;
        }
        Ok(())
    }
}

/// A draft's state as columns.
#[derive(Default)]
struct Review {
    state: &'static str,
    entry: Option<Uuid>,
    version: Option<i64>,
    person: Option<Uuid>,
    reason: Option<String>,
    at: Option<OffsetDateTime>,
}

impl Review {
    fn of(state: &DraftState) -> Self {
        let published = |state, entry: &EntryId, version: &u32, by: &PersonId, at: &OffsetDateTime| Self {
            state,
            entry: Some(entry.uuid()),
            version: Some(i64::from(*version)),
            person: Some(by.uuid()),
            reason: None,
            at: Some(*at),
        };
        match state {
            DraftState::Proposed => Self { state: "proposed", ..Self::default() },
            DraftState::Approved { entry, version, by, at } => published("approved", entry, version, by, at),
            DraftState::Merged { entry, version, by, at } => published("merged", entry, version, by, at),
            DraftState::Rejected { by, reason, at } => Self {
                state: "rejected",
                person: Some(by.uuid()),
                reason: plain_or_none(Some(reason)),
                at: Some(*at),
                ..Self::default()
            },
            DraftState::Withdrawn { at } => Self { state: "withdrawn", at: Some(*at), ..Self::default() },
        }
    }
}

fn relation_codes(relation: Relation) -> (&'static str, Option<EntryId>) {
    match relation {
        Relation::New => ("new", None),
        Relation::Variant(entry) => ("variant", Some(entry)),
        Relation::Correction(entry) => ("correction", Some(entry)),
    }
}

fn draft(row: Columns<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: row.id("id", DraftId::new)?,
        team: row.id("team", TeamId::new)?,
        question: row.text("question")?,
        answer: row.text("answer")?,
        language: row.code("language")?,
        relation: relation(row)?,
        near: row.list("near", |text| text.parse().ok())?,
        audience: row.audience("audience")?,
        state: state(row)?,
        tickets: Vec::new(),
        evidence: row.list("evidence", |text| text.parse().ok())?,
        at: row.time("at")?,
    })
}

fn relation(row: Columns<'_>) -> Result<Relation, StoreError> {
    match row.text("relation")?.as_str() {
        "new" => Ok(Relation::New),
        "variant" => Ok(Relation::Variant(row.id("related", EntryId::new)?)),
        "correction" => Ok(Relation::Correction(row.id("related", EntryId::new)?)),
        _ => Err(row.damaged("relation")),
    }
}

fn state(row: Columns<'_>) -> Result<DraftState, StoreError> {
    let entry = || row.id("entry", EntryId::new);
    let by = || row.id("person", PersonId::new);
    let at = || row.time("reviewed_at");
    match row.text("state")?.as_str() {
        "proposed" => Ok(DraftState::Proposed),
        "approved" => {
            Ok(DraftState::Approved { entry: entry()?, version: row.count("version")?, by: by()?, at: at()? })
        }
        "merged" => Ok(DraftState::Merged { entry: entry()?, version: row.count("version")?, by: by()?, at: at()? }),
        "rejected" => Ok(DraftState::Rejected { by: by()?, reason: row.text("reason")?, at: at()? }),
        "withdrawn" => Ok(DraftState::Withdrawn { at: at()? }),
        _ => Err(row.damaged("state")),
    }
}

/// The columns have the older name of a learning outcome: a released migration is never edited.
fn learning_outcome(row: Columns<'_>) -> Result<Option<LearningOutcome>, StoreError> {
    match row.text_or_none("lesson")?.as_deref() {
        None => Ok(None),
        Some("drafts") => Ok(Some(LearningOutcome::Drafts(row.count("lesson_drafts")?))),
        Some(reason) => {
            let reason = NothingReusable::of(reason).ok_or_else(|| row.damaged("lesson"))?;
            Ok(Some(LearningOutcome::Nothing(reason)))
        }
    }
}
