//! What encoding a file has: told, marked, or recognised where a mistake is next to impossible.

use clap::ValueEnum;
use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};

/// How a file writes letters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8, with or without byte order mark
    #[value(name = "utf-8")]
    Utf8,
    /// What Japanese Excel writes as "CSV": Shift_JIS with Microsoft's additions
    Cp932,
    /// UTF-16 with byte order mark, Excel's "Unicode text"
    #[value(name = "utf-16")]
    Utf16,
}

const SAVE_AS: &str = "in Excel choose Save As, CSV UTF-8; or name its encoding with --encoding cp932";

/// The text of a file, and a remark where its encoding was recognised rather than told. `Err` says why not, to be read after
/// the file's name.
pub(super) fn decode(bytes: Vec<u8>, named: Option<Encoding>) -> Result<(String, Option<String>), String> {
    match named {
        Some(Encoding::Utf8) => utf8(bytes).map(|text| (text, None)).map_err(|(_, reason)| reason),
        Some(Encoding::Cp932) => cp932(&bytes).map(|text| (text, None)).ok_or_else(|| "is not CP932".to_owned()),
        Some(Encoding::Utf16) => {
            utf16(&bytes).map(|text| (text, None)).ok_or_else(|| "is not UTF-16 with a byte order mark".to_owned())
        }
        None => recognised(bytes),
    }
}

fn recognised(bytes: Vec<u8>) -> Result<(String, Option<String>), String> {
    let remark = |name: &str| Some(format!("read as {name}, which it was recognised to be"));
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let text = utf16(&bytes).ok_or("begins like UTF-16 and is damaged; save it anew as CSV UTF-8")?;
        return Ok((text, remark("UTF-16")));
    }
    let (bytes, reason) = match utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(not_utf8) => not_utf8,
    };
    if is_mostly_utf8(&bytes) {
        return Err(reason);
    }
    match cp932(&bytes).filter(|text| is_japanese(text)) {
        Some(text) => Ok((text, remark("CP932 (Shift_JIS)"))),
        None => Err(reason),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, (Vec<u8>, String)> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        (error.into_bytes(), format!("is not UTF-8 (line {line}); {SAVE_AS}"))
    })
}

fn cp932(bytes: &[u8]) -> Option<String> {
    SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let (order, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => (UTF_16BE, rest),
        _ => return None,
    };
    order.decode_without_bom_handling_and_without_replacement(rest).map(std::borrow::Cow::into_owned)
}

/// Whether it is UTF-8 in which a few bytes were damaged, which read as CP932 would be nonsense: it has at least as
/// many whole letters of several bytes as faults.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    letters >= faults
}

/// Western encodings read as CP932 give rare kanji and half-width kana, hardly ever hiragana or katakana, whose lead bytes they
/// do not use for letters; a Japanese FAQ is full of them.
fn is_japanese(text: &str) -> bool {
    let foreign = text.chars().filter(|letter| !letter.is_ascii()).count();
    let kana = text.chars().filter(|letter| matches!(letter, '\u{3041}'..='\u{30fe}')).count();
    let odd = text.chars().any(|letter| matches!(letter, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}'));
    !odd && kana * 10 >= foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "question,answer\n経費の承認者を変えたい,経費システムで申請してください～\n";

    fn in_cp932(text: &str) -> Vec<u8> {
        let (bytes, _, failed) = SHIFT_JIS.encode(text);
        assert!(!failed, "{text}");
        bytes.into_owned()
    }

    fn in_utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn a_japanese_file_is_read_in_each_encoding_and_what_was_recognised_is_said() {
        for (bytes, remark) in [
            (TEXT.as_bytes().to_vec(), None),
            (in_cp932(TEXT), Some("CP932")),
            (in_utf16(TEXT, u16::to_le_bytes), Some("UTF-16")),
            (in_utf16(TEXT, u16::to_be_bytes), Some("UTF-16")),
        ] {
            let (text, said) = decode(bytes, None).expect("recognised");
            assert_eq!(text, TEXT);
            assert_eq!(said.is_some(), remark.is_some());
            assert!(remark.is_none_or(|name| said.is_some_and(|said| said.contains(name))));
        }
        assert_eq!(decode(in_cp932("経費,承認"), Some(Encoding::Cp932)), Ok(("経費,承認".to_owned(), None)));
    }

    #[test]
    fn what_only_looks_like_cp932_is_refused_with_the_cure() {
        let latin = b"question,answer\nO\xf9 est la cl\xe9 ?,\xc0 l'accueil, apr\xe8s le caf\xe9\n".to_vec();
        let mut damaged = TEXT.as_bytes().to_vec();
        damaged.remove(20);
        let noise = (0..=255_u8).cycle().take(4_096).collect();
        for bytes in [latin, damaged, noise] {
            let refused = decode(bytes, None).expect_err("not to be guessed");
            assert!(refused.contains("is not UTF-8 (line") && refused.contains("--encoding cp932"), "{refused}");
        }
        for named in [Encoding::Utf8, Encoding::Utf16] {
            assert!(decode(in_cp932(TEXT), Some(named)).is_err());
        }
    }
}
