//! Bank accounts: the kind of account or a cue, and the number; with the bank and branch just before it.

use super::Kind;
use super::finder::{DASH, Finder, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// The kind of account and its number, with bank and branch where they are given: 普通 1234567.
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:[\p{Han}\p{Katakana}\p{Hiragana}A-Zー]{1,12}(?:銀行|信金|信用金庫|信用組合|農協|労金)[、, ]{0,2})?",
        r"(?:(?:[\p{Han}\p{Katakana}ー]{1,10}(?:支店|営業部|出張所)|本店)(?: ?\(?[0-9]{3}\)?)?[、, ]{0,2})?",
        r"(?:普通|当座|貯蓄|総合|定期|\(?[普当]\))(?:預金)?(?:口座)?(?:の?番号)?[ :はが,、]{0,3}(?:No\.?|№)? ?[0-9]{3}[-ー]?[0-9]{3,5}"
    ))
});
/// The cue first: 口座番号は1234567.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:口座(?:の?番号)?|account (?:number|no\.?|#)|acct\.? ?(?:number|no\.?|#)?|routing (?:number|no\.?))",
        r"(?:[はがの:=\s、]|です|is|(?:普通|当座|貯蓄)(?:預金)?){0,5}(?P<v>[0-9][0-9-]{4,11}[0-9])"
    ))
});
/// Japan Post Bank: a symbol of five digits and a number of up to eight.
static POST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:記号|ゆうちょ)[^0-9\n\x{{e000}}]{{0,8}}(?P<v>1[0-9]{{4}}[ {DASH}の、,]{{0,3}}(?:番号)?[はが: ]{{0,2}}[0-9]{{6,8}})"
    ))
});
/// ISO 13616.
static IBAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<v>[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)"));

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&KIND, Kind::BankAccount, |text, captures| {
        let found = captures.get(0)?.range();
        let goes_on = super::finder::after(text, found.end).is_some_and(|c| c.is_ascii_alphanumeric() || c == '円');
        (!goes_on).then_some(found)
    });
    finder.cued(&CUED, Kind::BankAccount);
    finder.cued(&POST, Kind::BankAccount);
    finder.each(&IBAN, Kind::BankAccount, |text, captures| {
        let found = captures.name("v")?;
        (super::finder::apart(text, &found.range()) && is_iban(found.as_str())).then_some(found.range())
    });
}

/// ISO 7064 mod 97-10 over the rearranged number.
fn is_iban(text: &str) -> bool {
    let plain: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    if !(15..=34).contains(&plain.len()) {
        return false;
    }
    let (front, rest) = plain.split_at(4);
    let rest = rest.iter().chain(front).filter_map(|c| c.to_digit(36)).fold(0, |sum, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (sum * shift + value) % 97
    });
    rest == 1
}
