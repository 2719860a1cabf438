//! Handoff: the assistant steps back and a person steps in.
//!
//! Start with [`Ticket`] and its life, then `request.rs`. Accepting is a race with one winner, decided by the store's
//! transaction. Not here: sending cards (teams), choosing answers (answering).

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::id::{ConversationId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use crate::inquiry::{Excerpt, Hits, Search};
use crate::people::Agent;
use crate::store::StoreError;

mod accept;
mod assign;
mod before;
mod close;
mod escalate;
mod hand_back;
mod hand_off;
mod prioritise;
pub(crate) mod promise;
mod refute;
mod remind;
mod reopen;
mod reply;
mod request;
pub mod routing;
pub mod thread;
mod undo;
mod usual_wait;

pub use accept::accept;
pub use assign::assign;
pub use before::{Before, UNDO_WITHIN};
pub use close::close;
pub use escalate::escalate;
pub use hand_back::hand_back;
pub use hand_off::hand_off;
pub use prioritise::prioritise;
pub use refute::refute;
pub use remind::{Reminded, remind};
pub use reopen::{ReopenError, reopen, reopen_as_agent};
pub use reply::{MAX_TEXT, Words, note, note_becomes_reply, reply};
pub use request::request;
pub use undo::undo;
pub(crate) use usual_wait::{LATEST, usual_wait};

/// The human work that a handoff opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Our id.
    pub id: TicketId,
    /// Short number for people, from 1 in each tenant.
    pub number: i64,
    /// The inquiry it serves.
    pub inquiry: InquiryId,
    /// Who asked.
    pub requester: PersonId,
    /// Whose queue.
    pub team: TeamId,
    /// Where it stands.
    pub state: TicketState,
    /// How urgent.
    pub priority: Priority,
    /// The agents' thread, also while its root, the ticket card, is still to be posted. `None`: no agents' channel is
    /// connected, or none can be reached.
    pub thread: Option<ConversationId>,
    /// When it was opened.
    pub opened_at: OffsetDateTime,
    /// When an agent first took it.
    pub accepted_at: Option<OffsetDateTime>,
    /// When an agent first wrote to the requester.
    pub answered_at: Option<OffsetDateTime>,
    /// How often it was reminded because nobody took it.
    pub reminded: u32,
    /// How often it was reopened; one more makes old timers, and what is learned from an earlier close, stale.
    pub reopened: u32,
    /// How often it went to another team, or an agent took back a close, a hand back or an escalation; one more makes
    /// old timers stale.
    pub moved: u32,
    /// Satisfaction 1–5, once given.
    pub csat: Option<u8>,
    /// How it stood before an agent ended it or passed it on, until something else happens to it.
    pub before: Option<Before>,
}

/// The life of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketState {
    /// Nobody has taken it.
    Queued,
    /// Somebody has it.
    Assigned { agent: PersonId, since: OffsetDateTime },
    /// Given back to the assistant.
    HandedBack { by: PersonId, at: OffsetDateTime },
    /// Done.
    Closed { by: PersonId, at: OffsetDateTime },
}

impl TicketState {
    /// Whether people still talk.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Queued | Self::Assigned { .. })
    }

    /// Who has it.
    pub fn agent(&self) -> Option<PersonId> {
        match self {
            Self::Assigned { agent, .. } => Some(*agent),
            _ => None,
        }
    }
}

impl Ticket {
    /// Which round of its life it is in: reopening it, passing it on and taking something back each begin the next one.
    pub fn round(&self) -> i64 {
        i64::from(self.reopened) + i64::from(self.moved)
    }

    /// Whether an agent may work on it: they are of its team. Every verb of an agent asks this first, whoever calls it.
    pub fn must_be_of_team(&self, agent: &Agent) -> Result<(), TicketError> {
        if agent.team() == self.team { Ok(()) } else { Err(TicketError::NotAnAgent) }
    }

    /// Whether an agent may work on it and people still talk.
    pub fn open_for(&self, agent: &Agent) -> Result<(), TicketError> {
        self.must_be_of_team(agent)?;
        if self.state.is_open() { Ok(()) } else { Err(TicketError::NotOpen) }
    }
}

/// Which tickets of a team are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Where they stand.
    pub standing: TicketStanding,
    /// Held by this agent.
    pub agent: Option<PersonId>,
}

/// Where tickets stand, as people sort them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TicketStanding {
    /// Wherever.
    #[default]
    Any,
    /// Nobody has taken it.
    Queued,
    /// Somebody has it.
    Assigned,
    /// One of both: people still talk.
    Open,
    /// Closed or handed back.
    Ended,
}

/// A ticket as a line of a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketSummary {
    /// The ticket.
    pub ticket: Ticket,
    /// The name of whoever asked.
    pub requester: String,
    /// The name of whoever has or had it.
    pub agent: Option<String>,
    /// What the requester wrote first.
    pub question: String,
}

/// A ticket that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketHit {
    /// The ticket.
    pub summary: TicketSummary,
    /// In which message it was said, and where; `None`: it was found by its number.
    pub said: Option<(MessageId, Excerpt)>,
}

/// How urgent a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// Can wait.
    Low,
    /// The usual.
    #[default]
    Normal,
    /// Somebody cannot work.
    High,
    /// Many cannot work.
    Urgent,
}

impl Priority {
    /// Its name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// Why an agent's action on a ticket was refused.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// Somebody else was faster.
    #[error("ticket is held by somebody else")]
    TakenBy(PersonId),
    /// Already in the wanted state by the same person: nothing to do.
    #[error("nothing to change")]
    Unchanged,
    /// The ticket is closed or handed back.
    #[error("ticket is not open")]
    NotOpen,
    /// Too long ago to be taken back, or the requester's chat has moved on.
    #[error("too late to be taken back")]
    TooLate,
    /// Whoever acts, or is to have the ticket, is no agent of its team.
    #[error("not an agent of this team")]
    NotAnAgent,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All tickets of a tenant.
#[async_trait]
pub trait Tickets: Send {
    /// By id. Locks the row for the transaction where the database has row locks.
    async fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>, StoreError>;
    /// Adds a ticket, whatever its `number` says; returns it with the number it got.
    async fn add_ticket(&mut self, ticket: Ticket) -> Result<Ticket, StoreError>;
    /// Changes a ticket.
    async fn save_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError>;
    /// The ticket whose thread this is.
    async fn ticket_by_thread(&mut self, thread: ConversationId) -> Result<Option<Ticket>, StoreError>;
    /// The tickets of an inquiry, newest first; more than one where people were asked for again after a ticket had
    /// ended.
    async fn tickets_of_inquiry(&mut self, inquiry: InquiryId) -> Result<Vec<Ticket>, StoreError>;
    /// The open tickets of a team, oldest first; those without a thread come when a channel is connected.
    async fn open_tickets(&mut self, team: TeamId) -> Result<Vec<Ticket>, StoreError>;
    /// The tickets of a team before a number (`None`: all), newest first, at most so many; locks none.
    async fn tickets_of_team(
        &mut self,
        team: TeamId,
        filter: TicketFilter,
        before: Option<i64>,
        most: u32,
    ) -> Result<Vec<TicketSummary>, StoreError>;
    /// The newest tickets of inquiries in which something was said, by their inquiries, newest first, at most so many: of inquiries
    /// before one (`None`: all) whose newest ticket is of one of `teams`; and the ticket of a number. Nothing else is looked at.
    async fn tickets_with(
        &mut self,
        teams: &[TeamId],
        filter: TicketFilter,
        said: (&Search, Option<i64>),
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<TicketHit>, StoreError>;
    /// A ticket as a line of a list shows it; locks none.
    async fn ticket_summary(&mut self, id: TicketId) -> Result<Option<TicketSummary>, StoreError>;
    /// The newest tickets of a team, at most so many, among the newest 500 of the tenant; locks none.
    async fn latest_tickets(&mut self, team: TeamId, most: u32) -> Result<Vec<Ticket>, StoreError>;
}
