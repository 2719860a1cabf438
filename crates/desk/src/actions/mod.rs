//! Everything that a person can do with a press, in one list that every way of pressing shares.
//!
//! [`Action`] names the object and what is wanted of it; each object's file holds its actions, their names and who may do
//! them, and [`perform`] does one. Every `match` here names every action: a new one does not compile before it is handled.

use time::OffsetDateTime;

use crate::audit::Target;
use crate::delivery::Subject;
use crate::handoff::Ticket;
use crate::id::{DeliveryId, DraftId, InquiryId, MessageId, TeamId, TicketId};
use crate::inquiry::Conversation;
use crate::people::{Agent, Person, rights};
use crate::policy::Policy;
use crate::store::Transaction;

mod answer;
mod delivery;
mod draft;
mod inquiry;
mod refusal;
mod ticket;

pub use answer::AnswerAction;
pub use delivery::DeliveryAction;
pub use draft::DraftAction;
pub use inquiry::InquiryAction;
pub use refusal::{ActionMessage, Refusal};
pub use ticket::TicketAction;

/// What somebody wants, with its data checked for form. Whether they may is decided by [`perform`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// With something that the assistant said.
    Answer(MessageId, AnswerAction),
    /// With an inquiry.
    Inquiry(InquiryId, InquiryAction),
    /// With a ticket.
    Ticket(TicketId, TicketAction),
    /// With a draft.
    Draft(DraftId, DraftAction),
    /// With a message that may not have arrived.
    Delivery(DeliveryId, DeliveryAction),
}

/// A press: what is wanted, by a card that was shown in some round of its object's life. A press is delivered again at times,
/// also much later and under another id: what it wanted is not done again after that round has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// What is wanted.
    pub action: Action,
    /// The round that the card showed: [`Ticket::round`], [`Draft::round`](crate::learning::Draft::round) or
    /// [`Press::round_at`], by what was pressed. `None` where the card says none (those of the first release), or
    /// whoever calls the API says none.
    pub round: Option<i64>,
}

impl From<Action> for Press {
    fn from(action: Action) -> Self {
        Self { action, round: None }
    }
}

impl Press {
    /// The round of a card that offers a person: when it was shown, in milliseconds since 1970. A ticket that is opened
    /// later ends it.
    pub fn round_at(shown: OffsetDateTime) -> i64 {
        (shown.unix_timestamp_nanos() / 1_000_000) as i64
    }

    /// Whether the card was shown in another round than this one. A card that says none counts as one of this round.
    fn is_of_another(round: Option<i64>, now: i64) -> bool {
        round.is_some_and(|shown| shown != now)
    }
}

impl Action {
    /// Its name, as in docs/guide/cards.md.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Answer(_, action) => action.name(),
            Self::Inquiry(_, action) => action.name(),
            Self::Ticket(_, action) => action.name(),
            Self::Draft(_, action) => action.name(),
            Self::Delivery(_, action) => action.name(),
        }
    }

    /// What it acts on.
    pub const fn target(&self) -> Target {
        match self {
            Self::Answer(id, _) => Target::Message(*id),
            Self::Inquiry(id, _) => Target::Inquiry(*id),
            Self::Ticket(id, _) => Target::Ticket(*id),
            Self::Draft(id, _) => Target::Draft(*id),
            Self::Delivery(id, _) => Target::Delivery(*id),
        }
    }

    /// Whether only agents may do it.
    pub const fn is_an_agents(&self) -> bool {
        match self {
            Self::Ticket(_, action) => action.is_an_agents(),
            Self::Draft(..) => true,
            Self::Answer(..) | Self::Inquiry(..) | Self::Delivery(..) => false,
        }
    }
}

/// Does what a person wants, if they may and it still makes sense, and names what shows the outcome. `conversation`: where
/// they are; `None`: not in any, but in the console. What is wanted twice is done once, because every verb looks at how things stand, and at the round of the press.
pub async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    conversation: Option<&Conversation>,
    Press { action, round }: Press,
) -> Result<Subject, Refusal> {
    match action {
        Action::Answer(id, action) => answer::perform(tx, policy, person, (id, round), action).await,
        Action::Inquiry(id, action) => inquiry::perform(tx, policy, person, (id, round), action).await,
        Action::Ticket(id, action) => ticket::perform(tx, policy, (person, conversation), (id, round), action).await,
        Action::Draft(id, action) => draft::perform(tx, policy, person, (id, round), action).await,
        Action::Delivery(id, action) => delivery::perform(tx, policy, person, id, action).await,
    }
}

/// Whether a ticket of an inquiry was opened since a card offered a person: what the card offered has been taken.
fn opened_since(tickets: &[Ticket], shown: Option<i64>) -> bool {
    shown.is_some_and(|shown| tickets.iter().any(|ticket| Press::round_at(ticket.opened_at) >= shown))
}

/// An agent of a team, or a refusal.
async fn agent_of(tx: &mut dyn Transaction, policy: &Policy, person: &Person, team: TeamId) -> Result<Agent, Refusal> {
    let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
    Ok(rights::as_agent(tx, &policy.access, person, &team).await?.ok_or(ActionMessage::NotAnAgent)?)
}
