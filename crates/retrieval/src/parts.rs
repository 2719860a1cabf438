//! The parts of a text, for what a question is without each of them.
//!
//! What answers a question lies near it for most of its words. Where all nearness hangs on one of them, and is gone without it, the
//! question is often about another matter that shares this word.

use crate::text::{is_hiragana, is_stop_word};

/// Most parts of a text: each costs a vector.
const MOST: usize = 8;
/// A text with more letters is a letter or a story: no word of it decides, and each of its vectors costs as much as it is long.
const LONGEST: usize = 120;
/// Written within words in hiragana, too.
const LONG_VOWEL: char = 'ー';

/// The text without its first part, without its second, and so on; none where it has but one, or is long.
pub(crate) fn without_each(text: &str) -> Vec<String> {
    if text.chars().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let parts = parts(text);
    let without = |left_out: usize| -> String {
        let others = parts.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, part)| part.as_str());
        others.collect::<String>().trim().to_owned()
    };
    if parts.len() < 2 { Vec::new() } else { (0..parts.len()).map(without).collect() }
}

/// Words with the particles, stop words and marks behind them; of a long text several together.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |piece: &str, begins: bool| match parts.last_mut() {
        Some(last) if !begins || !last.chars().any(char::is_alphanumeric) => last.push_str(piece),
        _ => parts.push(piece.to_owned()),
    };
    if text.chars().any(is_hiragana) {
        let mut before = '\0';
        for letter in text.chars() {
            // Particles stand behind a word; a mark belongs to what stands before it, but for those within a word (Wi-Fi).
            let is_behind = is_hiragana(before) || !before.is_alphanumeric() && !before.is_ascii_punctuation();
            let begins = is_behind && letter.is_alphanumeric() && !is_hiragana(letter) && letter != LONG_VOWEL;
            add(letter.encode_utf8(&mut [0; 4]), begins);
            before = letter;
        }
    } else {
        for word in text.split_inclusive(char::is_whitespace) {
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
            ("本を。紙を。", vec!["紙を。", "本を。"]),
            ("VPN 接続 できない", vec!["接続 できない", "VPN"]),
            ("Wi-Fiが「遅い」です。", vec!["遅い」です。", "Wi-Fiが「"]),
            ("申請した。", vec![]),
            ("「申請」した", vec![]),
            ("らーめんはある？", vec![]),
            ("年末調整　書類", vec!["書類", "年末調整"]),
            ("vpn\nslow", vec!["slow", "vpn"]),
            ("", vec![]),
            ("年末調整 書類", vec!["書類", "年末調整"]),
        ] {
            assert_eq!(without_each(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_long_text_has_no_more_parts_than_may_be_read() {
        for text in ["word ".repeat(24), "本を".repeat(60), "語 ".repeat(9)] {
            let all = without_each(&text);
            assert!((2..=MOST).contains(&all.len()), "{}", all.len());
            assert!(all.iter().all(|without| without.len() < text.len() && !without.is_empty()), "{text}");
            assert_eq!(without_each(&text.repeat(14)).len(), 0, "it is too long");
        }
    }
}
