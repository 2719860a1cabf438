//! What stands in the place of masked data.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A person's name or a part of it.
    Person,
    /// A mail address.
    Mail,
    /// A telephone number.
    Phone,
    /// An Individual Number (マイナンバー): by its check digit, or by the words around it.
    MyNumber,
    /// An employee number.
    EmployeeNumber,
    /// A postal code.
    PostalCode,
    /// A postal address.
    Address,
    /// A payment card number.
    Card,
    /// A bank account.
    BankAccount,
    /// A date of birth.
    BirthDate,
    /// A passport number.
    Passport,
    /// A driving licence number.
    DriverLicence,
    /// A password, key, token or one-time code.
    Secret,
    /// An IP address that may point to one device.
    IpAddress,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Person,
        Self::Mail,
        Self::Phone,
        Self::MyNumber,
        Self::EmployeeNumber,
        Self::PostalCode,
        Self::Address,
        Self::Card,
        Self::BankAccount,
        Self::BirthDate,
        Self::Passport,
        Self::DriverLicence,
        Self::Secret,
        Self::IpAddress,
    ];

    /// What stands in its place.
    pub(crate) const fn placeholder(self, language: Language) -> &'static str {
        let (japanese, english) = match self {
            Self::Person => ("〔氏名〕", "[name]"),
            Self::Mail => ("〔メール〕", "[e-mail]"),
            Self::Phone => ("〔電話番号〕", "[phone number]"),
            Self::MyNumber => ("〔個人番号〕", "[individual number]"),
            Self::EmployeeNumber => ("〔社員番号〕", "[employee number]"),
            Self::PostalCode => ("〔郵便番号〕", "[postal code]"),
            Self::Address => ("〔住所〕", "[address]"),
            Self::Card => ("〔カード番号〕", "[card number]"),
            Self::BankAccount => ("〔口座〕", "[bank account]"),
            Self::BirthDate => ("〔生年月日〕", "[birth date]"),
            Self::Passport => ("〔旅券番号〕", "[passport number]"),
            Self::DriverLicence => ("〔免許証番号〕", "[driving licence number]"),
            Self::Secret => ("〔パスワード等〕", "[secret]"),
            Self::IpAddress => ("〔IPアドレス〕", "[IP address]"),
        };
        match language {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }
}

/// The language of a placeholder. This room has its own, since it depends on no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Japanese,
    English,
}

impl Language {
    /// Japanese when a text holds kana or kanji.
    fn of_text(text: &str) -> Self {
        let japanese =
            |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9d}');
        if text.chars().any(japanese) { Self::Japanese } else { Self::English }
    }
}

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<String> = Kind::ALL
        .iter()
        .flat_map(|kind| {
            [Language::Japanese, Language::English].map(|language| regex::escape(kind.placeholder(language)))
        })
        .collect();
    Regex::new(&all.join("|")).expect("an alternation of escaped literals is a pattern")
});

/// Where placeholders stand already.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    PLACEHOLDER.find_iter(text).map(|place| place.range()).collect()
}

/// A text with its placeholders replaced by one string.
pub fn without<'a>(text: &'a str, by: &str) -> std::borrow::Cow<'a, str> {
    PLACEHOLDER.replace_all(text, by)
}

/// The language for placeholders: that of what remains, or of the whole where nothing remains.
pub(super) fn language(rest: &str, whole: &str) -> Language {
    Language::of_text(if rest.chars().any(char::is_alphabetic) { rest } else { whole })
}
