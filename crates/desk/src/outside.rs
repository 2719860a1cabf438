//! What the desk asks of the world.

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::answering::Courtesy;
use crate::delivery::{Notice, TicketNotice};
use crate::faq::{Audience, AudienceGroup};
use crate::handoff::Priority;
use crate::id::{DeliveryId, DraftId, EntryId, InquiryId, MessageId, TeamId, TicketId};
use crate::inquiry::{Attachment, Conversation, Stage};
use crate::language::Language;
use crate::learning::{DraftState, Relation};
use crate::people::{Member, Person};

/// Tells the time, UTC.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> OffsetDateTime;
    /// What [`now`](Self::now) would be, were the clock never set since this program began: how long something takes is measured by it.
    fn steady(&self) -> OffsetDateTime {
        self.now()
    }
}

/// Makes identifiers.
pub trait Ids: Send + Sync {
    /// A fresh UUID, version 7: later ones sort after earlier ones.
    fn fresh(&self) -> Uuid;
}

/// A way people reach us. One call is one attempt; the caller keeps order and decides about trying again.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Waits for our turn to say something new there, among all that the service lets through, and takes it: the next
    /// [`send`](Self::send) or [`open_thread`](Self::open_thread) has it. `Err`: not soon, but after this time.
    async fn turn(&self, to: &Conversation) -> Result<(), Duration>;
    /// Takes our [`turn`](Self::turn) if it has come already.
    async fn turn_at_once(&self, to: &Conversation) -> bool;
    /// Sends something new.
    async fn send(&self, to: &Conversation, post: &Post) -> Sent;
    /// Replaces something sent before. Idempotent.
    async fn update(&self, to: &Conversation, remote_id: &str, post: &Post) -> Sent;
    /// Starts a thread in a channel with `post` as its root. Its outcome's `thread` is the thread's remote id.
    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent;
    /// Shows that the assistant is thinking. Returns at once: nobody waits for it, and failure is of no interest.
    fn typing(&self, to: &Conversation);
    /// The members of a channel's team, if they can be read within so long.
    async fn roster(&self, channel: &Conversation, within: Duration) -> Result<Vec<Member>, ChannelError>;
}

/// What became of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is there. `remote_id` is missing where the channel gives none; `thread` only for a new thread; `left_out` are the
    /// positions of a carried message's attachments that could only be mentioned.
    Delivered { remote_id: Option<String>, thread: Option<String>, left_out: Vec<usize> },
    /// It may or may not be there: the connection broke after sending, or the service failed.
    Unknown { reason: String },
    /// Surely not there; the service, or our own limit on calls, says when to come back.
    Later { after: Duration },
    /// Surely not there: the service cannot be reached, and nobody knows for how long. The caller's pauses grow.
    Unreachable { reason: String },
    /// The person has blocked the app.
    Blocked,
    /// The app was removed.
    Uninstalled,
    /// Refused for good.
    Refused { reason: String },
    /// The conversation, or the message to update, is gone.
    Gone,
    /// The app may not write there.
    Forbidden { reason: String },
}

/// Why the channel could not tell something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// Worth another try.
    #[error("channel is not available: {0}")]
    Transient(String),
    /// Not worth it.
    #[error("channel refused: {0}")]
    Refused(String),
}

/// Knows in which Entra groups somebody is.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The groups of a person, as [`AudienceGroup::Group`]s.
    async fn groups(&self, person: &Person) -> Result<Vec<AudienceGroup>, ChannelError>;
}

/// Everything that is to be shown, in the words of the desk; the channel makes cards and sentences of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// In which language.
    pub language: Language,
    /// What.
    pub content: Content,
}

/// What a post shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// First words after installation.
    Welcome,
    /// What one can type. `connect`: also how a channel is connected.
    Help { connect: bool },
    /// One entry as the answer. `offer_person` is false once a person has it; `round`: when this was shown,
    /// milliseconds since 1970; `other_language`: as in [`Choice`].
    Answer {
        message: MessageId,
        round: i64,
        question: String,
        answer: String,
        source: Source,
        other_language: Option<Language>,
        helpful: Option<bool>,
        offer_person: bool,
    },
    /// Entries to choose from.
    Candidates { message: MessageId, round: i64, choices: Vec<Choice>, offer_person: bool },
    /// "I do not know"; offers a person.
    Unknown { message: MessageId, round: i64, offer_person: bool },
    /// A word of courtesy.
    Courtesy(Courtesy),
    /// A person's message, carried over. `from` is their name; `origin` tells which side they are on.
    Relay { from: String, origin: Side, text: String, attachments: Vec<Attachment> },
    /// The ticket card.
    Ticket(TicketView),
    /// Solved? And once, where an agent has answered (`asks`): how satisfied? `solved`: `Some(true)` after a good
    /// score, `Some(false)` once the ticket is open again.
    Ending { ticket: TicketId, round: i64, number: i64, solved: Option<bool>, asks: bool, csat: Option<u8> },
    /// A closed ticket is not solved after all? Offers to reopen it.
    ReopenOffer { ticket: TicketId, round: i64, number: i64 },
    /// A draft for review.
    Draft(DraftView),
    /// The requester's inquiries, newest first.
    MyInquiries(Vec<InquiryView>),
    /// Choose a team; the default one where somebody does not know.
    ChooseTeam { inquiry: InquiryId, round: i64, teams: Vec<(TeamId, String)>, default: Option<TeamId> },
    /// A team was chosen.
    TeamChosen { inquiry: InquiryId },
    /// This channel now belongs to that team.
    Connected { team: String },
    /// A message may not have arrived, or surely has not (`refused`). `excerpt` is the author's own text, shortened.
    DeliveryUnknown { delivery: DeliveryId, excerpt: String, refused: bool, resent: bool },
    /// To whoever wrote a message: these of its attachments did not reach the other side. A name is empty where the channel
    /// has told none.
    NotCarried { names: Vec<String> },
    /// A sentence about a ticket. `usual_wait`: within that time agents lately took most of what was asked of them.
    TicketNotice {
        notice: TicketNotice,
        number: i64,
        team: String,
        agent: Option<String>,
        requester: String,
        usual_wait: Option<Duration>,
    },
    /// A sentence. `names` are the known teams where the notice lists them.
    Notice { notice: Notice, names: Vec<String> },
}

/// An entry to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The entry.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// Its language, where that is one in which the asker neither wrote nor has their Teams.
    pub other_language: Option<Language>,
}

/// What an answer rests on, as a person would name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The entry's question.
    pub title: String,
    /// Since when the entry says so.
    pub since: OffsetDateTime,
}

/// A side of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The requester's.
    Requester,
    /// The agents'.
    Agents,
    /// An agent's, for agents only.
    AmongAgents,
}

/// A ticket as its card shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketView {
    /// The ticket.
    pub ticket: TicketId,
    /// Which round of its life it is in.
    pub round: i64,
    /// Its number.
    pub number: i64,
    /// Name of the team.
    pub team: String,
    /// Name of the requester.
    pub requester: String,
    /// The question that led here, with the requester's words.
    pub question: String,
    /// What else the requester asked the assistant that day, oldest first, shortened; not what this ticket is about.
    pub earlier: Vec<String>,
    /// The entries that the assistant had offered: question, and shortened answer. The answer is empty where the
    /// requester was only shown the question.
    pub history: Vec<(String, String)>,
    /// Whether an agent has said that the assistant was wrong. `None`: it had said nothing of its own.
    pub refuted: Option<bool>,
    /// Where it stands.
    pub state: TicketStateView,
    /// Whether what was done last can be taken back here, now.
    pub can_undo: bool,
    /// How urgent.
    pub priority: Priority,
    /// When it was opened.
    pub opened_at: OffsetDateTime,
    /// How often it was reminded.
    pub reminded: u32,
    /// Colleagues to whom it can be assigned: directory id and name.
    pub colleagues: Vec<(String, String)>,
    /// Other teams to which it can be passed on: id and name.
    pub teams: Vec<(TeamId, String)>,
    /// Satisfaction, once given.
    pub csat: Option<u8>,
}

/// A ticket's state with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketStateView {
    /// Nobody has it.
    Queued,
    /// This person has it.
    Assigned(String),
    /// Not here any more: it is with the team that the card names.
    Left,
    /// Given back by this person.
    HandedBack(String),
    /// Closed by this person.
    Closed(String),
}

/// A draft as its card shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftView {
    /// The draft.
    pub draft: DraftId,
    /// Which round of its life it is in.
    pub round: i64,
    /// Question, editable while proposed.
    pub question: String,
    /// Answer, editable while proposed.
    pub answer: String,
    /// What it is beside the FAQ.
    pub relation: Relation,
    /// Question and answer of the related entry, where there is one.
    pub related: Option<(String, String)>,
    /// Entries that may be the same: id and question.
    pub near: Vec<(EntryId, String)>,
    /// Who will see it once it is published.
    pub audience: Audience,
    /// How many tickets asked it.
    pub count: usize,
    /// The messages it rests on: `Q` (the requester's) or `A` (an agent's), and what was said, masked as in the draft.
    pub evidence: Vec<(String, String)>,
    /// Where it stands.
    pub state: DraftState,
    /// Whether a ticket that asked it is open: what was withdrawn for that comes back when it closes.
    pub is_ticket_open: bool,
    /// Who reviewed it.
    pub reviewer: Option<String>,
}

/// A line of the requester's inquiries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryView {
    /// The first question, shortened.
    pub question: String,
    /// Where it stands.
    pub stage: Stage,
    /// Ticket number, where there is one.
    pub number: Option<i64>,
    /// Who has the ticket.
    pub agent: Option<String>,
    /// When it was opened.
    pub opened_at: OffsetDateTime,
}
