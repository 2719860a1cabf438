//! The rule: what ends or passes on a ticket acts at once and can be taken back for a minute.

use time::{Duration, OffsetDateTime};

use super::{Ticket, TicketState};
use crate::event::{Outbox, Task};
use crate::id::{ConversationId, PersonId, TeamId};
use crate::people::Agent;
use crate::store::StoreError;

/// For so long a close, a hand back or an escalation can be taken back.
pub const UNDO_WITHIN: Duration = Duration::seconds(60);

/// How a ticket stood before an agent ended it or passed it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Who ended it or passed it on.
    pub by: PersonId,
    /// When.
    pub at: OffsetDateTime,
    /// Who had it, and since when; `None`: nobody.
    pub held: Option<(PersonId, OffsetDateTime)>,
    /// Whose queue it was in.
    pub team: TeamId,
    /// Where the agents worked on it.
    pub thread: Option<ConversationId>,
}

impl Before {
    /// How the ticket stands before `agent` does something that can be taken back.
    pub(super) fn of(ticket: &Ticket, agent: &Agent, at: OffsetDateTime) -> Self {
        let held = match ticket.state {
            TicketState::Assigned { agent, since } => Some((agent, since)),
            TicketState::Queued | TicketState::HandedBack { .. } | TicketState::Closed { .. } => None,
        };
        Self { by: agent.person().id, at, held, team: ticket.team, thread: ticket.thread }
    }

    /// Whether it is not too late.
    pub fn can_be_undone(&self, now: OffsetDateTime) -> bool {
        now - self.at <= UNDO_WITHIN
    }

    pub(super) fn state(&self) -> TicketState {
        self.held.map_or(TicketState::Queued, |(agent, since)| TicketState::Assigned { agent, since })
    }
}

/// Has the ticket's cards, which offer undo for now, brought up to date when it is too late for that: one second later,
/// so that it surely is.
pub(super) async fn offer_undo(tx: &mut (impl Outbox + ?Sized), ticket: &Ticket) -> Result<(), StoreError> {
    tx.enqueue_in(Task::UndoEnds { ticket: ticket.id }, UNDO_WITHIN + Duration::seconds(1)).await
}
