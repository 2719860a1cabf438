//! Postal codes: with the mark 〒, or three and four digits that stand with an address.

use super::Kind;
use super::address::begins_address;
use super::finder::{DASH, Finder, before, head, number_apart, pattern, tail};
use regex::Regex;
use std::sync::LazyLock;

/// With 〒, or with a word for it.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>[〒〶] ?[0-9]{{3}}[ {DASH}.]{{0,2}}[0-9]{{4}})|(?:郵便(?:番号)?|postal ?code|postcode|\bzip(?: ?code)?)[^0-9\n\x{{e000}}]{{0,8}}(?P<w>[0-9]{{3}}[ {DASH}.]{{0,2}}[0-9]{{4}}|[0-9]{{5}}-[0-9]{{4}})"
    ))
});
/// Three and four digits alone.
static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("[0-9]{{3}}[{DASH}][0-9]{{4}}")));
/// Before three and four digits, these say that an address is meant.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)住所|住まい|郵便|宛|送|届|引っ?越|転居|自宅|在住|所在|実家|勤務地|address|ship|deliver|live|mail")
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&MARKED, Kind::PostalCode, |text, captures| {
        let found = captures.name("v").or_else(|| captures.name("w"))?.range();
        number_apart(text, &found).then_some(found)
    });
    finder.each(&BARE, Kind::PostalCode, |text, captures| {
        let found = captures.get(0)?.range();
        let followed =
            begins_address(head(text, found.end, 12).trim_start_matches([' ', '\n', '　', ',', '、', ')', ':']));
        let addressed = ADDRESSED.is_match(tail(text, found.start, 24));
        let measured = text[found.end..].trim_start().starts_with(['円', '個', '件', '人', '名', '台', '枚', '号']);
        let decimal = before(text, found.start).is_some_and(|c| matches!(c, '.' | '/' | ':'));
        (number_apart(text, &found) && !decimal && (followed || addressed && !measured)).then_some(found)
    });
}
