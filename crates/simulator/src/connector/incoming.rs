//! Activities that the bot sends: reading and checking them.

use serde_json::Value;

use super::Refusal;
use crate::card;
use crate::message::{Attachment, CARD};

/// A message as the bot wants it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) text_format: String,
    pub(super) attachments: Vec<Attachment>,
    pub(super) entities: Vec<Value>,
}

/// What an activity asks for.
#[derive(Debug, Clone)]
pub(super) enum Incoming {
    Message(Draft),
    Typing,
}

/// "100 KB per message, counted in UTF-16": the service's published limit, in bytes.
const LARGEST: usize = 100 * 1024;

/// The most mentions, cards and the like one message may carry.
const MOST_ATTACHMENTS: usize = 10;

/// Reads an activity, or says what is wrong with it.
pub(super) fn read(body: &[u8]) -> Result<Incoming, Refusal> {
    let activity: Value =
        serde_json::from_slice(body).map_err(|error| Refusal::bad_argument(&format!("not JSON: {error}")))?;
    if utf16_bytes(&activity) > LARGEST {
        return Err(Refusal::too_big());
    }
    let entities = list(&activity, "entities")?;
    check_entities(&entities)?;
    match activity["type"].as_str() {
        Some("typing") if entities.iter().any(|entity| entity["type"] == "streaminfo") => Err(no_stream()),
        Some("typing") => Ok(Incoming::Typing),
        Some("message") => read_message(&activity, entities).map(Incoming::Message),
        other => Err(Refusal::bad_argument(&format!("activities of type {other:?} are not sent"))),
    }
}

fn read_message(activity: &Value, entities: Vec<Value>) -> Result<Draft, Refusal> {
    let text = match &activity["text"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => return Err(Refusal::bad_argument("text is not a text")),
    };
    let attachments = list(activity, "attachments")?;
    if attachments.len() > MOST_ATTACHMENTS {
        return Err(Refusal::bad_argument("too many attachments"));
    }
    let attachments = attachments.iter().map(read_attachment).collect::<Result<Vec<_>, _>>()?;
    if text.is_empty() && attachments.is_empty() {
        return Err(Refusal::bad_argument("a message needs text or attachments"));
    }
    check_mentions(&text, &entities)?;
    let text_format = activity["textFormat"].as_str().unwrap_or("markdown").to_owned();
    if !["plain", "markdown", "xml"].contains(&text_format.as_str()) {
        return Err(Refusal::bad_argument("unknown textFormat"));
    }
    Ok(Draft { text, text_format, attachments, entities })
}

fn read_attachment(attachment: &Value) -> Result<Attachment, Refusal> {
    let text = |field: &str| attachment[field].as_str().map(str::to_owned);
    let content_type = text("contentType").ok_or_else(|| Refusal::bad_argument("attachment without contentType"))?;
    let content = attachment.get("content").filter(|content| !content.is_null()).cloned();
    if content_type == CARD {
        let card = content.as_ref().ok_or_else(|| Refusal::bad_argument("card without content"))?;
        card::check_sent(card).map_err(|fault| Refusal::bad_argument(&fault))?;
    }
    Ok(Attachment { content_type, content, content_url: text("contentUrl"), name: text("name") })
}

fn list(activity: &Value, field: &str) -> Result<Vec<Value>, Refusal> {
    match &activity[field] {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => Ok(list.clone()),
        _ => Err(Refusal::bad_argument(&format!("{field} is not a list"))),
    }
}

fn check_entities(entities: &[Value]) -> Result<(), Refusal> {
    let roots = entities.iter().filter(|entity| entity["type"] == "https://schema.org/Message");
    if roots.clone().count() > 1 {
        return Err(Refusal::bad_argument("more than one root entity"));
    }
    for root in roots {
        let citations = root["citation"].as_array().map_or(&[][..], Vec::as_slice);
        if citations.len() > 20 {
            return Err(Refusal::bad_argument("more than 20 citations"));
        }
        let empty = |appearance: &Value| appearance.as_object().is_none_or(serde_json::Map::is_empty);
        if citations.iter().any(|citation| empty(&citation["appearance"])) {
            return Err(Refusal::bad_argument("citation without appearance"));
        }
    }
    Ok(())
}

/// A mention must stand in the text exactly as its entity says.
fn check_mentions(text: &str, entities: &[Value]) -> Result<(), Refusal> {
    let mut mentions = entities.iter().filter(|entity| entity["type"] == "mention");
    let missing = mentions.any(|mention| mention["text"].as_str().is_none_or(|tag| !text.contains(tag)));
    if missing && !text.is_empty() {
        return Err(Refusal::bad_argument("mention text is not in the message text"));
    }
    Ok(())
}

/// As with a tenant where streaming is switched off: the bot has to fall back to one message.
fn no_stream() -> Refusal {
    Refusal::new(axum::http::StatusCode::FORBIDDEN, "ContentStreamNotAllowed", "Content stream is not allowed")
}

/// Size of a message in UTF-16, inline pictures left out.
fn utf16_bytes(node: &Value) -> usize {
    let text = |text: &str| 2 * text.encode_utf16().count();
    match node {
        Value::String(word) if word.starts_with("data:image/") => 0,
        Value::String(word) => text(word) + 4,
        Value::Array(list) => list.iter().map(|item| utf16_bytes(item) + 2).sum::<usize>() + 4,
        Value::Object(map) => map.iter().map(|(key, item)| text(key) + utf16_bytes(item) + 8).sum::<usize>() + 4,
        other => text(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn size_counts_utf16_and_leaves_inline_pictures_out() {
        let text = |text: String| utf16_bytes(&json!({ "type": "message", "text": text }));
        assert!(text("あ".repeat(51_300)) > LARGEST, "each of these letters takes two bytes");
        assert!(text("あ".repeat(51_000)) < LARGEST);
        assert!(text("a".repeat(51_300)) > LARGEST, "and so does each of these");
        assert!(text(format!("data:image/png;base64,{}", "A".repeat(200_000))) < 100);
    }
}
