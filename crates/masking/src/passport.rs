//! Passport numbers: two letters and seven digits (Japan), or up to nine characters with a number in them, with a cue.

use super::Kind;
use super::finder::{Finder, pattern};
use regex::Regex;
use std::sync::LazyLock;

static PASSPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:パスポート|旅券|passport)[^0-9\n\x{e000}]{0,16}?(?P<v>[a-z]{1,2}[- ]?[0-9]{6,8}|[0-9]{8,9})")
});
/// The number first: TK1234567 (パスポート).
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?P<v>[a-z]{2}[- ]?[0-9]{7}) ?\(? ?(?:は|が|の|is )?.{0,4}(?:パスポート|旅券|passport)")
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.cued(&PASSPORT, Kind::Passport);
    finder.cued(&BEHIND, Kind::Passport);
}
