//! Looking for words within texts.

use crate::codes::plain;

/// A pattern of SQL (with `ESCAPE '\\'`) for whatever has a text in it; `%` for an empty text. `LOWER` makes pattern and text alike:
/// which letters it knows depends on the database.
pub(super) fn anywhere(text: &str) -> String {
    let text = plain(text.trim());
    if text.is_empty() {
        return "%".to_owned();
    }
    let mut pattern = "%".to_owned();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(anywhere("  "), "%");
        assert_eq!(anywhere(" VPN "), "%VPN%");
        assert_eq!(anywhere("100%_\\"), "%100\\%\\_\\\\%");
    }
}
