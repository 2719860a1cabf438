//! Character references: `&amp;`, `&#38;`, `&#x26;`.

/// By name, as far as texts of other tools have them.
const NAMED: &str = "amp=& lt=< gt=> quot=\" apos=' shy=\u{ad} copy=© reg=® trade=™ hellip=… mdash=— ndash=– lsquo=‘ rsquo=’ \
                     ldquo=“ rdquo=” laquo=« raquo=» bull=• middot=· times=× deg=° yen=¥ euro=€ pound=£ larr=← rarr=→ uarr=↑ \
                     darr=↓ eacute=é";
const BLANKS: [&str; 4] = ["nbsp", "ensp", "emsp", "thinsp"];
/// The longest reference, in bytes.
const LONGEST: usize = 12;

/// The character for which the reference stands that a text begins with, and the reference's length in bytes.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.strip_prefix('&')?.get(..end.checked_sub(1)?)?;
    Some((letter(name)?, end + 1))
}

fn letter(name: &str) -> Option<char> {
    let by_number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    match name.strip_prefix('#') {
        Some(number) => {
            let letter = match number.strip_prefix(['x', 'X']) {
                Some(digits) => by_number(digits, 16),
                None => by_number(number, 10),
            };
            letter.filter(|letter| *letter != '\0')
        }
        None if BLANKS.contains(&name) => Some(' '),
        None => {
            NAMED.split(' ').filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name)?.1.chars().next()
        }
    }
}

/// A text with its references resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = reference(rest).unwrap_or(('&', 1));
        resolved.push(letter);
        rest = &rest[length..];
    }
    resolved.push_str(rest);
    resolved
}
