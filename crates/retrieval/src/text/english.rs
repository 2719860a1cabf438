//! Terms of Latin words.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

/// Most stems of a question that are paired: 24 give 276 pairs.
const MOST_PAIRED: usize = 24;
/// Longest word whose pieces are taken; longer ones are no words.
const LONGEST_WORD: usize = 40;

/// Words that say nothing about what a question is about.
const STOP_WORDS: &[&str] = &[
    "a", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does",
    "for", "from", "had", "has", "have", "hello", "hey", "hi", "how", "i", "id", "if", "im", "in", "is", "it", "its",
    "ive", "just", "me", "my", "of", "on", "or", "our", "please", "should", "so", "some", "thanks", "that", "the",
    "their", "there", "this", "to", "was", "we", "what", "will", "with", "would", "you", "your",
];

thread_local! {
    // A stemmer is a table of functions; one per thread spares making it for every word.
    static STEMMER: Stemmer = Stemmer::create(Algorithm::English);
}

/// Gives the stems of a word that may hold dashes and apostrophes, without stop words.
///
/// "wi-fi" is one word; of "sign-in" the longer parts count too; "windows11" is two.
pub(super) fn stems(word: &str, give: &mut impl FnMut(&str)) {
    let word = word.trim_end_matches(['-', '\'']).replace('\'', "");
    let joined = word.replace('-', "");
    letters_and_digits(&joined, give);
    if joined.len() != word.len() {
        for part in word.split('-').filter(|part| part.chars().count() > 2) {
            stem(part, give);
        }
    }
}

/// Gives every 3, 4 and 5 letters in a row of a word, with one space before and after it.
pub(super) fn grams(word: &str, give: &mut impl FnMut(&str)) {
    let mut letters = vec![' '];
    letters.extend(word.chars().filter(|letter| letter.is_alphanumeric()).take(LONGEST_WORD));
    letters.push(' ');
    let mut gram = String::new();
    for length in 3..=5 {
        for window in letters.windows(length) {
            gram.clear();
            gram.extend(window);
            give(&gram);
        }
    }
}

/// Gives every two different stems once, in alphabetical order.
pub(super) fn pairs(stems: &[String], give: &mut impl FnMut(&str, &str)) {
    let stems = &stems[..stems.len().min(MOST_PAIRED)];
    for (at, one) in stems.iter().enumerate() {
        for other in &stems[at + 1..] {
            let (first, second) = if one < other { (one, other) } else { (other, one) };
            if first != second {
                give(first, second);
            }
        }
    }
}

fn letters_and_digits(word: &str, give: &mut impl FnMut(&str)) {
    let mut start = 0;
    let mut digits = None;
    for (at, letter) in word.char_indices() {
        let is_digit = letter.is_numeric();
        if digits.is_some_and(|digits| digits != is_digit) {
            stem(&word[start..at], give);
            start = at;
        }
        digits = Some(is_digit);
    }
    stem(&word[start..], give);
}

/// Whether a word says nothing about what a question is about.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

fn stem(word: &str, give: &mut impl FnMut(&str)) {
    if word.is_empty() || is_stop_word(word) {
        return;
    }
    give(&whole_stem(word));
}

/// The stem of a word that has letters only, a stop word's too.
pub(crate) fn whole_stem(word: &str) -> Cow<'_, str> {
    STEMMER.with(|stemmer| stemmer.stem(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_in_order_for_the_search() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn words_become_stems() {
        for (word, wanted) in [
            ("wi-fi", "wifi"),
            ("sign-in", "signin sign"),
            ("windows11", "window 11"),
            ("cards", "card"),
            ("don't", "dont"),
            ("the", ""),
            ("-", ""),
        ] {
            let mut got = Vec::new();
            stems(word, &mut |stem| got.push(stem.to_owned()));
            assert_eq!(got.join(" "), wanted, "{word}");
        }
    }
}
