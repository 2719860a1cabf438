//! Words that are orders, in every language at once: who writes Japanese may still type `help`.

use std::sync::LazyLock;

use desk::flow::Command;
use desk::language::Language;
use unicode_normalization::UnicodeNormalization;

use super::{about_us, wishes};
use crate::texts;

/// An order has at most so many characters; what is longer is a question that happens to start like one.
const LONGEST: usize = 120;

// The words of each order in every language, prepared by [`plain`]: every message is compared with all of them.
static HELP: LazyLock<Vec<String>> = LazyLock::new(|| words("command-help"));
static PERSON: LazyLock<Vec<String>> = LazyLock::new(|| words("command-person"));
static MY_INQUIRIES: LazyLock<Vec<String>> = LazyLock::new(|| words("command-my-inquiries"));
static BUTTON: LazyLock<Vec<String>> = LazyLock::new(|| words("command-button"));
static CONNECT: LazyLock<Vec<String>> = LazyLock::new(|| words("command-connect"));

/// Reads an order. Only a whole message is one, except for `connect`, which may be followed by the team's name. Lines that
/// quote somebody are not part of what is said.
pub fn read(text: &str) -> Option<Command> {
    let own: Vec<&str> = text.lines().filter(|line| !line.starts_with("> ")).collect();
    let own = own.join("\n");
    let text = own.trim();
    if text.is_empty() || text.chars().count() > LONGEST || text.contains('\n') {
        return None;
    }
    let said = plain(text);
    if HELP.contains(&said) {
        return Some(Command::Help);
    }
    if PERSON.contains(&said) {
        return Some(Command::Person);
    }
    if MY_INQUIRIES.contains(&said) {
        return Some(Command::MyInquiries);
    }
    if BUTTON.contains(&said) {
        return Some(Command::Button);
    }
    if wishes::wants_person(&said) {
        return Some(Command::Person);
    }
    if wishes::wants_own_inquiries(&said) {
        return Some(Command::HowItStands);
    }
    if about_us::asks_about_us(&said) {
        return Some(Command::Help);
    }
    connect(text)
}

fn connect(text: &str) -> Option<Command> {
    let normal: String = text.nfkc().collect();
    let (word, name) = normal.split_once(char::is_whitespace).unwrap_or((&normal, ""));
    let name = Some(unquoted(name)).filter(|name| !name.is_empty());
    CONNECT.contains(&plain(word)).then(|| Command::Connect(name.map(str::to_owned)))
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\'', '「', '」', '“', '”', '<', '>']).trim()
}

/// Letters that count: NFKC, lower case, without the punctuation that people put around an order.
fn plain(text: &str) -> String {
    let normal: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let bare = normal.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | '!' | '?' | '。' | '、' | ',' | '「' | '」' | '"' | '/')
    });
    bare.replace(['\'', '’'], " ").replace([',', '、'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(key: &str) -> Vec<String> {
    let lists = [Language::Japanese, Language::English].map(|language| texts::text(language, key));
    lists.iter().flat_map(|list| list.split('|')).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_messages_are_orders_in_both_languages() {
        let cases = [
            ("help", Some(Command::Help)),
            ("Ｈｅｌｐ！", Some(Command::Help)),
            ("ヘルプ", Some(Command::Help)),
            ("ﾍﾙﾌﾟ", Some(Command::Help)),
            ("使い方", Some(Command::Help)),
            ("Talk to a person.", Some(Command::Person)),
            ("担当者と話す", Some(Command::Person)),
            ("my  inquiries", Some(Command::MyInquiries)),
            ("私の問い合わせ", Some(Command::MyInquiries)),
            ("クローズ", Some(Command::Button)),
            ("Close", Some(Command::Button)),
            ("Close the window first, then press Accept.", None),
            ("connect IT", Some(Command::Connect(Some("IT".into())))),
            ("接続　「人事 総務」", Some(Command::Connect(Some("人事 総務".into())))),
            ("connect", Some(Command::Connect(None))),
            ("> 葵\n> VPNは？\n担当者と話す", Some(Command::Person)),
            ("help me with VPN", None),
            ("VPNに接続できません", None),
            ("接続できません", None),
            ("", None),
            ("？", None),
        ];
        for (said, command) in cases {
            assert_eq!(read(said), command, "{said}");
        }
    }
}
