//! The languages the desk speaks.

/// Words that a Japanese text seldom borrows: where some stand, the sentence is English.
const ENGLISH_WORDS: [&str; 40] = [
    "a", "an", "and", "are", "at", "can", "cannot", "can't", "do", "does", "for", "from", "get", "has", "have", "how",
    "i", "i'm", "in", "is", "isn't", "it", "me", "my", "need", "not", "of", "on", "our", "please", "the", "this", "to",
    "what", "when", "where", "who", "why", "with", "won't",
];
/// So many of them make an English sentence of a text that has Japanese letters, too.
const ENGLISH_SENTENCE: usize = 2;
/// Up to so many Latin words without any of them, such as "vpn" or "excel macro", are of no language.
const MOST_BARE_WORDS: usize = 3;

/// A language of texts and entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English, also for every locale that has no texts of its own.
    English,
}

impl Language {
    /// Chooses by a BCP 47 locale such as `ja-JP`.
    pub fn of_locale(locale: &str) -> Self {
        let primary = locale.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("ja") { Self::Japanese } else { Self::English }
    }

    /// Chooses by the letters of a text: Japanese when it holds kana or kanji.
    pub fn of_text(text: &str) -> Self {
        if text.chars().any(is_japanese) { Self::Japanese } else { Self::English }
    }

    /// Chooses for a question by its words and the language of the person's Teams, neither alone: "vpn" from somebody whose Teams
    /// is Japanese is a Japanese question, and an English sentence stays one whatever name it has in Japanese letters.
    pub fn of_question(text: &str, locale: Option<Self>) -> Self {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'');
        let (mut latin, mut english) = (0, 0);
        for word in words.filter(|word| !word.is_empty()) {
            latin += 1;
            english += usize::from(ENGLISH_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)));
        }
        match Self::of_text(text) {
            Self::Japanese if english >= ENGLISH_SENTENCE && japanese_letters(text) < latin * 2 => Self::English,
            Self::English if locale == Some(Self::Japanese) && english == 0 && latin <= MOST_BARE_WORDS => {
                Self::Japanese
            }
            by_letters => by_letters,
        }
    }

    /// The BCP 47 code: `ja` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9d}')
}

fn japanese_letters(text: &str) -> usize {
    text.chars().filter(|&letter| is_japanese(letter)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_locale_decide_together() {
        use Language::{English, Japanese};
        for (text, japanese_teams, english_teams) in [
            ("vpn", Japanese, English),
            ("excel macro", Japanese, English),
            ("VPNがつながらない", Japanese, Japanese),
            ("how do I print", English, English),
            ("printer is jammed", English, English),
            ("How do I book the room 会議室A?", English, English),
            ("PCのセットアップ", Japanese, Japanese),
            ("the VPNって何ですか", Japanese, Japanese),
        ] {
            let of = |locale| Language::of_question(text, Some(locale));
            assert_eq!((of(Japanese), of(English)), (japanese_teams, english_teams), "{text}");
        }
        assert_eq!(Language::of_question("vpn", None), English);
    }
}
