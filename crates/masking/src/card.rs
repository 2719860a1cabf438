//! Payment card numbers: prefix and length of a brand, and the Luhn sum.

use super::Kind;
use super::finder::{DASH, Finder, digits, number_apart, pattern, tail};
use regex::Regex;
use std::sync::LazyLock;

static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("[1-9](?:[{DASH}. ]{{0,2}}[0-9]){{13,18}}")));
/// The security code of a card, which is a secret and no number of a card.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:セキュリティ ?コード|CVV2?|CVC2?|security code)(?: ?(?:は|:|=|is))* ?(?P<v>[0-9]{3,4})")
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&CARD, Kind::Card, |text, captures| {
        let found = captures.get(0)?;
        // The greedy match may have run into the next number; a card ends where the sum comes out.
        let ends =
            found.as_str().char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| found.start() + at + 1);
        let range = ends.skip(13).map(|end| found.start()..end).filter(|range| number_apart(text, range)).last()?;
        let numbers = digits(&text[range.clone()]);
        let thing = tail(text, range.start, 8).contains("JAN");
        (is_brand(&numbers) && luhn(&numbers) && !thing).then_some(range)
    });
    finder.cued(&CODE, Kind::Secret);
}

fn is_brand(digits: &[u32]) -> bool {
    let prefix = |length: usize| digits.iter().take(length).fold(0, |sum, digit| sum * 10 + digit);
    match digits.len() {
        14 => matches!(prefix(2), 30 | 36 | 38 | 39),
        15 => matches!(prefix(2), 34 | 37),
        16 => prefix(1) == 4 || matches!(prefix(2), 35 | 51..=55 | 60 | 62 | 65) || matches!(prefix(4), 2221..=2720),
        17..=19 => prefix(1) == 4 || prefix(2) == 62,
        _ => false,
    }
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_a_brand_and_a_right_sum() {
        for (number, right) in [("4111111111111111", true), ("4111111111111112", false), ("378282246310005", true)] {
            assert_eq!(is_brand(&digits(number)) && luhn(&digits(number)), right, "{number}");
        }
    }
}
