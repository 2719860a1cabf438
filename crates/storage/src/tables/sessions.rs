//! Who is signed in.

use async_trait::async_trait;
use desk::id::PersonId;
use desk::session::{Session, SessionKey, Sessions};
use desk::store::StoreError;

use super::row::Read;
use super::{Tx, milliseconds};

#[async_trait]
impl Sessions for Tx<'_, '_> {
    async fn session(&mut self, key: SessionKey) -> Result<Option<Session>, StoreError> {
        let query = self
            .sql(
                "SELECT person, started_at, seen_at
                 FROM sessions
                 WHERE tenant = $1 AND key = $2 AND ends_at > $3",
            )
            .bind(key.as_bytes().to_vec())
            .bind(self.milliseconds());
        self.first(query).await?.read("sessions", |row| {
            Ok(Session {
                key,
                person: row.id("person", PersonId::new)?,
                started_at: row.time("started_at")?,
                seen_at: row.time("seen_at")?,
            })
        })
    }

    async fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let add = self
            .sql(
                "INSERT INTO sessions (tenant, key, person, started_at, seen_at, ends_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(session.key.as_bytes().to_vec())
            .bind(session.person.uuid())
            .bind(milliseconds(session.started_at))
            .bind(milliseconds(session.seen_at))
            .bind(milliseconds(session.ends_at()));
        self.change(add).await.map(drop)
    }

    async fn note_use(&mut self, session: &Session) -> Result<(), StoreError> {
        let note = self
            .sql(
                "UPDATE sessions
                 SET seen_at = $3,
                     ends_at = $4
                 WHERE tenant = $1 AND key = $2",
            )
            .bind(session.key.as_bytes().to_vec())
            .bind(milliseconds(session.seen_at))
            .bind(milliseconds(session.ends_at()));
        self.change(note).await.map(drop)
    }

    async fn end_session(&mut self, key: SessionKey) -> Result<bool, StoreError> {
        let end = self.sql("DELETE FROM sessions WHERE tenant = $1 AND key = $2").bind(key.as_bytes().to_vec());
        Ok(self.change(end).await? > 0)
    }

    async fn end_sessions_of(&mut self, person: PersonId) -> Result<u64, StoreError> {
        let end = self.sql("DELETE FROM sessions WHERE tenant = $1 AND person = $2").bind(person.uuid());
        self.change(end).await
    }
}
