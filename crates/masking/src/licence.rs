//! Driving licence numbers: twelve digits with a cue.

use super::Kind;
use super::finder::{DASH, Finder, pattern};
use regex::Regex;
use std::sync::LazyLock;

static LICENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:免許|driv(?:er'?s?|ing) licen[cs]e|\blicen[cs]e (?:number|no))[^0-9\n\x{{e000}}]{{0,20}}(?P<v>[0-9](?:[{DASH}. ]{{0,2}}[0-9]){{11}})"
    ))
});
/// The number first: 123456789012 (運転免許).
static BEHIND: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?P<v>[0-9](?:[{DASH}. ]?[0-9]){{11}}) ?[(（].{{0,4}}免許")));

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.cued(&LICENCE, Kind::DriverLicence);
    finder.cued(&BEHIND, Kind::DriverLicence);
}
