//! What the author of a message, or a colleague, does when it may not have arrived.

use super::{ActionMessage, Refusal, agent_of};
use crate::delivery::{ResendError, Subject, resend};
use crate::id::DeliveryId;
use crate::inquiry::Author;
use crate::people::Person;
use crate::policy::Policy;
use crate::store::Transaction;

/// What is wanted of a message that may not have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryAction {
    /// Send it again.
    Resend,
}

impl DeliveryAction {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Resend => "delivery.resend",
        }
    }
}

pub(super) async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    id: DeliveryId,
    action: DeliveryAction,
) -> Result<Subject, Refusal> {
    match action {
        DeliveryAction::Resend => send_again(tx, policy, person, id).await,
    }
}

/// The author of an unconfirmed message, or an agent of its ticket's team, has it sent again.
async fn send_again(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    id: DeliveryId,
) -> Result<Subject, Refusal> {
    let unconfirmed = tx.delivery(id).await?.ok_or(ActionMessage::Missing)?;
    let Subject::Relay(message) = unconfirmed.subject else { return Err(ActionMessage::Missing.into()) };
    let message = tx.message(message).await?.ok_or(ActionMessage::Missing)?;
    match message.author {
        Author::Requester(author) | Author::Agent(author) if author == person.id => {}
        Author::Agent(_) => {
            let tickets = tx.tickets_of_inquiry(message.inquiry).await?;
            let ticket = tickets.into_iter().next().ok_or(ActionMessage::Missing)?;
            agent_of(tx, policy, person, ticket.team).await?;
        }
        Author::Requester(_) | Author::Assistant => return Err(ActionMessage::NotYours.into()),
    }
    match resend(tx, id).await {
        Ok(_) | Err(ResendError::NotUnconfirmed) => Ok(Subject::DeliveryUnknown(id)),
        Err(ResendError::Missing) => Err(ActionMessage::Missing.into()),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}
