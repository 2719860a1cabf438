//! The whole activity of a post: card or text, notification line, the label of what the assistant says.

use desk::inquiry::{Attachment, AttachmentKind};
use desk::language::Language;
use desk::outside::{Content, Post, Side};
use serde_json::{Value, json};

use super::{MEDIA_TYPE, card, sentence};
use crate::activity::address::{self, Piece};
use crate::activity::names;
use crate::texts;

/// A picture that was fetched and can be put into the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// File name.
    pub name: String,
    /// Media type, found from its bytes.
    pub media_type: &'static str,
    /// The bytes in base64.
    pub base64: String,
}

/// How an attachment of a carried message is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// As a picture.
    Picture(Picture),
    /// As a link to where Teams keeps it; who may open it is decided there.
    Link { name: String, url: String },
    /// Not shown; this sentence says so.
    Said(String),
}

/// The activity of a post. `attachments` are those of a carried message, in order.
pub fn activity(post: &Post, attachments: &[Shown]) -> Value {
    if let Content::Relay { from, origin, text, .. } = &post.content {
        return relay(post.language, from, *origin, text, attachments);
    }
    let Some(card) = card(post) else {
        return json!({"type": "message", "textFormat": "plain", "text": sentence::sentence(post).unwrap_or_default()});
    };
    let mut activity = json!({"type": "message", "attachments": [{"contentType": MEDIA_TYPE}]});
    // `json!` would copy it.
    activity["attachments"][0]["content"] = card;
    if let Some(summary) = sentence::summary(post) {
        activity["summary"] = json!(summary);
    }
    if is_the_assistants(&post.content) {
        activity["entities"] = json!([label()]);
    }
    activity
}

/// Whether a post is what the assistant says to a question.
fn is_the_assistants(content: &Content) -> bool {
    matches!(content, Content::Answer { .. } | Content::Candidates { .. } | Content::Unknown { .. })
}

/// The label by which Teams shows that no person wrote it. A message has exactly one.
fn label() -> Value {
    json!({
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "additionalType": ["AIGeneratedContent"],
    })
}

fn relay(language: Language, from: &str, origin: Side, text: &str, attachments: &[Shown]) -> Value {
    let key = match origin {
        Side::Agents => "relay-from-agent",
        Side::AmongAgents => "relay-note",
        Side::Requester => "relay-from-requester",
    };
    let from = texts::with(language, key, &[("name", &sentence::named(language, from))]);
    let mut lines = vec![format!("<b>{}</b>", escape(&from))];
    if !text.trim().is_empty() {
        lines.push(lines_of(text));
    } else if attachments.is_empty() {
        lines.push(escape(&texts::text(language, "relay-empty")));
    }
    let mut pictures = Vec::new();
    for attachment in attachments {
        match attachment {
            Shown::Picture(picture) => pictures.push(json!({
                "contentType": picture.media_type,
                "contentUrl": format!("data:{};base64,{}", picture.media_type, picture.base64),
                "name": picture.name,
            })),
            Shown::Link { name, url } => {
                let said = texts::with(language, "relay-file", &[("name", name)]);
                // Files may lie with anybody who uses the service: the address says with whom.
                let address = address::of_link(url).unwrap_or_else(|| url.clone());
                lines.push(format!("{}: {} {}", escape(name), link(&address, &address), escape(&said)));
            }
            Shown::Said(said) => lines.push(escape(said)),
        }
    }
    let mut activity = json!({"type": "message", "textFormat": "xml", "text": lines.join("<br/>")});
    if !pictures.is_empty() {
        activity["attachments"] = Value::Array(pictures);
    }
    activity
}

/// What is said of an attachment that is not shown.
pub fn said(language: Language, attachment: &Attachment) -> String {
    let key = match attachment.kind {
        AttachmentKind::Picture => "relay-picture-failed",
        AttachmentKind::File => "relay-file-no-link",
        AttachmentKind::Withheld => "relay-withheld",
    };
    texts::with(language, key, &[("name", &sentence::file_name(language, &attachment.name))])
}

/// People's text with its line breaks, as the small HTML of Teams. An address is a link to itself.
fn lines_of(text: &str) -> String {
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => escape(text),
        Piece::Address(address) => link(address, address),
    };
    let line = |line: &str| address::pieces(line).iter().map(piece).collect::<String>();
    names::straight(text).trim().lines().map(line).collect::<Vec<_>>().join("<br/>")
}

fn link(address: &str, name: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(address).replace('"', "&quot;"), escape(name))
}

/// Quotes stay: they mean nothing between tags.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c if c.is_control() && c != '\t' => {}
            c => safe.push(c),
        }
    }
    safe
}
