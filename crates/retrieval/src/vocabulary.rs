//! The words of entries as they are spelled, to see what a question misspells.

use std::collections::BTreeMap;

use crate::segment::Segment;
use crate::text::{self, Piece, Term, is_katakana, normalise, pieces};

/// Least letters of a Latin word that may be misspelled.
const LEAST_LATIN: usize = 4;
/// Of so few letters only changed places are a slip: too many such words are near one another.
const SHORT_LATIN: usize = 4;
/// Least letters of a katakana word that may be misspelled.
const LEAST_KATAKANA: usize = 4;
/// Least letters of a katakana word that is kept.
const SHORTEST: usize = 3;
/// Longest word that is kept.
const LONGEST: usize = 20;
/// A word in more than one of so many entries is no more likely to be meant than what stands there.
const RARE: usize = 10;
/// A word in so many entries is rare in any collection.
const FEW: usize = 3;

/// The words of a segment, and in how many entries each is. They lie by first letter and length, so that those near a word lie
/// together: one look through some dozens of words for each that no entry has costs less than a list of every slip.
#[derive(Default)]
pub(crate) struct Vocabulary(BTreeMap<(char, usize), BTreeMap<Box<str>, usize>>);

/// Words of a text that a vocabulary keeps, each once.
pub(crate) fn words(text: &str, most: usize) -> Vec<String> {
    let normal = normalise(text, most);
    let mut words: Vec<String> = Vec::new();
    for piece in pieces(&normal) {
        match piece {
            Piece::Latin(word) => words.extend(latin(word).map(str::to_owned)),
            Piece::Japanese(run) => words.extend(katakana(run).map(str::to_owned)),
        }
    }
    words.retain(|word| word.chars().count() <= LONGEST);
    words.sort_unstable();
    words.dedup();
    words
}

/// Latin words that may be misspelled, of one that may hold dashes and apostrophes.
pub(crate) fn latin(word: &str) -> impl Iterator<Item = &str> {
    let letters_only = |part: &&str| part.len() >= LEAST_LATIN && part.chars().all(char::is_alphabetic);
    word.split(['-', '\'']).filter(letters_only).filter(|part| !text::is_stop_word(part))
}

/// Katakana words in a run of Japanese letters.
pub(crate) fn katakana(run: &str) -> impl Iterator<Item = &str> {
    run.split(|letter| !is_katakana(letter)).filter(|word| word.chars().count() >= SHORTEST)
}

impl Vocabulary {
    /// Adds the words of an entry.
    pub(crate) fn put(&mut self, words: &[String]) {
        for word in words {
            let words = self.0.entry(bucket(word)).or_default();
            *words.entry(word.as_str().into()).or_default() += 1;
        }
    }

    /// Takes the words of an entry out.
    pub(crate) fn take(&mut self, words: &[String]) {
        for word in words {
            let Some(words) = self.0.get_mut(&bucket(word)) else { continue };
            if let Some(entries) = words.get_mut(word.as_str()) {
                *entries -= 1;
                if *entries == 0 {
                    words.remove(word.as_str());
                }
            }
            if words.is_empty() {
                self.0.remove(&bucket(word));
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.0.get(&bucket(word)).is_some_and(|words| words.contains_key(word))
    }

    /// Rare words one slip away: a letter more, less or another one, or two changed places. `of` entries are in the collection.
    fn near<'a>(&'a self, word: &str, of: usize) -> impl Iterator<Item = &'a str> {
        let (first, length) = bucket(word);
        let words = self.0.range((first, length.saturating_sub(1))..=(first, length + 1)).flat_map(|(_, words)| words);
        let is_rare = move |entries: usize| entries <= FEW || entries * RARE <= of;
        words
            .filter(move |(known, entries)| is_rare(**entries) && is_one_slip(word, known))
            .map(|(known, _)| known.as_ref())
    }
}

/// Where a word lies: its first letter, and how many it has.
fn bucket(word: &str) -> (char, usize) {
    (word.chars().next().unwrap_or_default(), word.chars().count())
}

/// The segments that a person may see, to look up what they know.
pub(crate) struct Known<'a>(pub(crate) Vec<&'a Segment>);

impl Known<'_> {
    /// Whether an entry has a term.
    pub(crate) fn has(&self, term: Term) -> bool {
        self.0.iter().any(|segment| !segment.asked(term).list().is_empty() || !segment.answered(term).list().is_empty())
    }

    /// Whether a phrasing has a word, spelled like this.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.0.iter().any(|segment| segment.vocabulary().has(word))
    }

    /// The only rare word that a word which no entry has may be a slip for.
    pub(crate) fn slip_for(&self, word: &str) -> Option<&str> {
        let letters = word.chars().count();
        let least = if word.starts_with(is_katakana) { LEAST_KATAKANA } else { LEAST_LATIN };
        if !(least..=LONGEST).contains(&letters) || self.has_word(word) {
            return None;
        }
        let of = self.0.iter().map(|segment| segment.totals().entries as usize).sum();
        let mut near: Vec<&str> = Vec::new();
        for segment in &self.0 {
            near.extend(segment.vocabulary().near(word, of));
        }
        if word.len() <= SHORT_LATIN {
            near.retain(|known| same_letters(word, known));
        }
        near.sort_unstable();
        near.dedup();
        match near[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Whether two words have the same letters in some order.
pub(crate) fn same_letters(one: &str, other: &str) -> bool {
    let [mut one, mut other] = [one, other].map(|word| word.chars().collect::<Vec<_>>());
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

/// Whether one slip leads from one word to another; the first letter is mostly right.
fn is_one_slip(one: &str, other: &str) -> bool {
    let mut letters = one.char_indices().zip(other.chars());
    // Where they part, both have the same number of bytes behind them.
    let at = letters.find(|((_, a), b)| a != b).map_or(one.len().min(other.len()), |((at, _), _)| at);
    let (one, other) = (&one[at..], &other[at..]);
    at > 0 && (is_changed(one, other) || behind(one) == Some(other) || behind(other) == Some(one))
}

/// Whether two texts that begin with other letters differ in those alone, or in the order of the first two.
fn is_changed(one: &str, other: &str) -> bool {
    let (Some(one_rest), Some(other_rest)) = (behind(one), behind(other)) else { return false };
    let swapped = one.chars().next() == other_rest.chars().next() && one_rest.chars().next() == other.chars().next();
    one_rest == other_rest || (swapped && !one_rest.is_empty() && behind(one_rest) == behind(other_rest))
}

/// A text without its first letter.
fn behind(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_only_and_long_enough() {
        let text = "Wi-Fi printers from app, プリンターとメモ Windows11 sign-in's";
        assert_eq!(words(text, 100), ["printers", "sign", "プリンタ"]);
        assert!(words(&"a".repeat(30), 100).is_empty());
    }

    #[test]
    fn one_slip_is_a_letter_more_less_or_another_or_two_changed_places() {
        for (one, other, is) in [
            ("password", "pasword", true),
            ("pasword", "password", true),
            ("passwort", "password", true),
            ("passwrod", "password", true),
            ("passwrdo", "password", false),
            ("password", "password", false),
            ("bassword", "password", false),
            ("プリンタ", "プリンラ", true),
            ("プリンタ", "プリタン", true),
            ("abcde", "abc", false),
        ] {
            assert_eq!(is_one_slip(one, other), is, "{one} {other}");
        }
    }

    #[test]
    fn a_rare_word_is_near_until_its_last_entry_has_gone() {
        let mut vocabulary = Vocabulary::default();
        let both = ["password".to_owned(), "プリンタ".to_owned()];
        vocabulary.put(&both);
        vocabulary.put(&both[..1]);
        let near =
            |vocabulary: &Vocabulary, word: &str| vocabulary.near(word, 100).map(str::to_owned).collect::<Vec<_>>();
        for word in ["pasword", "passsword", "passwort", "passwrod"] {
            assert_eq!(near(&vocabulary, word), ["password"], "{word}");
        }
        vocabulary.take(&both);
        assert_eq!(near(&vocabulary, "pasword"), ["password"]);
        assert_eq!(near(&vocabulary, "プリンラ"), [""; 0]);
        vocabulary.take(&both[..1]);
        assert!(vocabulary.0.is_empty());
        for _ in 0..20 {
            vocabulary.put(&both);
        }
        assert_eq!(near(&vocabulary, "pasword"), [""; 0], "in every fifth entry it is not rare");
    }
}
