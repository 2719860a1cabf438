//! The words of entries as they are spelled, to see what a question misspells.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::segment::Segment;
use crate::text::{Piece, Term, is_katakana, normalise, pieces};

/// Least letters of a Latin word that may be misspelled: of shorter ones too many are near one another.
const LEAST_LATIN: usize = 5;
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

/// The words of a segment: in how many entries each is, and which are found when a letter of them is left out.
#[derive(Default)]
pub(crate) struct Vocabulary {
    entries: HashMap<Arc<str>, usize>,
    shortened: HashMap<u64, Vec<Arc<str>>>,
}

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
    word.split(['-', '\'']).filter(letters_only)
}

/// Katakana words in a run of Japanese letters.
pub(crate) fn katakana(run: &str) -> impl Iterator<Item = &str> {
    run.split(|letter| !is_katakana(letter)).filter(|word| word.chars().count() >= SHORTEST)
}

impl Vocabulary {
    /// Adds the words of an entry.
    pub(crate) fn put(&mut self, words: &[String]) {
        for word in words {
            let known: Arc<str> = word.as_str().into();
            let entries = self.entries.entry(known.clone()).or_default();
            *entries += 1;
            if *entries == 1 {
                for short in shortened(&known) {
                    self.shortened.entry(hash(&short)).or_default().push(known.clone());
                }
            }
        }
    }

    /// Takes the words of an entry out.
    pub(crate) fn take(&mut self, words: &[String]) {
        for word in words {
            let Some(entries) = self.entries.get_mut(word.as_str()) else { continue };
            *entries -= 1;
            if *entries > 0 {
                continue;
            }
            self.entries.remove(word.as_str());
            for short in shortened(word) {
                let hash = hash(&short);
                if let Some(list) = self.shortened.get_mut(&hash) {
                    list.retain(|known| **known != **word);
                    if list.is_empty() {
                        self.shortened.remove(&hash);
                    }
                }
            }
        }
    }

    /// Rare words one slip away: a letter more, less or another one, or two changed places. `of` entries are in the collection.
    fn near<'a>(&'a self, word: &str, of: usize) -> Vec<&'a str> {
        let at = |text: &str| self.shortened.get(&hash(text)).map_or(&[][..], Vec::as_slice);
        let shorts = shortened(word);
        let mut near: Vec<&'a Arc<str>> = shorts.iter().flat_map(|short| at(short)).chain(at(word)).collect();
        near.extend(shorts.iter().filter_map(|short| Some(self.entries.get_key_value(short.as_str())?.0)));
        near.sort_unstable();
        near.dedup();
        let is_rare = |known: &str| {
            let entries = self.entries.get(known).copied().unwrap_or_default();
            entries <= FEW || entries * RARE <= of
        };
        near.into_iter().map(AsRef::as_ref).filter(|known| is_one_slip(word, known) && is_rare(known)).collect()
    }
}

/// The segments that a person may see, to look up what they know.
pub(crate) struct Known<'a>(pub(crate) Vec<&'a Segment>);

impl Known<'_> {
    /// Whether an entry has a term.
    pub(crate) fn has(&self, term: Term) -> bool {
        self.0.iter().any(|segment| !segment.asked(term).is_empty() || !segment.answered(term).is_empty())
    }

    /// Whether a phrasing has a word, spelled like this.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.0.iter().any(|segment| segment.vocabulary().entries.contains_key(word))
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
        near.sort_unstable();
        near.dedup();
        match near[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// The word without each of its letters.
fn shortened(word: &str) -> Vec<String> {
    let mut all: Vec<String> =
        word.char_indices().map(|(at, letter)| format!("{}{}", &word[..at], &word[at + letter.len_utf8()..])).collect();
    all.dedup();
    all
}

/// Whether one slip leads from one word to another; the first letter is mostly right.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return false;
    }
    let (one, other) = (&one[same..], &other[same..]);
    match (one.len(), other.len()) {
        (a, b) if a == b + 1 => one[1..] == *other,
        (a, b) if a + 1 == b => *one == other[1..],
        (a, b) if a == b && a > 0 => {
            one[1..] == other[1..] || (a > 1 && one[0] == other[1] && one[1] == other[0] && one[2..] == other[2..])
        }
        _ => false,
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_only_and_long_enough() {
        assert_eq!(words("Wi-Fi printers, プリンターとメモ Windows11 sign-in's", 100), ["printers", "プリンタ"]);
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
        let near = |vocabulary: &Vocabulary, word: &str| {
            vocabulary.near(word, 100).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for word in ["pasword", "passsword", "passwort", "passwrod"] {
            assert_eq!(near(&vocabulary, word), ["password"], "{word}");
        }
        vocabulary.take(&both);
        assert_eq!(near(&vocabulary, "pasword"), ["password"]);
        assert_eq!(near(&vocabulary, "プリンラ"), [""; 0]);
        vocabulary.take(&both[..1]);
        assert!(vocabulary.entries.is_empty() && vocabulary.shortened.is_empty());
        for _ in 0..20 {
            vocabulary.put(&both);
        }
        assert_eq!(near(&vocabulary, "pasword"), [""; 0], "in every fifth entry it is not rare");
    }
}
