//! The parts of a text, for what a question is without each of them.
//!
//! What answers a question lies near it for most of its words. Where all nearness hangs on one of them, and is gone without it, the
//! question is often about another matter that shares this word.

use crate::text::{is_hiragana, is_stop_word};

/// Most parts of a text: each costs a vector.
const MOST: usize = 8;

/// The text without its first part, without its second, and so on; none where it has but one.
pub(crate) fn without_each(text: &str) -> Vec<String> {
    let parts = parts(text);
    let without = |left_out: usize| -> String {
        let others = parts.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, part)| part.as_str());
        others.collect::<String>().trim().to_owned()
    };
    if parts.len() < 2 { Vec::new() } else { (0..parts.len()).map(without).collect() }
}

/// Words with the particles and stop words behind them; of a long text several together.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |piece: &str, begins: bool| match parts.last_mut() {
        Some(last) if !begins => last.push_str(piece),
        _ => parts.push(piece.to_owned()),
    };
    if text.chars().any(is_hiragana) {
        let mut before = '\0';
        for letter in text.chars() {
            let begins = is_hiragana(before) && !is_hiragana(letter) && !letter.is_ascii_punctuation();
            add(letter.encode_utf8(&mut [0; 4]), begins);
            before = letter;
        }
    } else {
        for word in text.split_inclusive(' ') {
            let letters: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
            add(word, !letters.is_empty() && !is_stop_word(&letters.to_lowercase()));
        }
    }
    let together = parts.len().div_ceil(MOST).max(1);
    parts.chunks(together).map(<[String]>::concat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_left_out_once_with_what_stands_behind_it() {
        for (text, wanted) in [
            ("VPNにつながらない", vec![]),
            ("家でVPNが使えない", vec!["VPNが使えない", "家で使えない", "家でVPNが"]),
            ("how do I reset my password?", vec!["reset my password?", "how do I password?", "how do I reset my"]),
            ("printer", vec![]),
            ("", vec![]),
            ("年末調整 書類", vec!["書類", "年末調整"]),
        ] {
            assert_eq!(without_each(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_long_text_has_no_more_parts_than_may_be_read() {
        for text in ["word ".repeat(100), "本を".repeat(100), "語 ".repeat(9)] {
            let all = without_each(&text);
            assert!((2..=MOST).contains(&all.len()), "{}", all.len());
            assert!(all.iter().all(|without| without.len() < text.len() && !without.is_empty()), "{text}");
        }
    }
}
