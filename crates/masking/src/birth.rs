//! Dates of birth: a date with a cue.

use super::Kind;
use super::finder::{Finder, pattern};
use regex::Regex;
use std::sync::LazyLock;

const DATE: &str = concat!(
    r"(?:",
    r"(?:19|20)[0-9]{2} ?[-/.年ー] ?[0-9]{1,2} ?[-/.月ー] ?[0-9]{1,2}(?: ?日)?",
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR]) ?(?:[0-9]{1,2}|元) ?[-/.年] ?[0-9]{1,2} ?[-/.月] ?[0-9]{1,2}(?: ?日)?",
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}",
    r"|(?:19|20)[0-9]{6}",
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}",
    r"|[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? (?:19|20)[0-9]{2}",
    r"|[0-9]{1,2} ?月 ?[0-9]{1,2} ?日",
    r")"
);

static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:生年月日|誕生日|生れ|生まれ|date of birth|birth ?dates?|birthday|\bd\.?o\.?b\b\.?|\bborn)[^0-9\n\x{{e000}}]{{0,12}}?(?P<v>{DATE})"
    ))
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>{DATE}) ?(?:の?生(?:まれ|れ|\b)|生(?:[。、)\s]|$)|\(? ?(?:生年月日|誕生日|date of birth|dob\b)|が(?:生年月日|誕生日)|is my (?:birthday|date of birth))"
    ))
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.cued(&CUED, Kind::BirthDate);
    finder.cued(&BEHIND, Kind::BirthDate);
}
