//! Messages as people see them, and the files that hang on them.

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Content type of an adaptive card.
pub const CARD: &str = "application/vnd.microsoft.card.adaptive";

/// One message in a chat.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Epoch milliseconds as text, strictly increasing over the whole world.
    pub id: String,
    /// The chat, without a thread.
    pub chat: String,
    /// The thread's root, for replies in channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_root: Option<String>,
    /// Who wrote it.
    pub from: Author,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Mentions stand in it as `<at>Name</at>` with a `mention` entity beside; nothing else is escaped.
    pub text: String,
    /// `plain`, `markdown` or `xml`.
    pub text_format: String,
    /// Cards, pictures, files.
    pub attachments: Vec<Attachment>,
    /// As the bot sent them, and the mentions of people's messages.
    pub entities: Vec<Value>,
    /// Whether it was changed after sending.
    pub edited: bool,
    /// Whether its author took it back: only the placeholder is left.
    pub deleted: bool,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// `29:…` or `28:…`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Whether it is the bot.
    pub is_bot: bool,
}

/// Something that hangs on a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// MIME type.
    pub content_type: String,
    /// The card itself, for cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    /// Where the bytes are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_url: Option<String>,
    /// File name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A file that a person attaches.
#[derive(Debug, Clone)]
pub struct Upload {
    /// File name.
    pub name: String,
    /// MIME type.
    pub content_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// Teams sends pictures inline and everything else as a file.
    pub fn is_picture(&self) -> bool {
        ["image/png", "image/jpeg", "image/gif"].contains(&self.content_type.as_str())
    }
}

impl Message {
    /// The first adaptive card, if there is one.
    pub fn card(&self) -> Option<&Value> {
        self.attachments.iter().find(|attachment| attachment.content_type == CARD)?.content.as_ref()
    }

    /// The action of the card that carries this verb.
    pub fn action(&self, verb: &str) -> Option<&Value> {
        find_action(self.card()?, verb)
    }

    /// Whether the card has an action with this verb.
    pub fn has_verb(&self, verb: &str) -> bool {
        self.action(verb).is_some()
    }

    /// The text with the cards' words behind it, for predicates that look for a phrase.
    pub fn visible_text(&self) -> String {
        let mut text = self.text.clone();
        for card in self.attachments.iter().filter_map(|attachment| attachment.content.as_ref()) {
            words(card, &mut text);
        }
        text
    }

    /// The conversation this message belongs to: the thread in a channel, else the chat.
    pub fn conversation(&self, in_channel: bool) -> String {
        if in_channel {
            let root = self.thread_root.as_ref().unwrap_or(&self.id);
            return crate::ids::thread(&self.chat, root);
        }
        self.chat.clone()
    }
}

fn find_action<'a>(node: &'a Value, verb: &str) -> Option<&'a Value> {
    match node {
        Value::Object(map) => {
            let here = map.get("verb").and_then(Value::as_str) == Some(verb)
                && map.get("type").and_then(Value::as_str) == Some("Action.Execute");
            if here { Some(node) } else { map.values().find_map(|child| find_action(child, verb)) }
        }
        Value::Array(list) => list.iter().find_map(|child| find_action(child, verb)),
        _ => None,
    }
}

fn words(node: &Value, text: &mut String) {
    match node {
        Value::Object(map) => {
            for (key, child) in map {
                if key == "inlines" {
                    // The runs of a text are one text, however it is split.
                    let runs = child.as_array().into_iter().flatten();
                    text.push('\n');
                    text.extend(runs.filter_map(|run| run["text"].as_str()));
                    continue;
                }
                match child.as_str() {
                    Some(word) if ["text", "title", "value", "label", "placeholder"].contains(&key.as_str()) => {
                        text.push('\n');
                        text.push_str(word);
                    }
                    Some(_) => {}
                    None => words(child, text),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|child| words(child, text)),
        _ => {}
    }
}

/// The present moment in the wire's notation, with milliseconds.
pub(crate) fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let now = now.replace_millisecond(now.millisecond()).unwrap_or(now);
    now.format(&Rfc3339).unwrap_or_default()
}
