//! One spelling of many.

use unicode_normalization::UnicodeNormalization;

/// Compatibility form (NFKC), lower case, one dash, one apostrophe, and no long-vowel mark at the end of a katakana word;
/// at most `most` characters of the text are read.
pub fn normalise(text: &str, most: usize) -> String {
    let mut letters: Vec<char> =
        text.chars().take(most).nfkc().take(2 * most).flat_map(char::to_lowercase).filter_map(plain).collect();
    long_vowels(&mut letters);
    without_final_long_vowels(&letters)
}

/// One character for all that look or work like it; nothing for invisible ones.
fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{fe63}' => Some('-'),
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '`' | '\u{b4}' => Some('\''),
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' => None,
        '\u{301c}' | '\u{223c}' => Some('~'),
        other => Some(other),
    }
}

/// A dash after katakana was meant as a long-vowel mark.
fn long_vowels(letters: &mut [char]) {
    for at in 1..letters.len() {
        if letters[at] == '-' && is_katakana(letters[at - 1]) {
            letters[at] = LONG;
        }
    }
}

/// サーバー and サーバ are one word. Words of two letters keep the mark: キー is not キ.
fn without_final_long_vowels(letters: &[char]) -> String {
    let mut out = String::with_capacity(letters.len() * 2);
    let mut run = 0;
    for (at, &letter) in letters.iter().enumerate() {
        run = if is_katakana(letter) { run + 1 } else { 0 };
        let last = letters.get(at + 1).is_none_or(|&next| !is_katakana(next));
        if !(letter == LONG && last && run > 2) {
            out.push(letter);
        }
    }
    out
}

const LONG: char = 'ー';

/// Katakana, with its long-vowel mark.
pub(crate) fn is_katakana(letter: char) -> bool {
    matches!(letter, '\u{30a1}'..='\u{30fa}' | LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (from, to) in [
            ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
            ("サーバー", "サーバ"),
            ("サ―バ―", "サーバ"),
            ("キー", "キー"),
            ("コピー機", "コピ機"),
            ("Ｗｉ－Ｆｉ", "wi-fi"),
            ("〜", "~"),
            ("～", "~"),
            ("Ｅメール", "eメール"),
            ("①", "1"),
            ("ＡＢＣ１２３", "abc123"),
            ("don’t", "don't"),
            ("パス\u{200b}ワード", "パスワード"),
            ("か\u{3099}", "が"),
        ] {
            assert_eq!(normalise(from, 100), to, "{from}");
        }
    }

    #[test]
    fn a_character_that_unfolds_to_many_does_not_multiply_the_work() {
        let unfolding = "\u{fdfa}".repeat(100_000);
        assert!(normalise(&unfolding, 100).chars().count() <= 200);
    }
}
