//! Cuts a text into the pieces of which one may be the question: sentences, and the parts of long ones.

/// A text of more characters than this is cut at commas, too.
const LONG: usize = 12;
/// A piece between commas of fewer characters goes with the next: 「やばい、」, "oops,".
const SHORT_JAPANESE: usize = 8;
const SHORT_ENGLISH: usize = 18;
/// A clause of more words than this without a comma is read through a window, too: who writes without marks.
const WINDOWED: usize = 12;
/// Words of a window, and how far it moves.
const WINDOW: usize = 8;
const STEP: usize = 4;

/// The clauses of a text, in its order, at most `most`; the text itself where it is one, none where it has no letters.
pub fn clauses(text: &str, most: usize) -> Vec<&str> {
    let mut all = Vec::new();
    let long = text.chars().count() > LONG;
    for sentence in split(text, ends_sentence) {
        if long { parts(sentence, &mut all) } else { all.push(sentence) }
    }
    if all.len() == 1 {
        all = vec![text.trim()];
    }
    let windows: Vec<&str> = all.iter().flat_map(|clause| windows(clause)).collect();
    all.extend(windows);
    all.truncate(most);
    all
}

/// The sentences of a text, however long; nothing without a letter.
pub(super) fn whole_sentences(text: &str) -> Vec<&str> {
    split(text, ends_sentence)
}

/// Pieces between marks, each with the mark behind it; nothing without a letter.
fn split(text: &str, is_end: impl Fn(char, Option<char>) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if is_end(letter, letters.peek().map(|&(_, next)| next)) {
            pieces.push(&text[start..at + letter.len_utf8()]);
            start = at + letter.len_utf8();
        }
    }
    pieces.push(&text[start..]);
    pieces.into_iter().map(str::trim).filter(|piece| has_letters(piece)).collect()
}

fn ends_sentence(letter: char, next: Option<char>) -> bool {
    match letter {
        '。' | '！' | '？' | '!' | '?' | '\n' => true,
        '.' | ';' => next.is_none_or(char::is_whitespace),
        _ => false,
    }
}

fn ends_part(letter: char, next: Option<char>) -> bool {
    letter == '、' || letter == ',' && next.is_none_or(char::is_whitespace)
}

/// The parts of a sentence between commas; a short one goes with the next.
fn parts<'a>(sentence: &'a str, all: &mut Vec<&'a str>) {
    let short = if sentence.is_ascii() { SHORT_ENGLISH } else { SHORT_JAPANESE };
    let mut start: Option<usize> = None;
    let first = all.len();
    for part in split(sentence, ends_part) {
        let at = part.as_ptr() as usize - sentence.as_ptr() as usize;
        let begin = *start.get_or_insert(at);
        let whole = &sentence[begin..at + part.len()];
        if whole.chars().count() >= short {
            all.push(whole);
            start = None;
        }
    }
    if let Some(begin) = start {
        // The last part is short: it goes with the one before it.
        let before = if all.len() > first { all.pop() } else { None };
        let begin = before.map_or(begin, |before| before.as_ptr() as usize - sentence.as_ptr() as usize);
        all.push(&sentence[begin..]);
    }
}

fn windows(clause: &str) -> Vec<&str> {
    if clause.contains(',') || !clause.is_ascii() {
        return Vec::new();
    }
    let words: Vec<(usize, usize)> = clause
        .split_ascii_whitespace()
        .map(|word| {
            let at = word.as_ptr() as usize - clause.as_ptr() as usize;
            (at, at + word.len())
        })
        .collect();
    if words.len() <= WINDOWED {
        return Vec::new();
    }
    let starts = (0..words.len() - STEP).step_by(STEP);
    starts.map(|from| &clause[words[from].0..words[(from + WINDOW).min(words.len()) - 1].1]).collect()
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_marks() {
        for (text, wanted) in [
            ("VPNつながらない", vec!["VPNつながらない"]),
            ("重い、遅い", vec!["重い、遅い"]),
            ("VPNが切れる。名刺も欲しい。", vec!["VPNが切れる。", "名刺も欲しい。"]),
            ("やばい、居酒屋にPCを置いてきたかも", vec!["やばい、居酒屋にPCを置いてきたかも"]),
            (
                "昨日から家で仕事をしています、VPNがつながりません",
                vec!["昨日から家で仕事をしています、", "VPNがつながりません"],
            ),
            ("予算は10,000円です。v2.0を入れたい", vec!["予算は10,000円です。", "v2.0を入れたい"]),
            ("got married!! new last name", vec!["got married!", "new last name"]),
            (
                "My manager told me to ask here, the printer is jammed",
                vec!["My manager told me to ask here,", "the printer is jammed"],
            ),
            ("no trains left, can i cab it", vec!["no trains left, can i cab it"]),
            (
                "one two three four five six seven eight nine ten eleven twelve thirteen",
                vec![
                    "one two three four five six seven eight nine ten eleven twelve thirteen",
                    "one two three four five six seven eight",
                    "five six seven eight nine ten eleven twelve",
                    "nine ten eleven twelve thirteen",
                ],
            ),
            ("", vec![]),
            ("!?", vec![]),
        ] {
            let clauses = clauses(text, 13);
            assert_eq!(clauses, wanted, "{text}");
        }
    }

    #[test]
    fn there_are_never_more_clauses_than_wanted() {
        assert_eq!(clauses(&"あ。".repeat(100), 13).len(), 13);
    }
}
