//! Conversations.

use async_trait::async_trait;
use desk::id::{ChannelName, ConversationId, PersonId};
use desk::inquiry::{Address, Conversation, Conversations, Reach};
use desk::store::StoreError;

use super::Tx;
use super::row::{Columns, Read};
use crate::codes::{Code, plain, plain_or_none};

macro_rules! conversation {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, remote_id, channel, address, parent, team_remote_id, name, person, language, reach,
                    greeted
             FROM conversations
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

#[async_trait]
impl Conversations for Tx<'_, '_> {
    async fn conversation(&mut self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let query = self.sql(conversation!("id = $2")).bind(id.uuid());
        self.first(query).await?.read("conversations", conversation)
    }

    async fn conversation_by_remote(&mut self, remote_id: &str) -> Result<Option<Conversation>, StoreError> {
        let query = self.sql(conversation!("remote_id = $2")).bind(plain(remote_id));
        self.first(query).await?.read("conversations", conversation)
    }

    async fn personal_chat_of(&mut self, person: PersonId) -> Result<Option<Conversation>, StoreError> {
        let query = self
            .sql(conversation!("person = $2 AND kind = $3 AND reach = 'reachable' ORDER BY id DESC LIMIT 1"))
            .bind(person.uuid())
            .bind(desk::inquiry::ConversationKind::Personal.code());
        self.first(query).await?.read("conversations", conversation)
    }

    async fn save_conversation(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        let change = self
            .sql(
                "INSERT INTO conversations (tenant, id, kind, remote_id, channel, address, parent, team_remote_id, name,
                                            person, language, reach, greeted)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET kind = excluded.kind,
                     channel = excluded.channel,
                     address = excluded.address,
                     parent = excluded.parent,
                     team_remote_id = excluded.team_remote_id,
                     name = excluded.name,
                     person = excluded.person,
                     language = excluded.language,
                     reach = excluded.reach,
                     greeted = excluded.greeted
                 RETURNING remote_id",
            )
            .bind(conversation.id.uuid())
            .bind(conversation.kind.code())
            .bind(plain(&conversation.remote_id))
            .bind(conversation.address.channel.as_str().to_owned())
            .bind(plain(&conversation.address.opaque))
            .bind(conversation.parent.map(ConversationId::uuid))
            .bind(plain_or_none(conversation.team_remote_id.as_deref()))
            .bind(plain_or_none(conversation.name.as_deref()))
            .bind(conversation.person.map(PersonId::uuid))
            .bind(conversation.language.code())
            .bind(conversation.reach.code())
            .bind(conversation.greeted);
        let stored = self.session.change_returning(change).await?;
        let stored = stored.read("conversations", |row| row.text("remote_id"))?;
        if stored.iter().all(|stored| *stored == plain(&conversation.remote_id)) {
            return Ok(());
        }
        // Apart: where PostgreSQL may have to change what a unique index holds, it keeps everybody waiting who refers to the row.
        let rename = self
            .sql(
                "UPDATE conversations
                 SET remote_id = $3
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(conversation.id.uuid())
            .bind(plain(&conversation.remote_id));
        self.change(rename).await.map(drop)
    }

    async fn set_reach(&mut self, id: ConversationId, reach: Reach) -> Result<(), StoreError> {
        // An app is installed in a Teams team as a whole, and in a thread because it is in the thread's channel.
        let change = self
            .sql(
                "UPDATE conversations
                 SET reach = $3
                 WHERE tenant = $1
                   AND id IN (SELECT id FROM conversations WHERE tenant = $1 AND id = $2
                              UNION ALL
                              SELECT id FROM conversations WHERE tenant = $1 AND parent = $2
                              UNION ALL
                              SELECT other.id
                              FROM conversations AS named
                              JOIN conversations AS other
                                ON other.tenant = named.tenant AND other.team_remote_id = named.team_remote_id
                              WHERE named.tenant = $1 AND named.id = $2)",
            )
            .bind(id.uuid())
            .bind(reach.code());
        self.change(change).await.map(drop)
    }

    async fn set_channel_reach(&mut self, channel: ConversationId, reach: Reach) -> Result<(), StoreError> {
        let change = self
            .sql(
                "UPDATE conversations
                 SET reach = $3
                 WHERE tenant = $1
                   AND id IN (SELECT id FROM conversations WHERE tenant = $1 AND id = $2
                              UNION ALL
                              SELECT id FROM conversations WHERE tenant = $1 AND parent = $2)",
            )
            .bind(channel.uuid())
            .bind(reach.code());
        self.change(change).await.map(drop)
    }
}

fn conversation(row: Columns<'_>) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        id: row.id("id", ConversationId::new)?,
        kind: row.code("kind")?,
        remote_id: row.text("remote_id")?,
        address: Address {
            channel: ChannelName::parse(&row.text("channel")?).ok_or_else(|| row.damaged("channel"))?,
            opaque: row.text("address")?,
        },
        parent: row.id_or_none("parent", ConversationId::new)?,
        team_remote_id: row.text_or_none("team_remote_id")?,
        name: row.text_or_none("name")?,
        person: row.id_or_none("person", PersonId::new)?,
        language: row.code("language")?,
        reach: row.code("reach")?,
        greeted: row.get("greeted")?,
    })
}
