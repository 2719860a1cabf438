//! What the Activity Protocol puts on the wire, as far as the desk cares.
//!
//! Nearly everything is optional and unknown fields do not matter: clients differ and change without notice. What has the
//! wrong JSON type is refused. Text and names in here are anybody's; see [`text`] and
//! [`names`] for how they are cleaned.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub mod address;
pub mod attachments;
pub mod names;
pub mod rich;
pub mod text;
pub mod thread;

/// The only channel we serve, exactly so written.
pub const CHANNEL: &str = "msteams";

/// One activity, as it came in.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// `message`, `invoke`, `conversationUpdate`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Unique within a conversation for messages; an edit carries the id of what was edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When the client sent it; a hint only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Where to answer. Believed only after [`auth`](crate::auth) has checked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_url: Option<String>,
    /// [`CHANNEL`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Account>,
    /// The bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Account>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationAccount>,
    /// What was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// `plain`, `markdown` or `xml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_format: Option<String>,
    /// BCP 47 locale of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Pictures, files, cards and the HTML twin of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
    /// Mentions, client information and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<Entity>>,
    /// Data of an invoke or of a card's submit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Which invoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What an `installationUpdate` tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The message that this is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<String>,
    /// New members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_added: Option<Vec<Account>>,
    /// Members who left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_removed: Option<Vec<Account>>,
    /// What only Teams has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_data: Option<ChannelData>,
}

/// A person or a bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// `29:…` for people, `28:…` for bots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Display name; anybody's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Entra object id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aad_object_id: Option<String>,
}

/// A conversation as activities name it.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationAccount {
    /// `a:…`, `19:…`, `19:…;messageid=…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `personal`, `groupChat` or `channel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_type: Option<String>,
    /// Entra tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// Name of a group chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An attachment as activities carry it.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// By which a mark in the HTML twin names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_url: Option<String>,
    /// What it is, by type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    /// File name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Something the text refers to, or news of the client.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub struct Entity {
    /// `mention`, `clientInfo`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Everything else; read only where the type is known.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What only Teams has.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelData {
    /// Entra tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Named>,
    /// Teams team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<Named>,
    /// Channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Named>,
    /// What a `conversationUpdate`, `messageUpdate` or `messageDelete` tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
}

/// Something with an id and a name.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub struct Named {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A body that is no activity.
#[derive(Debug, thiserror::Error)]
#[error("body is not an activity")]
pub struct NotAnActivity(#[source] serde_json::Error);

impl Activity {
    /// Reads an activity. Nesting deeper than 128 levels is refused.
    pub fn parse(json: &[u8]) -> Result<Self, NotAnActivity> {
        serde_json::from_slice(json).map_err(NotAnActivity)
    }

    /// The type, or an empty text.
    pub fn kind(&self) -> &str {
        self.r#type.as_deref().unwrap_or_default()
    }

    /// The id of the conversation.
    pub fn conversation_id(&self) -> Option<&str> {
        self.conversation.as_ref()?.id.as_deref().filter(|id| !id.is_empty())
    }

    /// The bot's id in this conversation.
    pub fn bot_id(&self) -> &str {
        self.recipient.as_ref().and_then(|bot| bot.id.as_deref()).unwrap_or_default()
    }

    /// The tenants that the activity names: in its conversation and in its channel data.
    pub fn tenants(&self) -> (Option<&str>, Option<&str>) {
        let conversation = self.conversation.as_ref().and_then(|it| it.tenant_id.as_deref());
        let channel = self.channel_data.as_ref().and_then(|it| it.tenant.as_ref()).and_then(|it| it.id.as_deref());
        (conversation.filter(|id| !id.is_empty()), channel.filter(|id| !id.is_empty()))
    }

    /// The locale of the client: the newer `clientInfo` before the older field.
    pub fn client_locale(&self) -> Option<&str> {
        let info = self.entities.iter().flatten().find(|entity| entity.r#type.as_deref() == Some("clientInfo"));
        info.and_then(|entity| entity.rest.get("locale")?.as_str())
            .or(self.locale.as_deref())
            .filter(|it| !it.is_empty())
    }
}
