//! What became of the assistant's guesses, which stand with its messages.

use async_trait::async_trait;
use desk::answering::{Outcome, Outcomes, Readable};
use desk::id::{MessageId, PersonId};
use desk::inquiry::Guess;
use desk::store::{Now, StoreError};
use time::OffsetDateTime;

use super::row::{Columns, Read};
use super::{Tx, limit, milliseconds};
use crate::codes::Code;
use crate::json::StoredGuess;

macro_rules! outcome {
    ($rest:literal) => {
        concat!(
            "SELECT outcomes.message, outcomes.requester, messages.guess, outcomes.correct, outcomes.basis, outcomes.at
             FROM outcomes
             JOIN messages ON messages.tenant = outcomes.tenant AND messages.id = outcomes.message
             WHERE outcomes.tenant = $1 AND ",
            $rest
        )
    };
}

#[async_trait]
impl Outcomes for Tx<'_, '_> {
    async fn outcome(&mut self, message: MessageId) -> Result<Option<Outcome>, StoreError> {
        let query = self.sql(outcome!("outcomes.message = $2")).bind(message.uuid());
        self.first(query).await?.read("outcomes", outcome)
    }

    async fn save_outcome(&mut self, outcome: &Outcome) -> Result<(), StoreError> {
        let insert = self
            .sql(
                "INSERT INTO outcomes (tenant, message, requester, correct, basis, at)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenant, message) DO UPDATE
                 SET requester = excluded.requester,
                     correct = excluded.correct,
                     basis = excluded.basis,
                     at = excluded.at",
            )
            .bind(outcome.message.uuid())
            .bind(outcome.requester.uuid())
            .bind(outcome.right)
            .bind(outcome.basis.code())
            .bind(milliseconds(outcome.at));
        self.change(insert).await.map(drop)
    }

    async fn remove_outcome(&mut self, message: MessageId) -> Result<(), StoreError> {
        let delete = self.sql("DELETE FROM outcomes WHERE tenant = $1 AND message = $2").bind(message.uuid());
        self.change(delete).await.map(drop)
    }

    async fn latest_outcomes(&mut self, most: u32) -> Result<Readable<Outcome>, StoreError> {
        let now = milliseconds(self.now());
        let newest = self
            .sql(outcome!("outcomes.at <= $2 ORDER BY outcomes.at DESC, outcomes.message DESC LIMIT $3"))
            .bind(now)
            .bind(limit(most));
        let mut rows = self.all(newest).await?;
        let room = most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        if room > 0 {
            let of_the_future = self
                .sql(outcome!("outcomes.at > $2 ORDER BY outcomes.at DESC, outcomes.message DESC LIMIT $3"))
                .bind(now)
                .bind(limit(room));
            rows.extend(self.all(of_the_future).await?);
        }
        Ok(readable(rows.read("outcomes", |row| sound(outcome(row)))?))
    }

    // By id, which begins with the time, because messages have no index by time.
    async fn guesses_until(
        &mut self,
        until: OffsetDateTime,
        most: u32,
    ) -> Result<Readable<(PersonId, Guess)>, StoreError> {
        let query = self
            .sql(
                "SELECT inquiries.requester, messages.guess
                 FROM messages
                 JOIN inquiries ON inquiries.tenant = messages.tenant AND inquiries.id = messages.inquiry
                 WHERE messages.tenant = $1 AND messages.at <= $2 AND messages.guess IS NOT NULL
                 ORDER BY messages.id DESC
                 LIMIT $3",
            )
            .bind(milliseconds(until))
            .bind(limit(most));
        let requester_and_guess = |row: Columns<'_>| Ok((row.id("requester", PersonId::new)?, guess(row)?));
        Ok(readable(self.all(query).await?.read("messages", |row| sound(requester_and_guess(row)))?))
    }
}

/// `None` for a row that is damaged.
fn sound<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(StoreError::Damaged { .. }) => Ok(None),
        read => read.map(Some),
    }
}

fn readable<T>(read: Vec<Option<T>>) -> Readable<T> {
    let all = read.len();
    let rows: Vec<T> = read.into_iter().flatten().collect();
    Readable { damaged: all - rows.len(), rows }
}

fn guess(row: Columns<'_>) -> Result<Guess, StoreError> {
    row.json::<StoredGuess>("guess")?.guess().ok_or_else(|| row.damaged("guess"))
}

fn outcome(row: Columns<'_>) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        message: row.id("message", MessageId::new)?,
        requester: row.id("requester", PersonId::new)?,
        guess: guess(row)?,
        right: row.get("correct")?,
        basis: row.code("basis")?,
        at: row.time("at")?,
    })
}
