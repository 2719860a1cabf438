//! One request for help, from the first question to its end, and the messages in it.
//!
//! Start with [`Inquiry`] and its [`Stage`]; `ask.rs` decides whether a text opens an inquiry or continues one;
//! `follow_up.rs` reads "and on the phone?" with the question before it.
//! A Teams chat is one endless [`Conversation`] through which many inquiries pass.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::id::{ChannelName, ConversationId, EntryId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use crate::language::Language;
use crate::store::StoreError;

mod ask;
mod follow_up;
mod guess;
mod matter;
mod not_solved;
mod search;
mod words;
pub use ask::{Asked, NewMessage, ask};
pub(crate) use ask::{SILENCE, continues, take_down};
pub(crate) use follow_up::{is_follow_up, with_context};
pub use guess::{Evidence, Guess};
pub use not_solved::says_not_solved;
pub use search::{Excerpt, Hits, Search, tokens_of};
pub(crate) use words::requester_words;

/// What kind of Teams thread a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationKind {
    /// One person with the bot.
    Personal,
    /// Several people; the bot hears only mentions.
    Group,
    /// A channel as a whole: new threads start here.
    Channel,
    /// One thread of a channel.
    Thread,
}

/// Whether messages can reach a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// As far as known, yes.
    Reachable,
    /// Deliveries are refused: the person has blocked the app, or removed it and Teams has not told of it yet.
    Blocked,
    /// The app was removed, as Teams has told.
    Uninstalled,
    /// The chat, channel or thread was deleted, or nobody may write there any more.
    Gone,
}

/// Which channel a conversation is of, and how that channel reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The channel.
    pub channel: ChannelName,
    /// What the channel has written and it alone reads.
    pub opaque: String,
}

/// A Teams thread through which messages pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Our id.
    pub id: ConversationId,
    /// Kind of thread.
    pub kind: ConversationKind,
    /// The channel's own id. Opaque, unique in the tenant.
    pub remote_id: String,
    /// How its channel reaches it; the newest that an authenticated activity named.
    pub address: Address,
    /// The channel of a thread.
    pub parent: Option<ConversationId>,
    /// The remote id of the Teams team to which it belongs, and in which the app is installed as a whole. Opaque.
    pub team_remote_id: Option<String>,
    /// Name of a channel or chat, where known.
    pub name: Option<String>,
    /// The other person of a personal chat.
    pub person: Option<PersonId>,
    /// Language of what the desk says here on its own.
    pub language: Language,
    /// Whether messages arrive.
    pub reach: Reach,
    /// The welcome was said since the last installation.
    pub greeted: bool,
}

/// One request for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// Our id.
    pub id: InquiryId,
    /// Who asks.
    pub requester: PersonId,
    /// Where they ask.
    pub conversation: ConversationId,
    /// Language of the first question.
    pub language: Language,
    /// Where it stands.
    pub stage: Stage,
    /// First question.
    pub opened_at: OffsetDateTime,
    /// Last message of anybody.
    pub last_at: OffsetDateTime,
}

/// The life of an inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The assistant answers.
    Assistant,
    /// People talk; the assistant is silent.
    People(TicketId),
    /// Nothing more is expected. Asking again opens another inquiry; a closed ticket can be reopened.
    Ended(Ending),
}

impl Stage {
    /// Whether people have it.
    pub fn is_with_people(&self) -> bool {
        matches!(self, Self::People(_))
    }
}

/// How an inquiry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The requester said that the answer helped.
    Solved,
    /// An agent closed the ticket.
    Closed,
    /// The requester went on to something else.
    LeftBehind,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The person who asks.
    Requester(PersonId),
    /// A human who answers.
    Agent(PersonId),
    /// The program.
    Assistant,
}

/// What a message is.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageKind {
    /// Something said between requester and agent, or to the assistant.
    Said,
    /// Something said among agents only.
    Note,
    /// What the assistant said to a question.
    Answer(Reply),
}

/// What the assistant said.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// One entry. `confidence` 0–1; `helpful` is the requester's rating.
    Entry { entry: EntryId, version: u32, confidence: f32, helpful: Option<bool> },
    /// At most three entries to choose from, best first.
    Candidates { entries: Vec<EntryId> },
    /// An honest "I do not know".
    Unknown,
}

/// A picture or file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name or a name made from the type; anybody's text.
    pub name: String,
    /// Media type as the channel says.
    pub media_type: String,
    /// Where the channel keeps it; fetched only through the channel's own port.
    pub location: String,
    /// Whether the channel lets us pass it on.
    pub kind: AttachmentKind,
}

/// How an attachment can be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A picture pasted into the chat; fetched with the bot's token.
    Picture,
    /// A file with a short-lived download link.
    File,
    /// Something the channel does not hand over; said, not dropped.
    Withheld,
}

/// One utterance in an inquiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Our id.
    pub id: MessageId,
    /// The inquiry.
    pub inquiry: InquiryId,
    /// Position in the inquiry, from 1, without gaps. Set by the store when it is added.
    pub number: i64,
    /// Who wrote it.
    pub author: Author,
    /// What it is.
    pub kind: MessageKind,
    /// Plain text; anybody's text.
    pub text: String,
    /// Pictures and files.
    pub attachments: Vec<Attachment>,
    /// When it reached us.
    pub at: OffsetDateTime,
    /// Where it was written; `None` for what the assistant says.
    pub conversation: Option<ConversationId>,
    /// The channel's id of it, where it came from there.
    pub remote_id: Option<String>,
    /// What the assistant thought best when it said this.
    pub guess: Option<Guess>,
}

impl Message {
    /// Whether its author has deleted it: then it is kept without text and attachments, and nobody can send such a
    /// message.
    pub fn is_deleted(&self) -> bool {
        self.text.is_empty() && self.attachments.is_empty() && !matches!(self.kind, MessageKind::Answer(_))
    }
}

/// An inquiry as a line of a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquirySummary {
    /// The inquiry.
    pub inquiry: Inquiry,
    /// The name of whoever asks.
    pub requester: String,
    /// What they wrote first.
    pub question: String,
}

/// An inquiry in which something was said that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryHit {
    /// The inquiry.
    pub summary: InquirySummary,
    /// The message in which it was said.
    pub message: MessageId,
    /// Where in that message.
    pub excerpt: Excerpt,
}

/// All conversations of a tenant.
#[async_trait]
pub trait Conversations: Send {
    /// By our id.
    async fn conversation(&mut self, id: ConversationId) -> Result<Option<Conversation>, StoreError>;
    /// By the channel's id.
    async fn conversation_by_remote(&mut self, remote_id: &str) -> Result<Option<Conversation>, StoreError>;
    /// The newest personal chat with somebody that can be reached.
    async fn personal_chat_of(&mut self, person: PersonId) -> Result<Option<Conversation>, StoreError>;
    /// Adds a conversation or changes the one with that id.
    async fn save_conversation(&mut self, conversation: &Conversation) -> Result<(), StoreError>;
    /// Marks a conversation and, for a Teams team, its channels and threads.
    async fn set_reach(&mut self, id: ConversationId, reach: Reach) -> Result<(), StoreError>;
    /// Marks one channel and its threads; the other channels of its Teams team stay as they are.
    async fn set_channel_reach(&mut self, channel: ConversationId, reach: Reach) -> Result<(), StoreError>;
}

/// All inquiries of a tenant, with their messages.
#[async_trait]
pub trait Inquiries: Send {
    /// By id.
    async fn inquiry(&mut self, id: InquiryId) -> Result<Option<Inquiry>, StoreError>;
    /// The inquiry of a requester in a conversation with the latest `last_at`, whatever its stage.
    async fn latest_inquiry(
        &mut self,
        conversation: ConversationId,
        requester: PersonId,
    ) -> Result<Option<Inquiry>, StoreError>;
    /// The newest inquiries of a requester, newest first.
    async fn inquiries_of(&mut self, requester: PersonId, most: u32) -> Result<Vec<Inquiry>, StoreError>;
    /// What somebody has asked before an inquiry (`None`: everything), newest first, at most `most`; each with the team that has or had
    /// its newest ticket. Locks none.
    async fn inquiries_by(
        &mut self,
        requester: PersonId,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Vec<(InquirySummary, Option<TeamId>)>, StoreError>;
    /// The inquiries before one (`None`: all), newest first, at most `most`; only those whose newest ticket is of `team` (`None`: of
    /// any, or none). Locks none.
    async fn inquiries_before(
        &mut self,
        team: Option<TeamId>,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Vec<InquirySummary>, StoreError>;
    /// The inquiries in which something was said, as [`inquiries_before`](Self::inquiries_before) gives them; of those whose newest
    /// ticket is of one of `teams` (`None`: of all). Nothing else is looked at.
    async fn inquiries_with(
        &mut self,
        teams: Option<&[TeamId]>,
        search: &Search,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<InquiryHit>, StoreError>;
    /// Moves what somebody asked in other chats of theirs with the bot into this one.
    async fn move_inquiries(&mut self, requester: PersonId, chat: ConversationId) -> Result<(), StoreError>;
    /// Adds an inquiry or changes the one with that id.
    async fn save_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError>;
    /// As [`save_inquiry`](Self::save_inquiry) and then [`add_message`](Self::add_message), in one step; an inquiry that is known keeps
    /// its requester, its conversation and when it was opened.
    async fn save_with_message(&mut self, inquiry: &Inquiry, message: Message) -> Result<Message, StoreError>;
    /// Adds a message at the end, whatever its `number` says; returns it with the number it got.
    async fn add_message(&mut self, message: Message) -> Result<Message, StoreError>;
    /// A message by id.
    async fn message(&mut self, id: MessageId) -> Result<Option<Message>, StoreError>;
    /// Changes kind (a rating, a choice), text (an edit) and attachments (deleted, or not carried) of a message.
    async fn save_message(&mut self, message: &Message) -> Result<(), StoreError>;
    /// A person's message by where it was written and the channel's id of it.
    async fn message_by_remote(
        &mut self,
        conversation: ConversationId,
        remote_id: &str,
    ) -> Result<Option<Message>, StoreError>;
    /// The message with which an inquiry began.
    async fn first_message(&mut self, inquiry: InquiryId) -> Result<Option<Message>, StoreError>;
    /// The messages of an inquiry in order.
    async fn messages(&mut self, inquiry: InquiryId) -> Result<Vec<Message>, StoreError>;
}
