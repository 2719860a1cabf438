//! The Individual Number (マイナンバー): twelve digits, the last of which checks the others.

use super::Kind;
use super::finder::{DASH, Finder, digits, names_a_thing, number_apart, pattern};
use regex::Regex;
use std::sync::LazyLock;

static TWELVE: LazyLock<Regex> = LazyLock::new(|| {
    let gap = format!("[{DASH}. ]{{0,3}}");
    pattern(&format!("[0-9]{{4}}{gap}[0-9]{{4}}{gap}[0-9]{{4}}"))
});

/// From the left, for the first eleven digits (Ministerial Ordinance No. 85 of 2014, article 5).
const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&TWELVE, Kind::MyNumber, |text, captures| {
        let found = captures.get(0)?;
        let right = is_my_number(&digits(found.as_str())) && number_apart(text, &found.range());
        // One order number in eleven passes the check by chance: what the words before it say decides.
        (right && !names_a_thing(text, found.start())).then_some(found.range())
    });
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
}
