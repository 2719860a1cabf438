//! Persons; their rosters are in `rosters.rs`.

use async_trait::async_trait;
use desk::id::{ConversationId, PersonId};
use desk::people::{DirectoryId, Member, People, Person};
use desk::store::StoreError;
use time::OffsetDateTime;

use super::pattern::anywhere;
use super::row::{Columns, Read};
use super::{LAST_ID, Tx, limit, missing};
use crate::codes::{Code, plain};

macro_rules! person {
    ($rest:literal) => {
        concat!(
            "SELECT id, directory_id, channel_id, name, language
             FROM people
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

#[async_trait]
impl People for Tx<'_, '_> {
    async fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let query = self.sql(person!("id = $2")).bind(id.uuid());
        self.first(query).await?.read("people", person_of)
    }

    async fn person_by_directory(&mut self, id: &DirectoryId) -> Result<Option<Person>, StoreError> {
        let query = self.sql(person!("directory_id = $2")).bind(id.as_str().to_owned());
        self.first(query).await?.read("people", person_of)
    }

    async fn save_person(&mut self, person: Person) -> Result<Person, StoreError> {
        // A roster tells no language, and must not erase the one that a client has told.
        let change = self
            .sql(
                "INSERT INTO people (tenant, id, directory_id, channel_id, name, language)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenant, directory_id) DO UPDATE
                 SET channel_id = excluded.channel_id,
                     name = excluded.name,
                     language = COALESCE(excluded.language, people.language)
                 RETURNING id, directory_id, channel_id, name, language",
            )
            .bind(person.id.uuid())
            .bind(person.directory_id.as_str().to_owned())
            .bind(plain(&person.channel_id))
            .bind(plain(&person.name))
            .bind(person.language.map(Code::code));
        let stored = self.session.change_returning(change).await?.read("people", person_of)?;
        stored.into_iter().next().ok_or_else(|| missing("people.directory_id"))
    }

    async fn people_before(
        &mut self,
        text: &str,
        before: Option<PersonId>,
        most: u32,
    ) -> Result<Vec<Person>, StoreError> {
        // PostgreSQL keeps names in the collation C, whose LOWER knows the letters of ASCII only: others are found as they are written.
        let query = self
            .sql(person!(
                "id < $2
                   AND (name LIKE $3 ESCAPE '\\' OR LOWER(name) LIKE LOWER($3) ESCAPE '\\')
                 ORDER BY id DESC
                 LIMIT $4"
            ))
            .bind(before.map_or(LAST_ID, PersonId::uuid))
            .bind(anywhere(text))
            .bind(limit(most));
        self.all(query.long()).await?.read("people", person_of)
    }

    async fn set_roster(&mut self, channel: ConversationId, members: &[Member]) -> Result<(), StoreError> {
        self.write_roster(channel, members).await?;
        let read = self
            .sql(
                "UPDATE conversations
                 SET roster_read_at = $3
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(channel.uuid())
            .bind(self.milliseconds());
        self.change(read).await.map(drop)
    }

    async fn roster(&mut self, channel: ConversationId) -> Result<Vec<Member>, StoreError> {
        self.read_roster(channel).await
    }

    async fn first_members(&mut self, channel: ConversationId, most: u32) -> Result<Vec<Member>, StoreError> {
        self.read_first_members(channel, most).await
    }

    async fn member(&mut self, channel: ConversationId, id: &DirectoryId) -> Result<Option<Member>, StoreError> {
        self.read_member(channel, id).await
    }

    async fn roster_read_at(&mut self, channel: ConversationId) -> Result<Option<OffsetDateTime>, StoreError> {
        let query = self
            .sql(
                "SELECT roster_read_at
                 FROM conversations
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(channel.uuid());
        let found = self.first(query).await?.read("conversations", |row| row.time_or_none("roster_read_at"))?;
        Ok(found.flatten())
    }

    async fn channels_with(&mut self, id: &DirectoryId) -> Result<Vec<ConversationId>, StoreError> {
        let query = self
            .sql(
                "SELECT channel
                 FROM rosters
                 WHERE tenant = $1 AND directory_id = $2
                 ORDER BY channel",
            )
            .bind(id.as_str().to_owned());
        self.all(query).await?.read("rosters", |row| row.id("channel", ConversationId::new))
    }
}

pub(super) fn person_of(row: Columns<'_>) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.id("id", PersonId::new)?,
        directory_id: directory_id(row)?,
        channel_id: row.text("channel_id")?,
        name: row.text("name")?,
        language: row.code_or_none("language")?,
    })
}

pub(super) fn directory_id(row: Columns<'_>) -> Result<DirectoryId, StoreError> {
    DirectoryId::parse(&row.text("directory_id")?).ok_or_else(|| row.damaged("directory_id"))
}
