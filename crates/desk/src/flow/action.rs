//! What a press on a card asks for, and what the person who pressed is told.

use crate::audit::Target;
use crate::handoff::Priority;
use crate::id::{DeliveryId, DraftId, EntryId, InquiryId, MessageId, TeamId, TicketId};
use crate::outside::Post;
use crate::people::DirectoryId;

/// A press on a card, with its data checked for form. Whether the person may do it is decided in [`card_action`](super::card_action).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// `answer.rate`
    RateAnswer { message: MessageId, helpful: bool },
    /// `candidate.choose`
    ChooseCandidate { message: MessageId, entry: EntryId },
    /// `handoff.request`, from an answer, candidates or "I do not know".
    RequestHandoff { message: MessageId },
    /// `team.choose`
    ChooseTeam { inquiry: InquiryId, team: TeamId },
    /// `ticket.accept`
    Accept { ticket: TicketId },
    /// `ticket.assign`
    Assign { ticket: TicketId, to: DirectoryId },
    /// `ticket.route`
    Escalate { ticket: TicketId, team: TeamId },
    /// `ticket.priority`
    Prioritise { ticket: TicketId, priority: Priority },
    /// `ticket.hand_back`
    HandBack { ticket: TicketId },
    /// `ticket.close`
    Close { ticket: TicketId },
    /// `ticket.reopen`
    Reopen { ticket: TicketId },
    /// `csat.rate`, 1–5.
    RateSatisfaction { ticket: TicketId, score: u8 },
    /// `draft.approve`, with the texts as edited.
    ApproveDraft { draft: DraftId, question: String, answer: String },
    /// `draft.reject`
    RejectDraft { draft: DraftId, reason: String },
    /// `draft.merge`
    MergeDraft { draft: DraftId, entry: EntryId },
    /// `draft.undo`
    UndoDraft { draft: DraftId },
    /// `delivery.resend`
    Resend { delivery: DeliveryId },
}

impl Action {
    /// Its name on a card, as in docs/guide/cards.md.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RateAnswer { .. } => "answer.rate",
            Self::ChooseCandidate { .. } => "candidate.choose",
            Self::RequestHandoff { .. } => "handoff.request",
            Self::ChooseTeam { .. } => "team.choose",
            Self::Accept { .. } => "ticket.accept",
            Self::Assign { .. } => "ticket.assign",
            Self::Escalate { .. } => "ticket.route",
            Self::Prioritise { .. } => "ticket.priority",
            Self::HandBack { .. } => "ticket.hand_back",
            Self::Close { .. } => "ticket.close",
            Self::Reopen { .. } => "ticket.reopen",
            Self::RateSatisfaction { .. } => "csat.rate",
            Self::ApproveDraft { .. } => "draft.approve",
            Self::RejectDraft { .. } => "draft.reject",
            Self::MergeDraft { .. } => "draft.merge",
            Self::UndoDraft { .. } => "draft.undo",
            Self::Resend { .. } => "delivery.resend",
        }
    }

    /// What it acts on.
    pub const fn target(&self) -> Target {
        match *self {
            Self::RateAnswer { message, .. }
            | Self::ChooseCandidate { message, .. }
            | Self::RequestHandoff { message } => Target::Message(message),
            Self::ChooseTeam { inquiry, .. } => Target::Inquiry(inquiry),
            Self::Accept { ticket }
            | Self::Assign { ticket, .. }
            | Self::Escalate { ticket, .. }
            | Self::Prioritise { ticket, .. }
            | Self::HandBack { ticket }
            | Self::Close { ticket }
            | Self::Reopen { ticket }
            | Self::RateSatisfaction { ticket, .. } => Target::Ticket(ticket),
            Self::ApproveDraft { draft, .. }
            | Self::RejectDraft { draft, .. }
            | Self::MergeDraft { draft, .. }
            | Self::UndoDraft { draft } => Target::Draft(draft),
            Self::Resend { delivery } => Target::Delivery(delivery),
        }
    }

    /// Whether only agents may do it.
    pub(super) fn is_an_agents(&self) -> bool {
        match self {
            Self::Accept { .. }
            | Self::Assign { .. }
            | Self::Escalate { .. }
            | Self::Prioritise { .. }
            | Self::HandBack { .. }
            | Self::Close { .. }
            | Self::ApproveDraft { .. }
            | Self::RejectDraft { .. }
            | Self::MergeDraft { .. }
            | Self::UndoDraft { .. } => true,
            Self::RateAnswer { .. }
            | Self::ChooseCandidate { .. }
            | Self::RequestHandoff { .. }
            | Self::ChooseTeam { .. }
            | Self::Reopen { .. }
            | Self::RateSatisfaction { .. }
            | Self::Resend { .. } => false,
        }
    }
}

/// What the person who pressed gets to see.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionOutcome {
    /// The card, as things stand now.
    Card(Box<Post>),
    /// A short word; the card stays.
    Message(ActionMessage),
    /// It was not allowed or made no sense; nothing has changed.
    Refused(ActionMessage),
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
    /// The colleague is no agent of the team.
    ColleagueNotAnAgent,
    /// This is somebody else's card.
    NotYours,
    /// There is no such thing (any more).
    Missing,
    /// The draft was reviewed already.
    Reviewed,
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
    /// Something failed; try again.
    TryAgain,
}

impl ActionMessage {
    /// A word for the record, without anybody's name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::TakenBy(_) => "taken-by-another",
            Self::Unchanged => "unchanged",
            Self::NotOpen => "not-open",
            Self::NotAnAgent => "not-an-agent",
            Self::ColleagueNotAnAgent => "colleague-not-an-agent",
            Self::NotYours => "not-yours",
            Self::Missing => "missing",
            Self::Reviewed => "reviewed",
            Self::ChangedSince => "changed-since",
            Self::BadText => "bad-text",
            Self::NotClosed => "not-closed",
            Self::RatedAlready => "rated-already",
            Self::ResentAlready => "resent-already",
            Self::TryAgain => "try-again",
        }
    }
}
