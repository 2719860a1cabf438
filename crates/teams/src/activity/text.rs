//! What a person wrote, taken out of what the client made of it.

use serde_json::Value;

use super::{Activity, names};

/// A text as the desk reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// Plain text with line breaks.
    pub text: String,
    /// Whether the bot was addressed.
    pub mentions_bot: bool,
}

/// Takes the mention of the bot out, turns other mentions into names, decodes entities, keeps line breaks.
pub fn clean(activity: &Activity) -> Cleaned {
    let raw = activity.text.as_deref().unwrap_or_default();
    let bots = bot_mentions(activity);
    let (text, mentions_bot) = without_mentions(raw, &bots);
    let text = if activity.text_format.as_deref() == Some("xml") { without_tags(&text) } else { text };
    Cleaned { text: tidy(&decode_entities(&text)), mentions_bot }
}

/// The exact texts (`<at>…</at>`) by which this activity mentions the bot.
fn bot_mentions(activity: &Activity) -> Vec<String> {
    let bot = activity.bot_id();
    let of_bot = |mention: &&super::Entity| {
        let id = mention.rest.get("mentioned").and_then(|it| it.get("id")).and_then(Value::as_str);
        mention.r#type.as_deref() == Some("mention") && !bot.is_empty() && id == Some(bot)
    };
    let entities = activity.entities.iter().flatten().filter(of_bot);
    let mut found: Vec<String> = entities
        .filter_map(|it| it.rest.get("text")?.as_str())
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    // Some clients leave the entity out; the tag around the bot's own name says the same. A person who types the tag
    // cannot fake it: typed angle brackets arrive as entities.
    if let Some(name) = activity.recipient.as_ref().and_then(|it| it.name.as_deref()).filter(|it| !it.is_empty()) {
        found.push(format!("<at>{name}</at>"));
    }
    found
}

fn without_mentions(raw: &str, bots: &[String]) -> (String, bool) {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut mentions_bot = false;
    while let Some((before, tag, inner, after)) = next_mention(rest) {
        text.push_str(before);
        if bots.iter().any(|bot| bot == tag || next_mention(bot).is_some_and(|it| it.2 == inner)) {
            mentions_bot = true;
        } else {
            text.push_str(inner);
        }
        rest = after;
    }
    text.push_str(rest);
    (text, mentions_bot)
}

/// Splits at the first `<at …>…</at>`: what is before, the whole tag, what it holds, what is after.
fn next_mention(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("<at").map(|i| i + from) {
        let head = &text[at + 3..];
        if head.starts_with(['>', ' ']) {
            let open = head.find('>')?;
            let inner = &head[open + 1..];
            let close = inner.find("</at>")?;
            let end = at + 3 + open + 1 + close + "</at>".len();
            return Some((&text[..at], &text[at..end], &inner[..close], &text[end..]));
        }
        from = at + 3;
    }
    None
}

/// Takes the tags of Teams' small HTML away; a break or the end of a block becomes a line break.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start + 1..];
        let named = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match tag.find('>') {
            Some(end) if named => {
                let name = tag[..end].trim_end_matches('/').trim().to_ascii_lowercase();
                if matches!(name.as_str(), "br" | "/p" | "/div" | "/li") {
                    text.push('\n');
                }
                rest = &tag[end + 1..];
            }
            _ => {
                text.push('<');
                rest = tag;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Decodes character references once: what was typed as `&amp;lt;` stays `&lt;`.
pub fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        let tail = &rest[start + 1..];
        // The longest reference that we know is `#x10FFFF`.
        let end = tail.char_indices().take(10).find(|(_, c)| *c == ';').map(|(i, _)| i);
        if let Some((c, end)) = end.and_then(|end| Some((entity(&tail[..end])?, end))) {
            decoded.push(c);
            rest = &tail[end + 1..];
        } else {
            decoded.push('&');
            rest = tail;
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Line breaks as `\n`, no other control characters, nothing around.
fn tidy(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\u{a0}', " ");
    let visible = unified.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control());
    let text: String = visible.filter(|c| *c != '\u{feff}').collect();
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || names::is_deceptive(c));
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(activity: Value, text: &str, mentions_bot: bool) {
        let activity: Activity = serde_json::from_value(activity).expect("the test gives an activity");
        assert_eq!(clean(&activity), Cleaned { text: text.into(), mentions_bot });
    }

    #[test]
    fn the_bot_is_taken_out_and_others_become_names() {
        let bot = json!({"type": "mention", "mentioned": {"id": "28:bot", "name": "Help"}, "text": "<at>Help</at>"});
        let mari = json!({"type": "mention", "mentioned": {"id": "29:m", "name": "Mari"}, "text": "<at>Mari</at>"});
        check(
            json!({"recipient": {"id": "28:bot"}, "entities": [bot, mari],
                   "text": "<at>Help</at>&nbsp; Please ask <at id=\"1\">Mari</at>\r\nabout VPN &amp; mail &lt;now&gt;"}),
            "Please ask Mari\nabout VPN & mail <now>",
            true,
        );
    }

    #[test]
    fn a_tag_that_was_typed_is_text() {
        check(
            json!({"recipient": {"id": "28:bot", "name": "Help"}, "text": "&lt;at&gt;Help&lt;/at&gt; me"}),
            "<at>Help</at> me",
            false,
        );
        check(json!({"text": "<at>unfinished"}), "<at>unfinished", false);
        check(json!({"text": "&amp;lt; & &#x41; &#0; &unknown; &"}), "&lt; & A  &unknown; &", false);
    }

    #[test]
    fn small_html_becomes_text() {
        let text = "<at>ヘルプデスク</at> <b>こんにちは</b><br>1 < 2";
        let recipient = json!({"id": "28:bot", "name": "ヘルプデスク"});
        check(json!({"recipient": recipient, "text": text, "textFormat": "xml"}), "こんにちは\n1 < 2", true);
        check(json!({"recipient": recipient, "text": "<b>x</b>", "textFormat": "plain"}), "<b>x</b>", false);
    }

    #[test]
    fn nothing_is_empty_text() {
        check(json!({}), "", false);
        check(json!({"text": " \u{200b}\n\u{feff}"}), "", false);
    }
}
