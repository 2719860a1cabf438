//! The form in which words are looked for.
//!
//! Latin words are stems, digits by themselves, with a border before and behind each; Japanese stands as it is, and a border
//! stands where a run of it ends: 「新しいノートPC、VPN」 is 「新しいノート|pc|vpn|」. Japanese has no spaces, so whether a word
//! begins or ends within a run is judged by its script.

use crate::text::{Piece, is_hiragana, is_kanji, is_katakana, normalise, pieces, stem};

const BORDER: char = '|';

/// Most characters of a word.
const LONGEST_WORD: usize = 60;
/// A katakana word of so many letters is found within a longer one (プリンター in レーザープリンター).
const LONG_KATAKANA: usize = 4;
/// A hiragana word of so many letters is found behind any other hiragana.
const LONG_HIRAGANA: usize = 4;
/// What a short hiragana word may stand behind.
const PARTICLES: &str = "をはがにのでともへや";
/// What may stand before words of two kanji: 新社印, 未消化有給.
const PREFIXES: &str = "新旧各全再未要仮無毎";

/// A text or a word in this form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form(String);

impl Form {
    /// The form of a normalised text.
    pub(super) fn of_text(normal: &str) -> Self {
        let mut form = String::with_capacity(normal.len() + 8);
        form.push(BORDER);
        for piece in pieces(normal) {
            match piece {
                Piece::Japanese(run) => {
                    form.push_str(run);
                    form.push(BORDER);
                }
                Piece::Latin(word) => {
                    for part in word.replace('\'', "").split('-').flat_map(letters_and_digits) {
                        form.push_str(&stem(part));
                        form.push(BORDER);
                    }
                }
            }
        }
        Self(form)
    }

    /// The form of a word; `None` where it has no letters, one Japanese letter, or too many.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let Self(mut form) = Self::of_text(&normalise(word, LONGEST_WORD + 1));
        if word.chars().count() > LONGEST_WORD {
            return None;
        }
        if form.chars().nth_back(1).is_some_and(is_japanese) {
            form.pop();
        }
        if form.chars().nth(1).is_some_and(is_japanese) {
            form.remove(0);
        }
        let letters = form.chars().filter(|&letter| letter != BORDER).count();
        let enough = letters > 1 || (letters == 1 && form.starts_with(BORDER) && form.ends_with(BORDER));
        enough.then_some(Self(form))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// What a word is kept under: its first two letters, or a border and the first Latin word.
    pub(super) fn start(&self) -> &str {
        start(&self.0).unwrap_or(&self.0)
    }

    /// Every place where a word may begin, with what it would be kept under.
    pub(super) fn starts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.char_indices().filter_map(|(at, _)| Some((at, start(&self.0[at..])?)))
    }

    /// Whether a word stands at a place of this text.
    pub(super) fn has_at(&self, word: &Self, at: usize) -> bool {
        let Some(rest) = self.0[at..].strip_prefix(word.text()) else { return false };
        begins_well(word.text(), &self.0[..at]) && ends_well(word.text(), rest)
    }
}

fn start(text: &str) -> Option<&str> {
    let mut letters = text.char_indices();
    let (_, first) = letters.next()?;
    if first == BORDER {
        let word = &text[1..];
        let is_latin = word.chars().next().is_some_and(|letter| letter != BORDER && !is_japanese(letter));
        return is_latin.then(|| &text[..=word.find(BORDER).map_or(word.len(), |end| end)]);
    }
    let (_, second) = letters.next()?;
    // A word may be Japanese up to a border, with Latin behind: its second letter is a border, then.
    let end = letters.next().map_or(text.len(), |(end, _)| end);
    (is_japanese(first) && (is_japanese(second) || second == BORDER)).then(|| &text[..end])
}

fn begins_well(word: &str, before: &str) -> bool {
    let Some(previous) = before.chars().next_back().filter(|&letter| letter != BORDER) else { return true };
    let run = |of: fn(char) -> bool| word.chars().take_while(|&letter| of(letter)).count();
    let first = word.chars().next().unwrap_or(BORDER);
    if is_katakana(first) {
        return !is_katakana(previous) || run(is_katakana) >= LONG_KATAKANA;
    }
    if is_hiragana(first) {
        return run(is_hiragana) >= LONG_HIRAGANA || PARTICLES.contains(previous);
    }
    if is_kanji(first) && is_kanji(previous) && run(is_kanji) == 2 {
        // Words of kanji mostly have two of them: 半年休む has no 年休, 年次有給休暇 has 有給.
        let run: Vec<char> = before.chars().rev().take_while(|&letter| is_kanji(letter)).collect();
        return run.len().is_multiple_of(2) || run.last().is_some_and(|&first| PREFIXES.contains(first));
    }
    true
}

fn ends_well(word: &str, rest: &str) -> bool {
    let (Some(last), Some(next)) = (word.chars().next_back(), rest.chars().next()) else { return true };
    let run = || word.chars().rev().take_while(|&letter| is_katakana(letter)).count();
    !is_katakana(last) || !is_katakana(next) || run() >= LONG_KATAKANA
}

fn is_japanese(letter: char) -> bool {
    is_hiragana(letter) || is_katakana(letter) || is_kanji(letter)
}

/// The parts of a word that are letters only or digits only.
fn letters_and_digits(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter: char| letter.is_numeric() != first.is_numeric()).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_words_have_one_form() {
        for (text, form) in [
            ("新しいノートPC、VPN", "|新しいノート|pc|vpn|"),
            ("Logging-in to Windows11", "|log|in|to|window|11|"),
            ("don't", "|dont|"),
            ("", "|"),
        ] {
            assert_eq!(Form::of_text(&normalise(text, 100)).text(), form, "{text}");
        }
        for (word, form) in [
            ("ノートPC", Some("ノート|pc|")),
            ("Web会議", Some("|web|会議")),
            ("log in", Some("|log|in|")),
            ("サーバー", Some("サーバ")),
            ("鍵", None),
            ("PC", Some("|pc|")),
            ("…", None),
        ] {
            assert_eq!(Form::of_word(word).as_ref().map(Form::text), form, "{word}");
        }
        assert_eq!(Form::of_word(&"あ".repeat(61)), None);
    }
}
