//! The Individual Number (マイナンバー): twelve digits, the last of which checks the others.
//!
//! Where words say that one follows, however it is broken up it is one. Without words it needs its check digit and an
//! ordinary grouping.

use super::Kind;
use super::finder::{Finder, digits, head, names_a_thing, number_apart, pattern, tail};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Between the digits: people put spaces, dashes, dots and line breaks wherever they like, also where a line is full.
static TWELVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9](?:[-ー.・/_, 、\n]{0,3}[0-9]){11}"));
/// Where words say that one follows, also what is read aloud, drawn or bracketed between its groups, and numerals in kanji.
static CUED_TWELVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[0-9](?:[-ー.・/_, 、\n()\[\]「」|:;~〜→⇒>*+のと]{0,3}[0-9]){11}|[〇○零一二三四五六七八九](?:[-ー.・/ 、\n]{0,2}[〇○零一二三四五六七八九]){11}",
    )
});
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)マイ ?ナンバー|個人番号|通知カード|my ?number|individual (?:identification )?number|特定個人情報")
});
/// Behind what would mean that none is given: one is given all the same.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"送り|送付|お伝え|伝え|提出し|以下|次の|こちら|下記"));
/// Said of the number, these mean that none is given.
static NOT_GIVEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:では|じゃ)(?:ない|ありません|なく)|以外|までに|期限|提出は|時点|\bnot\b|deadline"));

/// From the left, for the first eleven digits (Ministerial Ordinance No. 85 of 2014, article 5).
const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
/// Ways to group twelve digits without a word about them. A date and a time, 8 and 4, are not among them.
const GROUPS: [&[usize]; 5] = [&[12], &[4, 4, 4], &[3, 3, 3, 3], &[6, 6], &[2, 2, 2, 2, 2, 2]];

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&CUED_TWELVE, Kind::MyNumber, |text, captures| {
        let range = captures.get(0)?.range();
        (number_apart(text, &range) && !names_a_thing(text, range.start) && is_cued(text, &range, false))
            .then_some(range)
    });
    finder.each(&TWELVE, Kind::MyNumber, |text, captures| {
        let found = captures.get(0)?;
        let range = found.range();
        let right = is_my_number(&digits(found.as_str()));
        if !number_apart(text, &range) || names_a_thing(text, range.start) {
            return None;
        }
        let fits = if is_cued(text, &range, is_grouped(found.as_str())) {
            // A slip of the finger leaves a number that is nearly somebody's, so the ordinary forms need no check digit.
            right || is_grouped(found.as_str())
        } else {
            // One order number in eleven passes the check by chance: the words before it and its grouping decide.
            right && (is_grouped(found.as_str()) || is_wrapped(found.as_str()))
        };
        fits.then_some(range)
    });
}

/// Whether the words around a number say what it is: near, or, where the number is grouped as they are on the card
/// (`far`), a sentence away.
fn is_cued(text: &str, range: &Range<usize>, far: bool) -> bool {
    let (ahead, behind) = if far { (60, 30) } else { (30, 14) };
    let front = tail(text, range.start, ahead);
    let before = CUE.find_iter(front).last().is_some_and(|cue| {
        let between = &front[cue.end()..];
        let denied = NOT_GIVEN.find_iter(between).last();
        denied.is_none_or(|denied| GIVEN.is_match(&between[denied.end()..]))
    });
    before || CUE.is_match(head(text, range.end, behind))
}

fn is_grouped(number: &str) -> bool {
    let groups: Vec<usize> =
        number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len).collect();
    GROUPS.contains(&groups.as_slice())
}

/// Whether a line's end alone divides the number, as where a line is full.
fn is_wrapped(number: &str) -> bool {
    number.chars().all(|c| c.is_ascii_digit() || c == '\n') && number.matches('\n').count() == 1
}

/// Whether the check digit is right: 11 − (Σ weight · digit mod 11), or 0 where the remainder is 0 or 1.
pub(super) fn is_my_number(digits: &[u32]) -> bool {
    let [first @ .., check] = digits else { return false };
    if first.len() != WEIGHTS.len() || digits.iter().all(|digit| *digit == digits[0]) {
        return false;
    }
    let rest = first.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    *check == if rest <= 1 { 0 } else { 11 - rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        assert!(is_my_number(&digits("123456789018")));
        assert!(!is_my_number(&digits("123456789012")));
        assert!(!is_my_number(&digits("000000000000")), "a row of one digit is a filler");
        assert!(!is_my_number(&digits("12345678901")));
    }

    #[test]
    fn a_date_and_a_time_are_no_grouping() {
        assert!(is_grouped("1234-5678-9018") && is_grouped("123456789018"));
        assert!(!is_grouped("20261126 1030") && !is_grouped("2026-11-26 1030"));
    }
}
