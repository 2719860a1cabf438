//! Cutting at the borders of scripts.

use super::normalise::is_katakana;

/// A piece of a normalised text in one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A word of letters and digits of any script but the Japanese ones, with inner dashes and apostrophes.
    Latin(&'a str),
    /// Kanji, kana and their marks.
    Japanese(&'a str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Joiner,
    Japanese,
    Other,
}

/// The pieces of a normalised text, in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut current = Script::Other;
    for (at, letter) in text.char_indices() {
        let script = script(letter);
        let goes_on = script == current || (current == Script::Latin && script == Script::Joiner);
        if !goes_on {
            push(&mut pieces, current, &text[start..at]);
            start = at;
            current = if script == Script::Joiner { Script::Other } else { script };
        }
    }
    push(&mut pieces, current, &text[start..]);
    pieces
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, script: Script, text: &'a str) {
    match script {
        Script::Latin => pieces.push(Piece::Latin(text)),
        Script::Japanese => pieces.push(Piece::Japanese(text)),
        Script::Joiner | Script::Other => {}
    }
}

fn script(letter: char) -> Script {
    match letter {
        '-' | '\'' => Script::Joiner,
        _ if is_katakana(letter) || is_hiragana(letter) || is_kanji(letter) => Script::Japanese,
        _ if letter.is_alphanumeric() => Script::Latin,
        _ => Script::Other,
    }
}

/// Hiragana without the marks that stand alone.
pub(crate) fn is_hiragana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{3096}')
}

/// Whether a text is mostly in hiragana, so that its words may not have been converted.
pub(crate) fn is_unconverted(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let hiragana = text.chars().filter(|&letter| is_hiragana(letter)).count();
    hiragana > 0 && hiragana * 10 >= letters * 8
}

/// A hiragana letter in katakana; another one stays.
pub(crate) fn to_katakana(letter: char) -> char {
    // The two blocks of Unicode have one order.
    if is_hiragana(letter) { char::from_u32(letter as u32 + 0x60).unwrap_or(letter) } else { letter }
}

/// Kanji with the marks that stand for one.
pub(crate) fn is_kanji(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〆' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_sentence_is_cut_by_script() {
        use Piece::{Japanese, Latin};
        assert_eq!(
            pieces("vpnに wi-fi、don't -x 2026年"),
            [Latin("vpn"), Japanese("に"), Latin("wi-fi"), Latin("don't"), Latin("x"), Latin("2026"), Japanese("年")]
        );
        assert_eq!(pieces("!?…"), []);
    }
}
