//! Questions of the sample company, and how Teams sends them.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// So many characters of an answer tell it from every other; the rest may be laid out in ways of its own.
const TELLING: usize = 24;

/// A question, and how its answer is recognised.
#[derive(Clone)]
pub(crate) struct Question {
    /// What is asked.
    pub(crate) text: String,
    /// A piece of JSON that the right reply holds.
    pub(crate) expected: String,
}

/// Each entry's own question, with the beginning of its answer.
pub(crate) fn of_the_faq(file: &Path) -> Result<Vec<Question>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    text.lines().map(of_entry).collect::<Result<_>>().with_context(|| format!("cannot use {}", file.display()))
}

fn of_entry(line: &str) -> Result<Question> {
    let entry: Value = serde_json::from_str(line)?;
    let field = |name: &str| entry[name].as_str().with_context(|| format!("an entry has no {name}"));
    let first_line = field("answer")?.lines().next().unwrap_or_default();
    let beginning: String = first_line.chars().take(TELLING).collect();
    Ok(Question { text: field("question")?.to_owned(), expected: quoted(&beginning) })
}

/// The same questions for a bot that says again what it hears.
pub(crate) fn echoed(questions: &[Question]) -> Vec<Question> {
    let echo = |it: &Question| Question { text: it.text.clone(), expected: quoted(&format!("Echo: {}", it.text)) };
    questions.iter().map(echo).collect()
}

/// As it stands within a JSON text.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// The chat of the person with this number; [`number`] reads it back.
pub(crate) fn chat(number: usize) -> String {
    format!("a:1bench-{number}")
}

/// Whose chat it is, from a path that names it, however it is escaped.
pub(crate) fn number(path: &str) -> Option<usize> {
    let (_, rest) = path.split_once("1bench-")?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// A question in somebody's personal chat, in the shape in which Teams sends it.
pub(crate) fn activity(service: SocketAddr, number: usize, text: &str, locale: &str, at: &str) -> String {
    message(service, (number, number), text, locale, at)
}

/// One of several: the number of the chat, and that of the message.
pub(crate) fn message(service: SocketAddr, (number, id): (usize, usize), text: &str, locale: &str, at: &str) -> String {
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let activity = json!({
        "type": "message",
        "id": format!("{}", 1_790_000_000_000_u64 + id as u64),
        "timestamp": at,
        "localTimestamp": at,
        "localTimezone": "Etc/UTC",
        "serviceUrl": format!("http://{service}/"),
        "channelId": "msteams",
        "from": {
            "id": format!("29:1bench-{number}"),
            "name": format!("Person {number}"),
            "aadObjectId": format!("5d1c8a52-7e10-4000-9000-{number:012x}"),
        },
        "recipient": { "id": "28:5d1c8a52-7e10-4000-8000-0000000000b0", "name": "Madoguchi" },
        "conversation": {
            "conversationType": "personal",
            "tenantId": "5d1c8a52-7e10-4000-8000-000000000001",
            "id": chat(number),
        },
        "locale": locale,
        "entities": [{
            "type": "clientInfo", "locale": locale, "country": "JP", "platform": "Web", "timezone": "Etc/UTC",
        }],
        "channelData": { "tenant": { "id": "5d1c8a52-7e10-4000-8000-000000000001" } },
        "text": text,
        "textFormat": "plain",
        "attachments": [{ "contentType": "text/html", "content": format!("<div><div>{html}</div></div>") }],
    });
    activity.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_found_again_in_a_path_and_no_other_is() {
        let plain = format!("/v3/conversations/{}/activities/17", chat(42));
        assert_eq!(number(&plain), Some(42));
        assert_eq!(number("/v3/conversations/a%3A1bench-42/activities"), Some(42));
        assert_eq!(number("/v3/conversations/a%3A1somebody-42/activities"), None);
        assert_eq!(number("/v3/conversations/a%3A1bench-/activities"), None);
    }

    #[test]
    fn the_beginning_of_an_answer_is_expected_as_json_writes_it() {
        let entry = r#"{"question": "Why?", "answer": "Say \"yes\" first, and then everything else.\nMore"}"#;
        let question = of_entry(entry).expect("an entry");
        assert_eq!(question.expected, r#"Say \"yes\" first, and the"#);
        assert_eq!(echoed(&[question])[0].expected, "Echo: Why?");
        assert!(of_entry(r#"{"question": "Why?"}"#).is_err(), "no answer");
    }
}
