//! What the person who acted is told in a word, and why nothing was done.

use crate::delivery::Subject;
use crate::store::StoreError;

/// Why nothing was changed. Whoever gets it undoes what was begun.
#[derive(Debug)]
pub enum Refusal {
    /// It was not allowed or makes no sense.
    Message(ActionMessage),
    /// It was wanted in another round of the object's life; this shows how things stand now.
    AnotherRound(Subject),
    /// The store failed.
    Store(StoreError),
}

impl Refusal {
    /// What a card shows instead of what was wanted, where there is something.
    pub fn or_shown(self) -> Result<Subject, Self> {
        match self {
            Self::AnotherRound(shown) => Ok(shown),
            other => Err(other),
        }
    }

    /// What whoever sees no card is told.
    pub fn or_told(self) -> Result<ActionMessage, StoreError> {
        match self {
            Self::Message(reason) => Ok(reason),
            Self::AnotherRound(_) => Ok(ActionMessage::AnotherRound),
            Self::Store(error) => Err(error),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ActionMessage> for Refusal {
    fn from(message: ActionMessage) -> Self {
        Self::Message(message)
    }
}

/// Short words to a person who pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionMessage {
    /// Done.
    Done,
    /// This person has the ticket.
    TakenBy(String),
    /// Nothing to change.
    Unchanged,
    /// The ticket is closed or handed back.
    NotOpen,
    /// Only agents of the team may do this.
    NotAnAgent,
    /// The ticket has left the team of whoever pressed; this team has it now.
    WithAnotherTeam(String),
    /// The colleague is no agent of the team.
    ColleagueNotAnAgent,
    /// This is somebody else's card.
    NotYours,
    /// There is no such thing (any more).
    Missing,
    /// The draft was reviewed already.
    Reviewed,
    /// The draft's ticket is open again.
    Withdrawn,
    /// Rejecting needs a reason.
    ReasonNeeded,
    /// It can no longer be taken back.
    TooLate,
    /// The entry was changed since; undo it there.
    ChangedSince,
    /// Question or answer is empty or too long.
    BadText,
    /// Satisfaction is asked when the ticket has closed.
    NotClosed,
    /// A score was given already.
    RatedAlready,
    /// It was sent again already.
    ResentAlready,
    /// It is no longer what was shown: proposed anew, reopened, passed on or taken back since.
    AnotherRound,
    /// Something failed; try again.
    TryAgain,
}

impl ActionMessage {
    /// Whether a newer roster may say otherwise: somebody may have joined a team a minute ago.
    pub const fn may_lie_in_the_roster(&self) -> bool {
        matches!(self, Self::NotAnAgent | Self::WithAnotherTeam(_))
    }

    /// A word for the record, without anybody's name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::TakenBy(_) => "taken-by-another",
            Self::Unchanged => "unchanged",
            Self::NotOpen => "not-open",
            Self::NotAnAgent => "not-an-agent",
            Self::WithAnotherTeam(_) => "with-another-team",
            Self::ColleagueNotAnAgent => "colleague-not-an-agent",
            Self::NotYours => "not-yours",
            Self::Missing => "missing",
            Self::Reviewed => "reviewed",
            Self::Withdrawn => "withdrawn",
            Self::ReasonNeeded => "reason-needed",
            Self::TooLate => "too-late",
            Self::ChangedSince => "changed-since",
            Self::BadText => "bad-text",
            Self::NotClosed => "not-closed",
            Self::RatedAlready => "rated-already",
            Self::ResentAlready => "resent-already",
            Self::AnotherRound => "another-round",
            Self::TryAgain => "try-again",
        }
    }
}
