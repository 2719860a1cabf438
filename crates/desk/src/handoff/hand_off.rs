//! The verb: finds the team for an inquiry.

use time::Duration;

use super::{Tickets, request, routing};
use crate::answering::Outcomes;
use crate::delivery::{Deliveries, Subject, post};
use crate::event::Outbox;
use crate::inquiry::{Conversations, Inquiries, Inquiry, requester_words};
use crate::people::Teams;
use crate::store::{Now, StoreError};

/// Hands an inquiry to the team that its words name, or lets the requester choose.
pub async fn hand_off(
    tx: &mut (impl Inquiries + Outcomes + Tickets + Teams + Conversations + Deliveries + Outbox + Now + ?Sized),
    inquiry: Inquiry,
    remind_after: Duration,
) -> Result<(), StoreError> {
    let teams = tx.teams().await?;
    let words: Vec<String> = requester_words(&tx.messages(inquiry.id).await?);
    match routing::route(&teams, &words.join("\n")) {
        routing::Route::To(team) => {
            request(tx, inquiry, team, remind_after).await?;
        }
        routing::Route::Open => {
            post(tx, inquiry.conversation, Subject::ChooseTeam(inquiry.id)).await?;
        }
    }
    Ok(())
}
