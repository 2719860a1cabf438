//! Terms of Japanese text, without a dictionary.
//!
//! What a question is about stands in kanji and katakana; hiragana is mostly grammar. So single kanji, and pairs of kanji and
//! katakana, are the words ("free" grams), a pair of one of them with a hiragana counts little, three hiragana in a
//! row (つながらない, うるさい) less.

use super::normalise::is_katakana;
use super::tokens::is_hiragana;

/// Grams that occur in any question: 教えてください, お願いします, 方法, どの様な …
const STOP_GRAMS: &[&str] =
    &["下", "事", "今", "何", "出来", "合", "困", "場合", "思", "教", "方", "方法", "様", "法", "知", "私", "言", "願"];

/// What a gram is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Kanji and katakana only.
    Free,
    /// One hiragana beside one of them.
    Mixed,
    /// Three hiragana.
    Hiragana,
}

/// Gives the grams of a run of Japanese letters.
pub(super) fn grams(run: &str, give: &mut impl FnMut(&str, Kind)) {
    let letters: Vec<char> = run.chars().collect();
    let mut gram = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied();
        let hiragana = is_hiragana(letter);
        // A kanji is a word or part of one; a katakana alone is a sound, which パスワード and ボーナス share.
        if !hiragana && !is_katakana(letter) {
            gram.clear();
            gram.push(letter);
            give_unless_stopped(&gram, Kind::Free, give);
        }
        let Some(next) = next else { continue };
        let next_hiragana = is_hiragana(next);
        if !(hiragana && next_hiragana) {
            gram.clear();
            gram.extend([letter, next]);
            give_unless_stopped(&gram, if hiragana || next_hiragana { Kind::Mixed } else { Kind::Free }, give);
        }
        if letters[at..].len() > 2 && letters[at..at + 3].iter().all(|&letter| is_hiragana(letter)) {
            gram.clear();
            gram.extend(&letters[at..at + 3]);
            give_unless_stopped(&gram, Kind::Hiragana, give);
        }
    }
}

fn give_unless_stopped(gram: &str, kind: Kind, give: &mut impl FnMut(&str, Kind)) {
    if STOP_GRAMS.binary_search(&gram).is_err() {
        give(gram, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_and_katakana_are_words_and_hiragana_is_not() {
        let of = |kind: Kind| {
            let mut got = Vec::new();
            grams("経費はメモを教えて", &mut |gram, its| {
                if its == kind {
                    got.push(gram.to_owned());
                }
            });
            got.join(" ")
        };
        assert_eq!(of(Kind::Free), "経 経費 費 メモ");
        assert_eq!(of(Kind::Mixed), "費は はメ モを を教 教え");
        assert_eq!(of(Kind::Hiragana), "");
    }

    #[test]
    fn stop_grams_are_in_order_for_the_search() {
        assert!(STOP_GRAMS.is_sorted());
    }
}
