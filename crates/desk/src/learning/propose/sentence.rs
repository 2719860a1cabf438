//! Sentences: splitting a message, and joining what is kept.

use crate::text::normalised;

/// A sentence with its end mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As written, trimmed.
    pub(super) text: String,
    /// Whether it began a line of its message.
    pub(super) begins_line: bool,
}

/// Splits a message at line ends and end marks outside brackets.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    text.lines().flat_map(line_sentences).collect()
}

fn line_sentences(line: &str) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '「' | '『' | '（' | '(' | '【' | '〔' | '[' => depth += 1,
            '」' | '』' | '）' | ')' | '】' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = letters.peek().map(|(_, next)| *next);
        if depth == 0 && ends_sentence(letter, next, &line[start..at]) {
            let end = at + letter.len_utf8();
            push(&mut found, &line[start..end]);
            start = end;
        }
    }
    push(&mut found, &line[start..]);
    found
}

fn push(found: &mut Vec<Sentence>, text: &str) {
    let text = text.trim();
    if text.chars().any(char::is_alphanumeric) {
        found.push(Sentence { text: text.to_owned(), begins_line: found.is_empty() });
    }
}

fn ends_sentence(letter: char, next: Option<char>, so_far: &str) -> bool {
    match letter {
        '。' | '．' | '！' | '？' | '!' | '?' | '｡' => {
            !next.is_some_and(|c| matches!(c, '。' | '！' | '？' | '!' | '?' | '」' | ')' | '）'))
        }
        '.' => next.is_none_or(char::is_whitespace) && !is_abbreviation(so_far),
        _ => false,
    }
}

/// "1." numbers a step, "e.g." goes on.
fn is_abbreviation(so_far: &str) -> bool {
    let word = so_far.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && so_far.trim().len() == word.len();
    number
        || matches!(
            word.as_str(),
            "e.g" | "i.e" | "etc" | "mr" | "mrs" | "ms" | "dr" | "no" | "vs" | "approx" | "dept" | "ext"
        )
}

/// A sentence for patterns: one width, lower case, no end mark, placeholders as 〓.
pub(super) fn plain(text: &str) -> String {
    let text = masking::without_placeholders(text, "〓");
    normalised(&text)
        .replace('’', "'")
        .trim_matches(|c: char| c.is_whitespace() || "。.!?、,…~〜・:;()".contains(c) || is_pictogram(c))
        .to_owned()
}

fn is_pictogram(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a text has kana or kanji.
pub(super) fn is_japanese(text: &str) -> bool {
    masking::without_placeholders(text, " ")
        .chars()
        .any(|c| matches!(c, '\u{3041}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}'))
}

/// Letters and digits outside placeholders.
pub(super) fn weight(text: &str) -> usize {
    masking::without_placeholders(text, " ").chars().filter(|c| c.is_alphanumeric()).count()
}

/// Whether a line is a step or item of a list.
fn is_item(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('・' | '-' | '*' | '•' | '●' | '■' | '◆' | '①'..='⑳' | '→') => true,
        Some('0'..='9' | '０'..='９' | '(' | '（') => {
            text.chars().take(4).any(|c| matches!(c, '.' | ')' | '）' | '．' | '、' | ':' | '：'))
                && !text.starts_with("((")
        }
        Some('S' | 's') => text.to_lowercase().starts_with("step "),
        _ => false,
    }
}

/// Joins turns, a line each; items of a list keep their lines. Ends at a sentence, within `most` characters.
pub(super) fn join(turns: &[Vec<Sentence>], most: usize) -> String {
    let mut text = String::new();
    let mut length = 0;
    for turn in turns {
        let mut after_item = false;
        for (place, sentence) in turn.iter().enumerate() {
            let item = is_item(&sentence.text);
            let apart = if text.is_empty() {
                ""
            } else if place == 0 || (sentence.begins_line && (item || after_item)) {
                "\n"
            } else {
                gap(&text)
            };
            after_item = sentence.begins_line && item || (after_item && !sentence.begins_line);
            let wanted = apart.chars().count() + sentence.text.chars().count();
            if length + wanted > most {
                return if text.is_empty() { sentence.text.chars().take(most).collect() } else { text };
            }
            text.push_str(apart);
            text.push_str(&sentence.text);
            length += wanted;
        }
    }
    text
}

/// What stands between two sentences on one line.
fn gap(so_far: &str) -> &'static str {
    match so_far.chars().next_back() {
        Some('。' | '！' | '？' | '、' | '：' | '」' | '）' | '〕') => "",
        Some(c) if c.is_ascii() => " ",
        _ => "。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_split_at_its_sentences() {
        let split = |text| sentences(text).into_iter().map(|sentence| sentence.text).collect::<Vec<_>>();
        assert_eq!(
            split("開きます。「はい。」を押す！\n1. Open it. Then e.g. wait."),
            ["開きます。", "「はい。」を押す！", "1. Open it.", "Then e.g. wait."]
        );
        assert_eq!(split("v1.2.3 を使う？？はい"), ["v1.2.3 を使う？？", "はい"]);
        assert!(split(" … 。！\n\n").is_empty());
    }

    #[test]
    fn a_long_answer_ends_at_a_sentence() {
        let turn: Vec<Sentence> =
            (0..9).map(|_| Sentence { text: "12345678.".to_owned(), begins_line: false }).collect();
        assert_eq!(join(&[turn], 30), "12345678. 12345678. 12345678.");
        let long = Sentence { text: "あ".repeat(50), begins_line: true };
        assert_eq!(join(&[vec![long]], 10).chars().count(), 10);
    }
}
