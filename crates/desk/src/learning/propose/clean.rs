//! A message as a person reads it: no invisible characters, no markup, no quotation of somebody else.

use masking::is_invisible;
use regex::Regex;
use std::sync::LazyLock;

static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<!--.*?(?:-->|$)").expect("a constant pattern"));
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)</?(?:at|p|div|span|br|b|i|u|strong|em|a|ul|ol|li|blockquote|font|h[1-6]|table|tr|td)(?:\s[^<>]{0,400})?/?>")
        .expect("a constant pattern")
});

/// Removes what is not seen, and markup; line ends become `\n`.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let seen: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => '\n',
            c if c.is_control() && c != '\n' => ' ',
            // Private use: fonts draw anything there.
            '\u{e000}'..='\u{f8ff}' => ' ',
            c => c,
        })
        .collect();
    let seen = COMMENT.replace_all(&seen, " ");
    MARKUP.replace_all(&seen, |tag: &regex::Captures<'_>| if breaks(&tag[0]) { "\n" } else { "" }).trim().to_owned()
}

fn breaks(tag: &str) -> bool {
    ["<br", "<p", "</p", "<div", "</div", "<li", "<tr"].iter().any(|begin| tag.to_ascii_lowercase().starts_with(begin))
}

/// Without the lines that repeat what somebody else wrote.
pub(super) fn unquoted(text: &str) -> String {
    let own: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with(['>', '＞'])).collect();
    own.join("\n")
}
