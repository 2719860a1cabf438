//! Finished tickets become drafts, drafts become entries.
//!
//! [`propose`] (pure) reads a [`Transcript`] and gives [`Proposal`]s or the reason why there is none; [`masking`] takes
//! personal data out; `compare.rs` says what a proposal is beside the existing FAQ; `keep.rs`, `approve.rs`, `reject.rs`,
//! `merge.rs` are the verbs on a [`Draft`]. Only what *human agents* said becomes an answer.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::faq::Audience;
use crate::id::{DraftId, EntryId, MessageId, PersonId, TeamId, TicketId};
use crate::language::Language;
use crate::people::Reviewer;
use crate::store::StoreError;

mod approve;
mod compare;
mod gaps;
mod judge;
mod keep;
mod merge;
mod propose;
mod reject;
mod withdraw;
mod words;

pub use approve::{ApproveError, approve, approve_as_new, undo, would_publish};
pub use compare::{Comparison, Relation, compare, is_near};
pub use gaps::{AskedInVain, Gap, gaps};
pub use keep::keep;
pub use merge::merge;
pub use propose::{is_marked, propose};
pub use reject::reject;
pub use withdraw::{withdraw, withdraw_marked};
pub use words::{Asked, FaqWords, LEAST_PEOPLE, ProposedWord, asked, propose_words};

/// An inquiry's human part in order, as learning reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Every message, first to last; notes are left out by whoever builds it.
    pub lines: Vec<Line>,
}

/// One message of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who spoke.
    pub speaker: Speaker,
    /// The speaker's name, where known. Masked wherever it occurs in any line.
    pub name: Option<String>,
    /// What was said.
    pub text: String,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The person who asks.
    Requester,
    /// A human who answers.
    Agent,
    /// The program; never learned from.
    Assistant,
}

/// A question with its answer, found in a transcript, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The question, readable without the chat.
    pub question: String,
    /// The answer: the agent's turns joined, without greetings and chit-chat.
    pub answer: String,
    /// Indexes of the lines it rests on, ascending.
    pub evidence: Vec<usize>,
}

/// Why a transcript yields no draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NothingReusable {
    /// No agent wrote to the requester.
    NoAgent,
    /// No line of the requester asks or describes anything.
    NoQuestion,
    /// The agent only greeted, asked back or promised to look into it.
    NoAnswer,
    /// What was said holds for this person or moment only.
    Personal,
    /// Somebody said that it is not for others.
    Confidential,
}

/// What learning made of a closed ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearningOutcome {
    /// So many drafts were made or counted up.
    Drafts(u32),
    /// Nothing reusable, and why.
    Nothing(NothingReusable),
}

/// A proposed entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Our id.
    pub id: DraftId,
    /// The team whose ticket it came from; its agents review it.
    pub team: TeamId,
    /// Proposed question.
    pub question: String,
    /// Proposed answer.
    pub answer: String,
    /// Language of the text.
    pub language: Language,
    /// What it is beside the FAQ at the time it was proposed.
    pub relation: Relation,
    /// Entries near to its question at that time, best first: the ones it may be the same as.
    pub near: Vec<EntryId>,
    /// Who will see it once it is published: those whom its team serves.
    pub audience: Audience,
    /// Where it stands.
    pub state: DraftState,
    /// The tickets that asked it, oldest first; their number is the draft's count.
    pub tickets: Vec<TicketId>,
    /// The messages it rests on.
    pub evidence: Vec<MessageId>,
    /// Since when it has been up for review, last.
    pub at: OffsetDateTime,
}

impl Draft {
    /// Which round of its life it is in: each begins when it comes up for review (again). Milliseconds since 1970.
    pub fn round(&self) -> i64 {
        (self.at.unix_timestamp_nanos() / 1_000_000) as i64
    }

    /// Whether somebody may review it: they do so for its team. Every verb of a reviewer asks this first, whoever calls it.
    pub fn must_be_of_team(&self, reviewer: &Reviewer) -> Result<(), ReviewError> {
        if reviewer.team() == self.team { Ok(()) } else { Err(ReviewError::NotAnAgent) }
    }

    /// Whether somebody may review it and nobody has.
    pub fn waiting_for(&self, reviewer: &Reviewer) -> Result<(), ReviewError> {
        self.must_be_of_team(reviewer)?;
        if self.state == DraftState::Proposed { Ok(()) } else { Err(ReviewError::Reviewed(self.state.clone())) }
    }
}

/// The life of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftState {
    /// Waits for review.
    Proposed,
    /// Published in this entry, whose version it made.
    Approved { entry: EntryId, version: u32, by: PersonId, at: OffsetDateTime },
    /// Not wanted, and why.
    Rejected { by: PersonId, reason: String, at: OffsetDateTime },
    /// Its question was added to an existing entry.
    Merged { entry: EntryId, version: u32, by: PersonId, at: OffsetDateTime },
    /// Its ticket is open again; the next close proposes it anew, if it still says the same.
    Withdrawn { at: OffsetDateTime },
}

/// Why an action on a draft was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// It does not wait for review: it was approved, rejected or merged already, or is withdrawn.
    #[error("draft was reviewed already")]
    Reviewed(DraftState),
    /// They review for another team.
    #[error("no reviewer of this team")]
    NotAnAgent,
    /// There is no such draft or entry, or it is not for this team.
    #[error("no such draft or entry")]
    Missing,
    /// There is no reason.
    #[error("reason is empty")]
    NoReason,
    /// Question or answer is empty or too long.
    #[error("question or answer is empty or too long")]
    BadText,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A question that no entry answered: one part of a knowledge gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The requester's message.
    pub message: MessageId,
    /// When it was asked.
    pub at: OffsetDateTime,
    /// Language of the question.
    pub language: Language,
}

/// Where drafts stand, as people sort them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DraftStanding {
    /// Wherever.
    #[default]
    Any,
    /// Wait for review.
    Proposed,
    /// Approved, rejected, merged or withdrawn.
    Reviewed,
}

/// All drafts of a tenant, and the questions without an answer.
#[async_trait]
pub trait Drafts: Send {
    /// By id.
    async fn draft(&mut self, id: DraftId) -> Result<Option<Draft>, StoreError>;
    /// Adds a draft or changes the one with that id.
    async fn save_draft(&mut self, draft: &Draft) -> Result<(), StoreError>;
    /// Drafts that wait for review in a team, newest first. Where two writing transactions ask this for one team, the second
    /// waits for the end of the first: what one adds the other counts, and no review of the same moment is overwritten.
    async fn waiting_drafts(&mut self, team: TeamId) -> Result<Vec<Draft>, StoreError>;
    /// The drafts of a team before one (`None`: all), newest first, at most `most`; only those in whose question or answer `text`
    /// stands, in any case. Locks none.
    async fn drafts_of_team(
        &mut self,
        team: TeamId,
        (standing, text): (DraftStanding, &str),
        before: Option<DraftId>,
        most: u32,
    ) -> Result<Vec<Draft>, StoreError>;
    /// The drafts that a ticket has yielded.
    async fn drafts_of(&mut self, ticket: TicketId) -> Result<Vec<Draft>, StoreError>;
    /// What learning made of a ticket's last close; `None` until it has looked.
    async fn learning_outcome(&mut self, ticket: TicketId) -> Result<Option<LearningOutcome>, StoreError>;
    /// Notes what learning made of a ticket's last close; `None`: it was no close after all.
    async fn save_learning_outcome(
        &mut self,
        ticket: TicketId,
        outcome: Option<LearningOutcome>,
    ) -> Result<(), StoreError>;
    /// Keeps a question without an answer; the same message once.
    async fn keep_unanswered(&mut self, unanswered: &Unanswered) -> Result<(), StoreError>;
    /// A question without an answer, by its message.
    async fn unanswered_message(&mut self, message: MessageId) -> Result<Option<Unanswered>, StoreError>;
    /// Questions without an answer with their words, before one (`None`: all), newest first; only those with `text` in them, in any
    /// case.
    async fn unanswered_before(
        &mut self,
        text: &str,
        before: Option<MessageId>,
        most: u32,
    ) -> Result<Vec<(Unanswered, String)>, StoreError>;
    /// Questions without an answer that were asked since, whose words are still kept, with who asked; newest first.
    async fn asked_in_vain(&mut self, since: OffsetDateTime, most: u32) -> Result<Vec<AskedInVain>, StoreError>;
    /// Questions without an answer, newest first.
    async fn unanswered(&mut self, most: u32) -> Result<Vec<Unanswered>, StoreError>;
}
