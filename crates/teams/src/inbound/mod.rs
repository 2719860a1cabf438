//! From an activity to the words of the desk; pure.
//!
//! [`read`] gives what was heard, or a press on a card with its data checked for form ([`pressing`]). [`commands`] knows
//! the words that are orders, [`parser`] the form in which an activity waits in the store. Nothing here decides who may do
//! what.

use desk::actions::Press;
use desk::flow::{Inbound, InboundKind, RemoteConversation, Sender};
use desk::id::TenantId;
use desk::inquiry::ConversationKind;
use desk::language::Language;
use desk::people::DirectoryId;
use time::OffsetDateTime;

use crate::activity::{Account, Activity, attachments, names, text, thread};
use crate::address::TeamsAddress;

pub mod commands;
pub mod parser;
pub mod pressing;
mod wishes;

pub use parser::{TeamsParser, kept};
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

/// Reads an activity that reached us `at`. It must have passed [`auth`](crate::auth) before.
pub fn read(activity: &Activity, at: OffsetDateTime) -> Result<Incoming, Unreadable> {
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
    let is_persons = matches!(kind, "message" | "messageUpdate" | "messageDelete" | "invoke");
    if is_persons && activity.from.is_none() {
        return Err(Unreadable::From);
    }

    if let (Some((verb, data)), Some(from)) = (pressing::pressed(activity), from.clone()) {
        return Ok(Incoming::CardAction(CardAction {
            tenant,
            conversation,
            from,
            activity_id,
            at,
            card_remote_id: activity.reply_to_id.clone().filter(|id| !id.is_empty()),
            is_invoke: kind == "invoke",
            press: press(&verb, &data),
        }));
    }
    // Without an Entra id nobody can be told apart: bots, connectors and guests of a meeting are not served.
    let what = if is_persons && from.is_none() { InboundKind::Ignored } else { what(activity, kind) };
    Ok(Incoming::Inbound(Inbound { tenant, conversation, from, activity_id, at, what }))
}

fn what(activity: &Activity, kind: &str) -> InboundKind {
    match kind {
        "message" => said(activity),
        "messageUpdate" => edited(activity),
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
    let twin = text::twin(activity);
    let cleaned = text::clean_beside(activity, twin.as_ref());
    let command = commands::read(&cleaned.text);
    let attachments =
        attachments::classify_beside(activity, twin.as_ref(), activity.service_url.as_deref().unwrap_or_default());
    InboundKind::Message { text: cut(cleaned.text), attachments, mentions_bot: cleaned.mentions_bot, command }
}

fn edited(activity: &Activity) -> InboundKind {
    let cleaned = text::clean(activity);
    let command = commands::read(&cleaned.text);
    let remote_id = activity.id.clone().unwrap_or_default();
    InboundKind::Edited { remote_id, text: cut(cleaned.text), mentions_bot: cleaned.mentions_bot, command }
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
    let id = |account: &Option<Account>| account.as_ref().and_then(|it| it.id.clone());
    let data = activity.channel_data.as_ref();
    let named = |it: Option<&crate::activity::Named>| it.and_then(|it| it.id.clone());
    for (name, id) in [
        ("id", activity.id.clone()),
        ("timestamp", activity.timestamp.clone()),
        ("conversation.id", activity.conversation_id().map(str::to_owned)),
        ("replyToId", activity.reply_to_id.clone()),
        ("from.id", id(&activity.from)),
        ("recipient.id", id(&activity.recipient)),
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
