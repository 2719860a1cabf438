//! Inquiries; their messages are in `messages.rs`, what is looked for in them in `search.rs`.

use std::sync::LazyLock;

use async_trait::async_trait;
use desk::id::{ConversationId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use desk::inquiry::{
    ConversationKind, Ending, Hits, Inquiries, Inquiry, InquiryHit, InquirySummary, Message, Search, Stage,
};
use desk::store::StoreError;
use uuid::Uuid;

use super::row::{Columns, Read};
use super::search::{SLOTS, slots};
use super::{LAST_ID, Tx, limit, milliseconds, missing};
use crate::codes::Code;

macro_rules! inquiry {
    ($rest:literal) => {
        concat!(
            "SELECT id, requester, conversation, language, stage, ticket, ending, opened_at, last_at
             FROM inquiries
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// Inquiries with what a list shows of them.
macro_rules! summary {
    ($rest:literal) => {
        concat!(
            "SELECT id, requester, conversation, language, stage, ticket, ending, opened_at, last_at,
                    (SELECT name
                     FROM people
                     WHERE people.tenant = $1 AND people.id = inquiries.requester) AS requester_name,
                    (SELECT text
                     FROM messages
                     WHERE messages.tenant = $1 AND messages.inquiry = inquiries.id AND messages.author = 'requester'
                     ORDER BY messages.number
                     LIMIT 1) AS question
             FROM inquiries
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// Those of some ids.
pub(super) static SUMMARIES: LazyLock<String> =
    LazyLock::new(|| format!("{} IN ({})", summary!("id"), slots(2, SLOTS)));

#[async_trait]
impl Inquiries for Tx<'_, '_> {
    async fn inquiry(&mut self, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
        let query = self.locking(inquiry!("id = $2"), inquiry!("id = $2 FOR NO KEY UPDATE")).bind(id.uuid());
        self.first(query).await?.read("inquiries", inquiry)
    }

    async fn latest_inquiry(
        &mut self,
        conversation: ConversationId,
        requester: PersonId,
    ) -> Result<Option<Inquiry>, StoreError> {
        let query = self
            .sql(inquiry!("conversation = $2 AND requester = $3 ORDER BY last_at DESC, id DESC LIMIT 1"))
            .bind(conversation.uuid())
            .bind(requester.uuid());
        let latest = self.first(query).await?.read("inquiries", inquiry)?;
        match latest {
            Some(latest) if self.locks() => self.inquiry(latest.id).await,
            latest => Ok(latest),
        }
    }

    async fn inquiries_of(&mut self, requester: PersonId, most: u32) -> Result<Vec<Inquiry>, StoreError> {
        let query = self
            .sql(inquiry!("requester = $2 ORDER BY opened_at DESC, id DESC LIMIT $3"))
            .bind(requester.uuid())
            .bind(limit(most));
        self.all(query).await?.read("inquiries", inquiry)
    }

    async fn inquiries_by(
        &mut self,
        requester: PersonId,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Vec<(InquirySummary, Option<TeamId>)>, StoreError> {
        // By time, of which the ids are made: that order has an index by requester.
        let query = self
            .sql(
                "SELECT id, requester, conversation, language, stage, ticket, ending, opened_at, last_at,
                        (SELECT name
                         FROM people
                         WHERE people.tenant = $1 AND people.id = inquiries.requester) AS requester_name,
                        (SELECT text
                         FROM messages
                         WHERE messages.tenant = $1 AND messages.inquiry = inquiries.id AND messages.author = 'requester'
                         ORDER BY messages.number
                         LIMIT 1) AS question,
                        team
                 FROM inquiries
                 WHERE tenant = $1 AND requester = $2 AND id < $3
                 ORDER BY opened_at DESC, id DESC
                 LIMIT $4",
            )
            .bind(requester.uuid())
            .bind(before.map_or(LAST_ID, InquiryId::uuid))
            .bind(limit(most));
        self.all(query.long())
            .await?
            .read("inquiries", |row| Ok((summary_of(row)?, row.id_or_none("team", TeamId::new)?)))
    }

    async fn inquiries_before(
        &mut self,
        team: Option<TeamId>,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Vec<InquirySummary>, StoreError> {
        let query = match team {
            Some(_) => self.sql(summary!("id < $2 AND team = $4 ORDER BY id DESC LIMIT $3")),
            None => self.sql(summary!("id < $2 ORDER BY id DESC LIMIT $3")),
        };
        let query = query.bind(before.map_or(LAST_ID, InquiryId::uuid)).bind(limit(most));
        let query = team.into_iter().fold(query, |query, team| query.bind(team.uuid()));
        self.all(query.long()).await?.read("inquiries", summary_of)
    }

    async fn inquiries_with(
        &mut self,
        teams: Option<&[TeamId]>,
        search: &Search,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<InquiryHit>, StoreError> {
        self.search(teams, search, before, most).await
    }

    async fn move_inquiries(&mut self, requester: PersonId, chat: ConversationId) -> Result<(), StoreError> {
        // Asked with every message: somebody with one chat has nothing to move, which the index of their chats tells.
        let change = self
            .sql(
                "UPDATE inquiries
                 SET conversation = $3
                 WHERE tenant = $1
                   AND requester = $2
                   AND conversation IN (SELECT id
                                        FROM conversations
                                        WHERE tenant = $1 AND person = $2 AND kind = $4 AND id <> $3)",
            )
            .bind(requester.uuid())
            .bind(chat.uuid())
            .bind(ConversationKind::Personal.code());
        self.change(change).await.map(drop)
    }

    async fn save_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError> {
        let (stage, ticket, ending) = stage_codes(inquiry.stage);
        let change = self
            .sql(
                "INSERT INTO inquiries (tenant, id, requester, conversation, language, stage, ticket, ending, opened_at,
                                        last_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET requester = excluded.requester,
                     conversation = excluded.conversation,
                     language = excluded.language,
                     stage = excluded.stage,
                     ticket = excluded.ticket,
                     ending = excluded.ending,
                     opened_at = excluded.opened_at,
                     last_at = excluded.last_at",
            )
            .bind(inquiry.id.uuid())
            .bind(inquiry.requester.uuid())
            .bind(inquiry.conversation.uuid())
            .bind(inquiry.language.code())
            .bind(stage)
            .bind(ticket)
            .bind(ending)
            .bind(milliseconds(inquiry.opened_at))
            .bind(milliseconds(inquiry.last_at));
        self.change(change).await.map(drop)
    }

    async fn save_with_message(&mut self, inquiry: &Inquiry, message: Message) -> Result<Message, StoreError> {
        let (stage, ticket, ending) = stage_codes(inquiry.stage);
        // What stands in an index or refers to another row is left alone: SQLite would write those pages too, changed or not.
        let change = self
            .sql(
                "INSERT INTO inquiries (tenant, id, requester, conversation, language, stage, ticket, ending, opened_at,
                                        last_at, last_number)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET language = excluded.language,
                     stage = excluded.stage,
                     ticket = excluded.ticket,
                     ending = excluded.ending,
                     last_at = excluded.last_at,
                     last_number = inquiries.last_number + 1,
                     unindexed = TRUE,
                     text_version = inquiries.text_version + 1
                 RETURNING last_number AS number",
            )
            .bind(inquiry.id.uuid())
            .bind(inquiry.requester.uuid())
            .bind(inquiry.conversation.uuid())
            .bind(inquiry.language.code())
            .bind(stage)
            .bind(ticket)
            .bind(ending)
            .bind(milliseconds(inquiry.opened_at))
            .bind(milliseconds(inquiry.last_at));
        let number = self.number(change, "inquiries").await?.ok_or_else(|| missing("inquiries.last_number"))?;
        self.insert_message(Message { number, inquiry: inquiry.id, ..message }).await
    }

    async fn add_message(&mut self, message: Message) -> Result<Message, StoreError> {
        let number = self.next_number(&message).await?;
        self.insert_message(Message { number, ..message }).await
    }

    async fn message(&mut self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.select_message(id).await
    }

    async fn save_message(&mut self, message: &Message) -> Result<(), StoreError> {
        self.update_message(message).await
    }

    async fn message_by_remote(
        &mut self,
        conversation: ConversationId,
        remote_id: &str,
    ) -> Result<Option<Message>, StoreError> {
        self.select_message_by_remote(conversation, remote_id).await
    }

    async fn first_message(&mut self, inquiry: InquiryId) -> Result<Option<Message>, StoreError> {
        self.select_first_message(inquiry).await
    }

    async fn messages(&mut self, inquiry: InquiryId) -> Result<Vec<Message>, StoreError> {
        self.select_messages(inquiry).await
    }
}

/// The stage, and what it carries.
fn stage_codes(stage: Stage) -> (&'static str, Option<Uuid>, Option<&'static str>) {
    match stage {
        Stage::Assistant => ("assistant", None, None),
        Stage::People(ticket) => ("people", Some(ticket.uuid()), None),
        Stage::Ended(ending) => ("ended", None, Some(ending.code())),
    }
}

pub(super) fn summary_of(row: Columns<'_>) -> Result<InquirySummary, StoreError> {
    Ok(InquirySummary {
        inquiry: inquiry(row)?,
        requester: row.text("requester_name")?,
        question: row.text_or_none("question")?.unwrap_or_default(),
    })
}

fn inquiry(row: Columns<'_>) -> Result<Inquiry, StoreError> {
    Ok(Inquiry {
        id: row.id("id", InquiryId::new)?,
        requester: row.id("requester", PersonId::new)?,
        conversation: row.id("conversation", ConversationId::new)?,
        language: row.code("language")?,
        stage: stage(row)?,
        opened_at: row.time("opened_at")?,
        last_at: row.time("last_at")?,
    })
}

fn stage(row: Columns<'_>) -> Result<Stage, StoreError> {
    match row.text("stage")?.as_str() {
        "assistant" => Ok(Stage::Assistant),
        "people" => Ok(Stage::People(row.id("ticket", TicketId::new)?)),
        "ended" => Ok(Stage::Ended(row.code::<Ending>("ending")?)),
        _ => Err(row.damaged("stage")),
    }
}
