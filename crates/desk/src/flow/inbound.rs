//! What came in, in the words of the desk.

use std::panic::{AssertUnwindSafe, catch_unwind};

use time::OffsetDateTime;

use crate::actions::Press;
use crate::id::TenantId;
use crate::inquiry::{Address, Attachment, ConversationKind};
use crate::language::Language;
use crate::people::DirectoryId;

/// Turns an activity, as it was stored, into the words of the desk.
pub trait InboundParser: Send + Sync {
    /// `Err`: nobody can make sense of it, with the reason (without anybody's text).
    fn parse(&self, tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String>;
}

/// What an activity turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum ParsedActivity {
    /// The channel tells of something.
    Inbound(Inbound),
    /// Somebody pressed a card in a client that does not wait for an answer.
    CardAction(Inbound, Press),
    /// The same, but with data that no card of ours carries. With the verb, where it is one of ours, else a word that
    /// stands for none.
    UnreadableAction(Inbound, &'static str),
}

/// Something that came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// Whose it is, as the channel has proved.
    pub tenant: TenantId,
    /// Where.
    pub conversation: RemoteConversation,
    /// Who; `None` for what the channel tells on its own.
    pub from: Option<Sender>,
    /// The channel's id of it.
    pub activity_id: String,
    /// When it reached us.
    pub at: OffsetDateTime,
    /// What.
    pub what: InboundKind,
}

impl Inbound {
    /// What came in, where it can be acted on at once. What even stops the reader is kept: as a task it fails for itself, and is
    /// put aside in the end.
    pub fn of(read: impl FnOnce() -> Result<ParsedActivity, String>) -> Option<Self> {
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(ParsedActivity::Inbound(inbound))) => Some(inbound),
            _ => None,
        }
    }
}

/// A conversation as the channel names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteConversation {
    /// The channel's id.
    pub remote_id: String,
    /// Kind of thread.
    pub kind: ConversationKind,
    /// How its channel reaches it.
    pub address: Address,
    /// The channel's id of what several channels belong to (a Teams team).
    pub team_remote_id: Option<String>,
    /// The channel of a thread.
    pub channel_remote_id: Option<String>,
    /// The message with which a thread began.
    pub root_remote_id: Option<String>,
    /// Name of channel or chat.
    pub name: Option<String>,
}

/// Who spoke, as the channel has proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Entra object id.
    pub directory_id: DirectoryId,
    /// Id within the channel.
    pub channel_id: String,
    /// Display name; anybody's text.
    pub name: String,
    /// Language of the client.
    pub language: Option<Language>,
}

/// What came in.
#[derive(Debug, Clone, PartialEq)]
pub enum InboundKind {
    /// Somebody wrote.
    Message { text: String, attachments: Vec<Attachment>, mentions_bot: bool, command: Option<Command> },
    /// Somebody changed what they had written.
    Edited {
        remote_id: String,
        text: String,
        attachments: Vec<Attachment>,
        mentions_bot: bool,
        command: Option<Command>,
    },
    /// Somebody deleted what they had written.
    Deleted { remote_id: String },
    /// The app was installed.
    Installed,
    /// The app was removed.
    Uninstalled,
    /// The members of a team have changed.
    MembersChanged,
    /// Nothing of interest.
    Ignored,
}

/// Words that are orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What can I do?
    Help,
    /// Talk to a person.
    Person,
    /// My inquiries.
    MyInquiries,
    /// How do my inquiries stand? In free words, which may be meant for the person who has one of them.
    HowItStands,
    /// Connect this channel to a team: the one of this name, or the only or default one.
    Connect(Option<String>),
    /// What a button of the ticket's card says, written instead of pressed.
    Button,
}

impl InboundKind {
    /// Somebody wrote a text to the bot: in a personal chat, or with a mention.
    pub fn message(text: &str) -> Self {
        Self::Message { text: text.to_owned(), attachments: Vec::new(), mentions_bot: true, command: None }
    }

    /// Somebody changed a message that means the bot: in a personal chat, or with a mention.
    pub fn edited(remote_id: &str, text: &str) -> Self {
        let (remote_id, text) = (remote_id.to_owned(), text.to_owned());
        Self::Edited { remote_id, text, attachments: Vec::new(), mentions_bot: true, command: None }
    }

    /// Somebody gave an order to the bot.
    pub fn command(command: Command) -> Self {
        Self::Message { text: String::new(), attachments: Vec::new(), mentions_bot: true, command: Some(command) }
    }
}
