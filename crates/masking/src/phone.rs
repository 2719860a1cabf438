//! Telephone numbers: Japanese ones in every punctuation, and international ones. Numbers that anybody may call free of
//! charge (0120, 0800-…) or at one rate (0570) are public and stay; extensions stay.

use super::Kind;
use super::finder::{DASH, Finder, before, digits, names_a_thing, number_apart, pattern, tail};
use regex::Regex;
use std::sync::LazyLock;

static JAPANESE: LazyLock<Regex> = LazyLock::new(|| {
    let gap = format!("[{DASH}. ()/]{{0,3}}");
    pattern(&format!(r"\(?0[1-9][0-9]{{0,4}}{gap}[0-9]{{1,4}}{gap}[0-9]{{2,4}}(?:{gap}[0-9]{{1,4}})?"))
});

/// Japanese numbers with the code of the country: +81 90-1234-5678.
static WITH_COUNTRY: LazyLock<Regex> = LazyLock::new(|| {
    let gap = format!("[{DASH}. ()/]{{0,3}}");
    pattern(&format!(r"(?:\+ ?|00)81{gap}(?:\(0\))?{gap}[0-9]{{1,5}}{gap}[0-9]{{1,4}}(?:{gap}[0-9]{{2,4}}){{1,2}}"))
});

/// Numbers of any country, with a plus.
static ABROAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\+ ?[1-9][0-9]{{0,2}}(?:[{DASH}. ()/]{{0,3}}[0-9]{{1,9}}){{2,5}}")));

/// Numbers without a leading zero or plus need a cue.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:電話(?:番号)?|携帯(?:番号)?|連絡先|TEL|FAX|phone(?: number)?|mobile(?: number)?|cell|(?:call|ring|text|phone|reach) me (?:at|on)|(?:direct |office |desk |my )(?:line|number))(?: ?(?:は|が|:|is|=|\.))* ?(?P<v>\(?[0-9]{{2,4}}\)?[{DASH}. ]{{1,2}}[0-9]{{2,4}}[{DASH}. ][0-9]{{3,4}}|0[0-9]{{3,4}}[{DASH} ][0-9]{{5,6}})"
    ))
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&WITH_COUNTRY, Kind::Phone, |text, captures| {
        let found = captures.get(0)?;
        let national =
            digits(found.as_str().trim_start_matches("00")).into_iter().skip(2).skip_while(|d| *d == 0).count();
        ((9..=10).contains(&national) && number_apart(text, &found.range())).then_some(found.range())
    });
    finder.each(&JAPANESE, Kind::Phone, |text, captures| {
        let found = captures.get(0)?;
        let (start, number) = (found.start(), found.as_str());
        let open = number.starts_with('(') && !number.contains(')');
        let range = start + usize::from(open)..found.end();
        let plain = number.chars().all(|c| c.is_ascii_digit());
        let right = is_number(&digits(number)) && !is_public(number) && number_apart(text, &range) && balanced(number);
        let dated = before(text, start).is_some_and(|c| matches!(c, '/' | '.' | ':'));
        (right && !dated && !(plain && names_a_thing(text, start))).then_some(range)
    });
    finder.each(&ABROAD, Kind::Phone, |text, captures| {
        let found = captures.get(0)?;
        ((8..=15).contains(&digits(found.as_str()).len()) && number_apart(text, &found.range()))
            .then_some(found.range())
    });
    finder.each(&CUED, Kind::Phone, |text, captures| {
        let found = captures.name("v")?;
        let extension = tail(text, found.start(), 6).contains("内線");
        (!extension && !is_public(found.as_str()) && number_apart(text, &found.range())).then_some(found.range())
    });
}

/// Ten digits in all, eleven where the prefix is that of a mobile, IP or M2M number.
fn is_number(digits: &[u32]) -> bool {
    match digits {
        [0, a, b, ..] if digits.len() == 11 => matches!((a, b), (2 | 5..=9, 0)),
        [0, 1..=9, ..] => digits.len() == 10,
        _ => false,
    }
}

/// Freephone and one-rate numbers. 0800 is told from a mobile number 080 by where it is divided.
fn is_public(number: &str) -> bool {
    let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let plain = groups.concat();
    (plain.len() == 10 && (plain.starts_with("0120") || plain.starts_with("0570"))) || groups.first() == Some(&"0800")
}

fn balanced(number: &str) -> bool {
    number.matches(')').count() <= 1 && number.matches('(').count() <= 1
}
