//! Excel's codes: it writes a control character as `_x000D_`, and `_x005F_` for an underscore that would look like one.

use std::borrow::Cow;

/// The character whose code a text begins with.
pub(super) fn control_code(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    if text.as_bytes().get(6) != Some(&b'_') || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    (letter == '_' || letter.is_control()).then_some(letter)
}

/// A text with the characters in place of their codes.
pub(super) fn without_control_codes(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = control_code(rest).map_or(('_', 1), |letter| (letter, "_x000D_".len()));
        plain.push(letter);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}
