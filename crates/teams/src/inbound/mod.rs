//! From an activity to the words of the desk; pure.
//!
//! [`sort`] says what is to be kept; [`read`] gives what was heard, or a press on a card with its data checked for form
//! ([`pressing`]). [`commands`] knows the words that are orders, [`parser`] the form in which an activity waits in the store.
//! Nothing here decides who may do what.

use desk::actions::Press;
use desk::flow::{Command, Inbound, InboundKind, RemoteConversation, Sender};
use desk::id::TenantId;
use desk::inquiry::{Attachment, ConversationKind};
use desk::language::Language;
use desk::people::DirectoryId;
use time::OffsetDateTime;

use crate::activity::text::Cleaned;
use crate::activity::{Account, Activity, Named, attachments, names, text, thread};
use crate::address::TeamsAddress;

mod about_us;
pub mod commands;
pub mod parser;
pub mod pressing;
mod wishes;

pub use parser::{Arrival, TeamsParser};
pub use pressing::{BadAction, press};

/// Longest text that is handed on, in characters. The desk says itself what is too long for it; this only bounds memory.
const LONGEST_TEXT: usize = 100_000;
/// Longest id of a conversation, message or account, in bytes. Teams' own end at about 200.
const LONGEST_ID: usize = 512;

/// What came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// Something said, installed or changed.
    Inbound(Inbound),
    /// A press on a card.
    CardAction(CardAction),
}

/// A press on a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardAction {
    /// Whose it is, as the channel has proved.
    pub tenant: TenantId,
    /// Where.
    pub conversation: RemoteConversation,
    /// Who.
    pub from: Sender,
    /// The channel's id of it.
    pub activity_id: String,
    /// When it reached us.
    pub at: OffsetDateTime,
    /// The message with the card, where the channel tells.
    pub card_remote_id: Option<String>,
    /// Somebody waits for the answer; otherwise it is an old client's submit, which arrives like a message.
    pub is_invoke: bool,
    /// The verb, where it is one of ours.
    pub verb: &'static str,
    /// What is asked for.
    pub press: Result<Press, BadAction>,
}

/// An activity that lacks what every activity needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No type.
    #[error("type is missing")]
    Type,
    /// No id.
    #[error("id is missing")]
    Id,
    /// No conversation.
    #[error("conversation is missing")]
    Conversation,
    /// No service URL.
    #[error("serviceUrl is missing")]
    ServiceUrl,
    /// No tenant, or one that cannot be.
    #[error("tenant is missing or malformed")]
    Tenant,
    /// A message or a press without a sender.
    #[error("from is missing")]
    From,
    /// The sender's Entra object id is none.
    #[error("from.aadObjectId is no object id")]
    Directory,
    /// An id that no service of Microsoft makes.
    #[error("{0} is longer than 512 bytes or holds control characters")]
    BadId(&'static str),
}

/// What is to be done with an activity, before what was said is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Sorted {
    /// A press on a card.
    Pressed(Box<CardAction>),
    /// To be kept, and read when its turn comes.
    Kept,
    /// Nothing for us.
    Ignored,
}

/// Sorts an activity that reached us `at`; refuses what [`read`] refuses, and leaves alone what takes time to read. It must have
/// passed [`auth`](crate::auth) before.
pub fn sort(activity: &Activity, at: OffsetDateTime) -> Result<Sorted, Unreadable> {
    let envelope = Envelope::open(activity)?;
    let is_said = matches!(envelope.kind, "message" | "messageUpdate");
    let is_ignored = envelope.is_nobodys() || (!is_said && happened(activity, envelope.kind) == InboundKind::Ignored);
    Ok(match envelope.press(activity, at) {
        Some(press) => Sorted::Pressed(Box::new(press)),
        None if is_ignored => Sorted::Ignored,
        None => Sorted::Kept,
    })
}

/// Reads an activity that reached us `at`. It must have passed [`auth`](crate::auth) before.
pub fn read(activity: &Activity, at: OffsetDateTime) -> Result<Incoming, Unreadable> {
    let envelope = Envelope::open(activity)?;
    if let Some(press) = envelope.press(activity, at) {
        return Ok(Incoming::CardAction(press));
    }
    let what = match envelope.kind {
        // Without an Entra id nobody can be told apart: bots, connectors and guests of a meeting are not served.
        _ if envelope.is_nobodys() => InboundKind::Ignored,
        "message" => said(activity),
        "messageUpdate" => edited(activity),
        kind => happened(activity, kind),
    };
    let Envelope { tenant, conversation, from, activity_id, .. } = envelope;
    Ok(Incoming::Inbound(Inbound { tenant, conversation, from, activity_id, at, what }))
}

/// Everything about an activity but what it says.
struct Envelope<'a> {
    kind: &'a str,
    tenant: TenantId,
    conversation: RemoteConversation,
    from: Option<Sender>,
    activity_id: String,
}

impl<'a> Envelope<'a> {
    fn open(activity: &'a Activity) -> Result<Self, Unreadable> {
        let kind = activity.r#type.as_deref().filter(|kind| !kind.is_empty()).ok_or(Unreadable::Type)?;
        check_ids(activity)?;
        let activity_id = activity.id.clone().filter(|id| !id.is_empty()).ok_or(Unreadable::Id)?;
        let conversation = conversation(activity)?;
        let (a, b) = activity.tenants();
        let tenant = a.or(b).and_then(TenantId::parse).ok_or(Unreadable::Tenant)?;
        let from = match &activity.from {
            Some(account) => speaker(account, activity.client_locale())?,
            None => None,
        };
        let envelope = Self { kind, tenant, conversation, from, activity_id };
        if envelope.is_persons() && activity.from.is_none() {
            return Err(Unreadable::From);
        }
        Ok(envelope)
    }

    /// Whether only a person does such a thing.
    fn is_persons(&self) -> bool {
        matches!(self.kind, "message" | "messageUpdate" | "messageDelete" | "invoke")
    }

    /// Whether a person should have done it, and none that we know of did.
    fn is_nobodys(&self) -> bool {
        self.is_persons() && self.from.is_none()
    }

    /// The press on a card, where it is one.
    fn press(&self, activity: &Activity, at: OffsetDateTime) -> Option<CardAction> {
        let (verb, data) = pressing::pressed(activity)?;
        Some(CardAction {
            tenant: self.tenant.clone(),
            conversation: self.conversation.clone(),
            from: self.from.clone()?,
            activity_id: self.activity_id.clone(),
            at,
            card_remote_id: activity.reply_to_id.clone().filter(|id| !id.is_empty()),
            is_invoke: self.kind == "invoke",
            verb: pressing::known(&verb).unwrap_or(pressing::UNKNOWN),
            press: press(&verb, &data),
        })
    }
}

/// Whatever is no text.
fn happened(activity: &Activity, kind: &str) -> InboundKind {
    match kind {
        "messageDelete" => InboundKind::Deleted { remote_id: activity.id.clone().unwrap_or_default() },
        "installationUpdate" => match activity.action.as_deref() {
            Some("add") => InboundKind::Installed,
            Some("remove") => InboundKind::Uninstalled,
            // A new version of the package: the app was there and is there.
            _ => InboundKind::Ignored,
        },
        "conversationUpdate" => membership(activity),
        _ => InboundKind::Ignored,
    }
}

fn said(activity: &Activity) -> InboundKind {
    let (Cleaned { text, mentions_bot }, attachments, command) = written(activity);
    InboundKind::Message { text: cut(text), attachments, mentions_bot, command }
}

fn edited(activity: &Activity) -> InboundKind {
    let (Cleaned { text, mentions_bot }, attachments, command) = written(activity);
    let remote_id = activity.id.clone().unwrap_or_default();
    InboundKind::Edited { remote_id, text: cut(text), attachments, mentions_bot, command }
}

fn written(activity: &Activity) -> (Cleaned, Vec<Attachment>, Option<Command>) {
    let twin = text::twin(activity);
    let cleaned = text::clean_beside(activity, twin.as_ref());
    let service_url = activity.service_url.as_deref().unwrap_or_default();
    let attachments = attachments::classify_beside(activity, twin.as_ref(), service_url);
    let command = commands::read(&cleaned.text);
    (cleaned, attachments, command)
}

fn membership(activity: &Activity) -> InboundKind {
    let bot = activity.bot_id();
    let has_bot = |accounts: &Option<Vec<Account>>| accounts.iter().flatten().any(|it| it.id.as_deref() == Some(bot));
    let any = |accounts: &Option<Vec<Account>>| accounts.as_ref().is_some_and(|it| !it.is_empty());
    if has_bot(&activity.members_added) {
        InboundKind::Installed
    } else if has_bot(&activity.members_removed) {
        InboundKind::Uninstalled
    } else if any(&activity.members_added) || any(&activity.members_removed) {
        InboundKind::MembersChanged
    } else {
        InboundKind::Ignored
    }
}

fn conversation(activity: &Activity) -> Result<RemoteConversation, Unreadable> {
    let remote_id = activity.conversation_id().ok_or(Unreadable::Conversation)?.to_owned();
    let service_url = activity.service_url.clone().filter(|url| !url.is_empty()).ok_or(Unreadable::ServiceUrl)?;
    let account = activity.conversation.as_ref();
    let kind = kind(account.and_then(|it| it.conversation_type.as_deref()), &remote_id);
    let data = activity.channel_data.as_ref();
    let channel_name = data.and_then(|it| it.channel.as_ref()).and_then(|it| it.name.as_deref());
    let name = channel_name.or(account.and_then(|it| it.name.as_deref())).map(names::clean);
    let in_channel = matches!(kind, ConversationKind::Channel | ConversationKind::Thread);
    Ok(RemoteConversation {
        channel_remote_id: in_channel.then(|| thread::channel_of(&remote_id).to_owned()),
        root_remote_id: in_channel.then(|| thread::root_of(&remote_id).map(str::to_owned)).flatten(),
        remote_id,
        kind,
        address: TeamsAddress { service_url, bot_id: activity.bot_id().to_owned() }.sealed(),
        team_remote_id: data.and_then(|it| it.team.as_ref()).and_then(|it| it.id.clone()).filter(|id| !id.is_empty()),
        name: name.filter(|name| !name.is_empty()),
    })
}

fn kind(named: Option<&str>, remote_id: &str) -> ConversationKind {
    let is_channel = match named {
        Some("personal") => return ConversationKind::Personal,
        Some("groupChat") => return ConversationKind::Group,
        Some("channel") => true,
        // Old and odd clients leave the type out; the id tells.
        _ => {
            let base = thread::channel_of(remote_id);
            if base.starts_with("a:") {
                return ConversationKind::Personal;
            }
            base.ends_with("@thread.tacv2") || base.ends_with("@thread.skype")
        }
    };
    match (is_channel, thread::root_of(remote_id)) {
        (true, Some(_)) => ConversationKind::Thread,
        (true, None) => ConversationKind::Channel,
        (false, _) => ConversationKind::Group,
    }
}

/// `None`: a bot, a connector or a guest of a meeting, whom Entra does not know.
fn speaker(account: &Account, locale: Option<&str>) -> Result<Option<Sender>, Unreadable> {
    let Some(object) = account.aad_object_id.as_deref().filter(|id| !id.is_empty()) else { return Ok(None) };
    let directory_id = DirectoryId::parse(object).filter(|_| is_object_id(object)).ok_or(Unreadable::Directory)?;
    let Some(channel_id) = account.id.clone().filter(|id| !id.is_empty()) else { return Ok(None) };
    let name = names::clean(account.name.as_deref().unwrap_or_default());
    Ok(Some(Sender { directory_id, channel_id, name, language: locale.map(Language::of_locale) }))
}

/// Five groups of hexadecimal digits. The Agents Playground makes the last group a digit too long, so that only the first four
/// have their exact length.
fn is_object_id(text: &str) -> bool {
    let groups: Vec<&str> = text.trim().split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    matches!(lengths[..], [8, 4, 4, 4, 12 | 13]) && groups.iter().all(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Ids are opaque, but they become keys of tables and parts of addresses.
fn check_ids(activity: &Activity) -> Result<(), Unreadable> {
    fn id(account: Option<&Account>) -> Option<&str> {
        account?.id.as_deref()
    }
    fn named(it: Option<&Named>) -> Option<&str> {
        it?.id.as_deref()
    }
    let data = activity.channel_data.as_ref();
    for (name, id) in [
        ("id", activity.id.as_deref()),
        ("timestamp", activity.timestamp.as_deref()),
        ("conversation.id", activity.conversation_id()),
        ("replyToId", activity.reply_to_id.as_deref()),
        ("from.id", id(activity.from.as_ref())),
        ("recipient.id", id(activity.recipient.as_ref())),
        ("channelData.team.id", named(data.and_then(|it| it.team.as_ref()))),
        ("channelData.channel.id", named(data.and_then(|it| it.channel.as_ref()))),
    ] {
        if id.is_some_and(|id| id.len() > LONGEST_ID || id.chars().any(char::is_control)) {
            return Err(Unreadable::BadId(name));
        }
    }
    Ok(())
}

fn cut(text: String) -> String {
    names::shorten(&text, LONGEST_TEXT)
}
