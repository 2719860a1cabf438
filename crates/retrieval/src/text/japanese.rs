//! Terms of Japanese text, without a dictionary.
//!
//! What a question is about stands in kanji and katakana; hiragana is mostly grammar. So single kanji and katakana and
//! pairs of them are the words ("free" grams), a pair of one of them with a hiragana counts little, and pairs of
//! hiragana not at all.

use super::tokens::is_hiragana;

/// Grams that occur in any question: 教えてください, お願いします, 方法, どの様な …
const STOP_GRAMS: &[&str] = &[
    "下", "事", "今", "何", "出来", "合", "困", "場合", "思", "教", "方", "方法", "様", "法", "知", "私", "言", "願",
];

/// Gives the grams of a run of Japanese letters; `true` for the free ones.
pub(super) fn grams(run: &str, give: &mut impl FnMut(&str, bool)) {
    let letters: Vec<char> = run.chars().collect();
    let mut gram = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied();
        let hiragana = is_hiragana(letter);
        if !hiragana {
            gram.clear();
            gram.push(letter);
            give_unless_stopped(&gram, true, give);
        }
        let Some(next) = next else { continue };
        let next_hiragana = is_hiragana(next);
        if !(hiragana && next_hiragana) {
            gram.clear();
            gram.extend([letter, next]);
            give_unless_stopped(&gram, !hiragana && !next_hiragana, give);
        }
    }
}

fn give_unless_stopped(gram: &str, free: bool, give: &mut impl FnMut(&str, bool)) {
    if STOP_GRAMS.binary_search(&gram).is_err() {
        give(gram, free);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_and_katakana_are_words_and_hiragana_is_not() {
        let mut free = Vec::new();
        let mut mixed = Vec::new();
        grams("経費はメモを教えて", &mut |gram, is_free| if is_free { &mut free } else { &mut mixed }.push(gram.to_owned()));
        assert_eq!(free.join(" "), "経 経費 費 メ メモ モ");
        assert_eq!(mixed.join(" "), "費は はメ モを を教 教え");
    }

    #[test]
    fn stop_grams_are_in_order_for_the_search() {
        assert!(STOP_GRAMS.is_sorted());
    }
}
