//! Names and other short texts of strangers, made safe to show in a line and to log.

use std::fmt::Write;

/// Longest name that is shown, in characters. Display names in Entra end at 256; a line of a card ends long before.
const LONGEST: usize = 120;

/// Whether a character is invisible or changes the direction of what follows it.
pub fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'
        | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character changes the direction of the text after it, so that it reads otherwise than it is written
/// (`exe.gpj`). The marks U+200E, U+200F and U+061C only settle to which side their neighbours belong and do no harm.
pub const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text without changes of direction.
pub fn straight(text: &str) -> String {
    text.chars().filter(|c| !turns_text(*c)).collect()
}

/// A name in one line: without control characters, invisible ones and changes of direction, cut to a sensible length.
pub fn clean(name: &str) -> String {
    let spaced = name.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_deceptive(*c));
    let words: Vec<String> = spaced.collect::<String>().split_whitespace().map(str::to_owned).collect();
    shorten(&words.join(" "), LONGEST)
}

/// A file's name without a path.
pub fn clean_file(name: &str) -> String {
    clean(name.rsplit(['/', '\\']).next().unwrap_or(name))
}

/// Cuts a text to so many characters, marking the cut.
pub fn shorten(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

/// Shows what deceives: an invisible character becomes its code in brackets. For texts that a person is to judge.
pub fn reveal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) || (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_visible_line() {
        assert_eq!(clean("  Aoi\u{202e}\nTanaka\u{0}\u{200b} "), "Aoi Tanaka");
        assert_eq!(clean("葵 田中"), "葵 田中");
        assert_eq!(clean(&"長".repeat(500)).chars().count(), LONGEST);
        assert_eq!(clean_file("..\\..\\a/b/請求書.pdf"), "請求書.pdf");
    }

    #[test]
    fn what_deceives_is_shown_by_its_code() {
        assert_eq!(reveal("a\u{202e}b\nc"), "a⟨U+202E⟩b\nc");
    }
}
