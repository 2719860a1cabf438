//! Deliveries.

use async_trait::async_trait;
use desk::delivery::{Deliveries, Delivery, DeliveryState, Subject};
use desk::id::{ConversationId, DeliveryId};
use desk::store::StoreError;

use super::row::{Columns, Read};
use super::{Tx, milliseconds};
use crate::codes::{plain, plain_or_none};
use crate::json;

macro_rules! delivery {
    ($rest:literal) => {
        concat!(
            "SELECT id, conversation, subject, state, again, reason, remote_id, at
             FROM deliveries
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

#[async_trait]
impl Deliveries for Tx<'_, '_> {
    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let query = self.locking(delivery!("id = $2"), delivery!("id = $2 FOR NO KEY UPDATE")).bind(id.uuid());
        self.first(query).await?.read("deliveries", delivery)
    }

    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        let (again, reason) = match &delivery.state {
            DeliveryState::Sending { again } => (*again, None),
            DeliveryState::Undeliverable(reason) => (false, Some(plain(reason))),
            DeliveryState::Waiting | DeliveryState::Sent | DeliveryState::Unknown => (false, None),
        };
        // What stands in an index is left alone: SQLite would write those pages too, changed or not.
        let change = self
            .sql(
                "INSERT INTO deliveries (tenant, id, conversation, subject, state, again, reason, remote_id, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET state = excluded.state,
                     again = excluded.again,
                     reason = excluded.reason,
                     remote_id = excluded.remote_id",
            )
            .bind(delivery.id.uuid())
            .bind(delivery.conversation.uuid())
            .bind(json::line(&delivery.subject))
            .bind(state_code(&delivery.state))
            .bind(again)
            .bind(reason)
            .bind(plain_or_none(delivery.remote_id.as_deref()))
            .bind(milliseconds(delivery.at));
        self.change(change).await.map(drop)
    }

    async fn redirect_delivery(&mut self, id: DeliveryId, to: ConversationId) -> Result<(), StoreError> {
        let change = self
            .sql(
                "UPDATE deliveries
                 SET conversation = $3
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(id.uuid())
            .bind(to.uuid());
        self.change(change).await.map(drop)
    }

    async fn deliveries_of(&mut self, subject: &Subject) -> Result<Vec<Delivery>, StoreError> {
        let query = self.sql(delivery!("subject = $2 ORDER BY at, id")).bind(json::line(subject));
        self.all(query).await?.read("deliveries", delivery)
    }

    /// What a state carries (`again`, a reason) is of no account here.
    async fn deliveries_in(
        &mut self,
        conversation: ConversationId,
        state: &DeliveryState,
    ) -> Result<Vec<Delivery>, StoreError> {
        let query = self
            .sql(delivery!("conversation = $2 AND state = $3 ORDER BY at, id"))
            .bind(conversation.uuid())
            .bind(state_code(state));
        self.all(query).await?.read("deliveries", delivery)
    }

    async fn opens_thread_in(&mut self, team_remote_id: &str) -> Result<bool, StoreError> {
        // `pending:` stands in place of a root that is still to be posted. The condition is worded as in the index of
        // such threads, so that the databases use it.
        let query = self
            .sql(
                "SELECT thread.id
                 FROM conversations AS thread
                 WHERE thread.tenant = $1
                   AND thread.team_remote_id = $2
                   AND substr(thread.remote_id, 1, 8) = 'pending:'
                   AND EXISTS (SELECT 1
                               FROM deliveries AS card
                               WHERE card.tenant = $1
                                 AND card.conversation = thread.id
                                 AND card.state IN ('waiting', 'sending')
                                 AND card.subject LIKE 'ticket-card %')
                 LIMIT 1",
            )
            .bind(plain(team_remote_id));
        Ok(self.first(query).await?.is_some())
    }
}

fn state_code(state: &DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "waiting",
        DeliveryState::Sending { .. } => "sending",
        DeliveryState::Sent => "sent",
        DeliveryState::Unknown => "unknown",
        DeliveryState::Undeliverable(_) => "undeliverable",
    }
}

fn delivery(row: Columns<'_>) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.id("id", DeliveryId::new)?,
        conversation: row.id("conversation", ConversationId::new)?,
        subject: json::subject(&row.text("subject")?).ok_or_else(|| row.damaged("subject"))?,
        state: state(row)?,
        remote_id: row.text_or_none("remote_id")?,
        at: row.time("at")?,
    })
}

fn state(row: Columns<'_>) -> Result<DeliveryState, StoreError> {
    match row.text("state")?.as_str() {
        "waiting" => Ok(DeliveryState::Waiting),
        "sending" => Ok(DeliveryState::Sending { again: row.get("again")? }),
        "sent" => Ok(DeliveryState::Sent),
        "unknown" => Ok(DeliveryState::Unknown),
        "undeliverable" => Ok(DeliveryState::Undeliverable(row.text("reason")?)),
        _ => Err(row.damaged("state")),
    }
}
