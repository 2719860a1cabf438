//! Passwords, keys, tokens and one-time codes.

use super::Kind;
use super::finder::{Finder, after, apart, before, pattern};
use regex::Regex;
use std::sync::LazyLock;

const CUE: &str = concat!(
    r"(?:パスワード|[仮初新]期?パス|パスフレーズ|パスコード|暗証番号|合言葉|秘密鍵|暗号化?キー|シークレット(?:キー)?|API ?キー|アクセスキー|トークン|PW|",
    r"pass ?word|passwd|\bpwd|pass ?code|pass ?phrase|client[ _-]?secret|secret(?:[ _-]?key)?|api[ _-]?key|access[ _-]?key|account ?key|(?:access |auth |bearer )?token|credential)"
);
const LINK: &str = r"(?:[ \n:=?、。…→⇒>]|は|が|を|も|に|です|でした|こちら|以下|次|のとおり|の通り|(?:になり|となり)?ます|is|was|to|will be|「|『|\(|\[|'|`|\x22){1,8}";

/// The cue first: パスワードは Abc12345.
static CUED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i){CUE}(?:情報|値|文字列)?{LINK}(?P<v>[!-~]{{4,128}})")));
/// In quotation marks or brackets it need not look like a secret: パスワードは「sunflower」.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i){CUE}(?:は|が|を|:|=| is| was)? ?[「『\x22`'](?P<v>[^「」『』\x22`'\n\x{{e000}}]{{3,64}})[」』\x22`']"
    ))
});
/// The secret first: Abc12345 が初期パスワード.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>[!-~]{{6,64}}) ?(?:[（(]|が|という|is (?:my|the|your) )(?:仮|初期|新しい|new |initial |temporary )?{CUE}"
    ))
});
/// Four to eight digits behind a word for a code; alone they could be any number.
static PIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:暗証番号|\bPIN(?:コード| ?code)?|パスコード|(?:認証|確認|検証|ワンタイム|セキュリティ)(?:コード|パスワード)|解除コード|verification code|one[- ]time (?:code|password)|\bOTP|security code|access code|door code)(?:[ :=はが、「(]|です|is|was){0,4}(?P<v>[0-9]{4,8})",
    )
});
/// Tokens that show what they are.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<v>(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,64}|github_pat_[A-Za-z0-9_]{20,90}|glpat-[A-Za-z0-9_-]{16,64}|xox[abeprs]-[A-Za-z0-9-]{10,90}|",
        r"sk-[A-Za-z0-9_-]{16,128}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,64}|AIza[A-Za-z0-9_-]{30,40}|ya29\.[A-Za-z0-9_-]{20,128}|npm_[A-Za-z0-9]{30,40}|",
        r"eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,600}(?:\.[A-Za-z0-9_-]{0,400})?)"
    ))
});
static BEARER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:bearer|basic) (?P<v>[A-Za-z0-9+/=_.-]{16,400})"));
/// A field of a connection string or of an address: `password=…`.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:accountkey|sharedaccesskey|password|pwd|sig|secret|token|api_?key)=(?P<v>[^;&\s\x{e000}]{4,200})")
});
/// The password of an address: `postgres://name:password@host`.
static IN_URL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z][a-z0-9+.-]{1,12}://[^/\s:@\x{e000}]{1,64}:(?P<v>[^/\s@\x{e000}]{1,64})@"));
static KEY_BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s:,-]{0,4000}?-----END [A-Z ]{0,30}-----")
});
/// No cue at all: four classes of characters in one word is what password rules ask for.
static MIXED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9!@#$%^&*?~+]{8,40}"));

pub(super) fn seek(finder: &mut Finder<'_>) {
    for cue in [&CUED, &BEHIND] {
        finder.each(cue, Kind::Secret, |_, captures| {
            let found = captures.name("v")?;
            let value = found.as_str().trim_matches(|c: char| {
                matches!(c, '.' | ',' | ')' | '(' | '"' | '\'' | ';' | ']' | '[' | '<' | '>' | '`')
            });
            let start = found.start() + found.as_str().find(value)?;
            looks_secret(value).then_some(start..start + value.len())
        });
    }
    finder.each(&QUOTED, Kind::Secret, |_, captures| {
        let found = captures.name("v")?;
        let ascii = found.as_str().is_ascii() && !found.as_str().contains(' ');
        let worded = found.as_str().chars().all(|c| c.is_ascii_lowercase()) && found.len() > 12;
        (ascii && !worded).then_some(found.range())
    });
    for cue in [&PIN, &TOKEN, &BEARER] {
        finder.each(cue, Kind::Secret, |text, captures| {
            let found = captures.name("v")?.range();
            let counted = after(text, found.end).is_some_and(|c| matches!(c, '桁' | '文' | '回' | '年' | '日' | '-'));
            (apart(text, &found) && !counted).then_some(found)
        });
    }
    for cue in [&FIELD, &IN_URL] {
        finder.each(cue, Kind::Secret, |_, captures| Some(captures.name("v")?.range()));
    }
    finder.each(&KEY_BLOCK, Kind::Secret, |_, captures| Some(captures.get(0)?.range()));
    finder.each(&MIXED, Kind::Secret, |text, captures| {
        let found = captures.get(0)?;
        let trimmed = found.as_str().trim_start_matches(['#', '*', '+', '~', '@']);
        let start = found.end() - trimmed.len();
        let joined = |c: Option<char>| c.is_some_and(|c| matches!(c, '/' | '\\' | '.' | ':' | '-' | '_' | '=' | '@'));
        let alone = !joined(before(text, start))
            && (!joined(after(text, found.end())) || text[found.end()..].starts_with(". "));
        let ends_sentence = trimmed.ends_with(['!', '?', '~']) && !NAMED.is_match(&text[found.end()..]);
        let judged = if ends_sentence { trimmed.trim_end_matches(['!', '?', '~']) } else { trimmed };
        (alone && classes(judged) == 4 && judged.len() >= 8).then_some(start..found.end())
    });
}

/// "Welcome2026! です" names the word before it, "Windows2026!" alone ends a sentence.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:です|でした|になり|となり|が|を|で|という|\(|」|』|is )"));

/// Key combinations, dates and product names stand after the same cues.
static KEYS_AND_DATES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:ctrl|alt|shift|win(?:dows)?|office|microsoft|iphone|ios|macos|android)\b|^[0-9]{4}[-/.][0-9]{1,2}|^[0-9]{1,2}/[0-9]{1,2}|^(?:windows|office)[0-9]+$",
    )
});

/// Whether a value after a cue is one, and not the next word of the sentence.
fn looks_secret(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(char::is_ascii_alphabetic).count();
    let symbols = value.len() - digits - letters;
    let inner_capital =
        value.chars().skip(1).any(|c| c.is_ascii_uppercase()) && value.chars().any(|c| c.is_ascii_lowercase());
    let link = value.contains("://") || value.starts_with('/') || value.starts_with("www.");
    let word = KEYS_AND_DATES.is_match(value);
    value.len() >= 4
        && !link
        && !word
        && (digits > 0 && (letters > 0 || symbols > 0 || digits >= 6)
            || (symbols > 0 && letters > 0 && value.len() >= 8 && !value.contains(['/', '-', '.', '\'']))
            || inner_capital && value.len() >= 8)
}

fn classes(value: &str) -> usize {
    let has = |of: fn(&char) -> bool| usize::from(value.chars().any(|c| of(&c)));
    has(char::is_ascii_lowercase)
        + has(char::is_ascii_uppercase)
        + has(char::is_ascii_digit)
        + has(char::is_ascii_punctuation)
}
