//! What a person wrote, taken out of what the client made of it.
//!
//! The HTML twin is read where there is one ([`rich`]), because `text` has lost what stood in angle brackets, addresses of
//! links and more. A twin that does not hold the words of `text` belongs to something else and is not believed.

use serde_json::Value;

use super::rich::{Around, Quote, Rich};
use super::{Activity, names, rich};

/// The media type of the twin.
pub(super) const TWIN: &str = "text/html";
/// A quoted message, as an attachment.
pub(super) const QUOTE: &str = "messageReference";

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
    clean_beside(activity, twin(activity).as_ref())
}

/// As [`clean`], with the twin that was read before.
pub(crate) fn clean_beside(activity: &Activity, twin: Option<&Rich>) -> Cleaned {
    let raw = activity.text.as_deref().unwrap_or_default();
    let bots = bot_mentions(activity);
    let (without, tagged) = without_mentions(raw, &bots);
    let text = if activity.text_format.as_deref() == Some("xml") {
        tidy(&rich::read(&without, &Around::default()).text)
    } else {
        tidy(&decode_entities(&without))
    };
    let Some(twin) = twin else { return Cleaned { text, mentions_bot: tagged } };
    let rich = tidy(&twin.text);
    // Without `text` there is no tag in it; what the service says of the mention is all there is.
    let named = raw.trim().is_empty() && bots.iter().any(|bot| bot.is_proved);
    let mentions_bot = tagged || twin.mentions_bot || named;
    Cleaned { text: if is_better(&rich, &text) { rich } else { text }, mentions_bot }
}

/// The twin of a message, read.
pub(crate) fn twin(activity: &Activity) -> Option<Rich> {
    let of_type = |wanted: &'static str| {
        activity.attachments.iter().flatten().filter(move |it| it.content_type.as_deref() == Some(wanted))
    };
    let html = of_type(TWIN).find_map(|it| it.content.as_ref()?.as_str())?;
    let bots = bot_mentions(activity).iter().map(|bot| decode_entities(bot.name())).collect();
    Some(rich::read(html, &Around { bots, quotes: of_type(QUOTE).filter_map(quote).collect() }))
}

/// A quoted message. Its content is JSON, often inside a string.
fn quote(attachment: &super::Attachment) -> Option<Quote> {
    let content = match attachment.content.as_ref()? {
        Value::String(json) => serde_json::from_str(json).ok()?,
        value => value.clone(),
    };
    let text = |path: &str| content.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = attachment.id.clone().unwrap_or_else(|| text("/messageId"));
    Some(Quote { id, from: text("/messageSender/user/displayName"), text: text("/messagePreview") })
}

/// Whether the twin says more than the text. Where both say the same, the text has the spaces as they were typed.
fn is_better(rich: &str, text: &str) -> bool {
    let letters = |of: &str| of.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let lines = |of: &str| of.lines().filter(|line| !line.trim().is_empty()).count();
    if letters(rich) == letters(text) {
        return lines(rich) > lines(text);
    }
    let mut rest = rich.chars();
    // Signs may have become others (`-` for a list, a name for an emoji); letters and digits stay in their order.
    !rich.is_empty() && text.chars().filter(|c| c.is_alphanumeric()).all(|c| rest.any(|it| it == c))
}

/// A way in which the bot is mentioned.
struct BotMention {
    /// The exact text, `<at>…</at>`.
    tag: String,
    /// The service says that it is a mention of the bot.
    is_proved: bool,
}

impl BotMention {
    /// What stands between the tags.
    fn name(&self) -> &str {
        next_mention(&self.tag).map_or(&self.tag, |it| it.2)
    }
}

fn bot_mentions(activity: &Activity) -> Vec<BotMention> {
    let bot = activity.bot_id();
    let of_bot = |mention: &&super::Entity| {
        let id = mention.rest.get("mentioned").and_then(|it| it.get("id")).and_then(Value::as_str);
        mention.r#type.as_deref() == Some("mention") && !bot.is_empty() && id == Some(bot)
    };
    let entities = activity.entities.iter().flatten().filter(of_bot);
    let mut found: Vec<BotMention> = entities
        .filter_map(|it| it.rest.get("text")?.as_str())
        .filter(|it| !it.is_empty())
        .map(|tag| BotMention { tag: tag.to_owned(), is_proved: true })
        .collect();
    // Some clients leave the entity out; the tag around the bot's own name says the same. A person who types the tag
    // cannot fake it: typed angle brackets arrive as entities.
    if let Some(name) = activity.recipient.as_ref().and_then(|it| it.name.as_deref()).filter(|it| !it.is_empty()) {
        found.push(BotMention { tag: format!("<at>{name}</at>"), is_proved: false });
    }
    found
}

fn without_mentions(raw: &str, bots: &[BotMention]) -> (String, bool) {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut mentions_bot = false;
    while let Some((before, tag, inner, after)) = next_mention(rest) {
        text.push_str(before);
        if bots.iter().any(|bot| bot.tag == tag || bot.name() == inner) {
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

/// Line breaks as `\n`, no other control characters, no changes of direction, nothing around.
fn tidy(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\u{a0}', " ");
    let visible = unified.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control());
    let text: String = visible.filter(|c| *c != '\u{feff}' && !names::turns_text(*c)).collect();
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

    fn with_twin(text: &str, html: &str) -> Value {
        let mention =
            json!({"type": "mention", "mentioned": {"id": "28:bot", "name": "Help"}, "text": "<at>Help</at>"});
        let twin = json!({"contentType": "text/html", "content": html});
        json!({"recipient": {"id": "28:bot", "name": "Help"}, "entities": [mention], "text": text, "attachments": [twin]})
    }

    #[test]
    fn what_only_the_twin_has_is_not_lost() {
        check(with_twin("", "<p>食堂は何時？ R&amp;D棟です</p>"), "食堂は何時？ R&D棟です", true);
        check(
            with_twin("<at>Help</at> 起動すると  と出ます", "<p>起動すると &lt;ERR-0x51&gt; と出ます</p>"),
            "起動すると <ERR-0x51> と出ます",
            true,
        );
        check(
            with_twin(
                "入力は経費ポータルから",
                r#"<div>入力は<a href="https://portal.example.com/e">経費ポータル</a>から</div>"#,
            ),
            "入力は経費ポータル (https://portal.example.com/e)から",
            false,
        );
        check(with_twin("a b", "<ul><li>a</li><li>b</li></ul>"), "- a\n- b", false);
        check(with_twin("a b", "<p>a</p><p>b</p>"), "a\nb", false);
        check(
            with_twin(
                "<at>Help</at> hi",
                r#"<p><span itemtype="http://schema.skype.com/Mention">Help</span>&nbsp;hi</p>"#,
            ),
            "hi",
            true,
        );
    }

    #[test]
    fn a_twin_of_something_else_is_not_believed_and_spaces_are_those_of_the_text() {
        check(with_twin("new words", "<p>old ones</p>"), "new words", false);
        check(with_twin("words", ""), "words", false);
        check(with_twin("a    b\n c", "<div>a b<br>c</div>"), "a    b\n c", false);
        check(with_twin("words", "<title>words"), "words", false);
    }

    #[test]
    fn changes_of_direction_are_taken_out_and_harmless_marks_stay() {
        check(
            json!({"text": "a\u{202e}gpj.exe \u{2066}b\u{2069} \u{5d0}\u{200f}!"}),
            "agpj.exe b \u{5d0}\u{200f}!",
            false,
        );
    }

    #[test]
    fn nothing_is_empty_text() {
        check(json!({}), "", false);
        check(json!({"text": " \u{200b}\n\u{feff}"}), "", false);
    }
}
