//! The languages the desk speaks.

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
        let japanese =
            |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9d}');
        if text.chars().any(japanese) { Self::Japanese } else { Self::English }
    }

    /// The BCP 47 code: `ja` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}
