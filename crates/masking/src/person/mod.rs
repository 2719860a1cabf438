//! Other people's names: full names that are made of a common family and given name, and names that a cue makes
//! near-certain (さん, 様, と申します, 氏名:, my name is, a signature). `cues.rs` holds what stands around a name;
//! `kanji.rs` (with `reading.rs`), `kana.rs` and `roman.rs` read names in their letters.

mod cues;
mod kana;
mod kanji;
mod reading;
mod roman;

use super::finder::Finder;
use super::names::{family_prefixes, is_kana_family, is_kana_given};
use super::{Kind, birth, employee};

pub(super) fn seek(finder: &mut Finder<'_>) {
    kanji::seek(finder);
    kana::seek(finder);
    roman::seek(finder);
    let people = finder.places(Kind::Person);
    kana::seek_readings(finder, &people);
    birth::seek_beside(finder, &people);
    employee::seek_beside(finder, &people);
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '々' | 'ヶ' | '〆')
}

/// Whether a name that was found in the text is so sure a one that [`super::Known`] may look for it elsewhere in the
/// text.
pub(super) fn is_learnable(name: &str) -> bool {
    let kanji = name.chars().filter(|c| is_kanji(*c)).count();
    let latin =
        name.split(' ').filter(|word| word.len() > 2 && word.starts_with(|c: char| c.is_ascii_uppercase())).count();
    // さくら is also a word: a name in kana is looked for where it is a whole one.
    let kana = name.split([' ', '・']).count() == 2
        && name.split([' ', '・']).any(|part| is_kana_family(part) || is_kana_given(part));
    kanji >= 2 || (latin >= 1 && name.is_ascii()) || (kanji == 0 && latin == 0 && kana)
}

/// Whether a family name of the list begins this.
pub(super) fn begins_with_family(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    family_prefixes(&letters).next().is_some()
}

/// Splits a Japanese name written without a space: family and given name.
pub(super) fn split(name: &str) -> Option<(String, String)> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() < 2 || !is_kanji(letters[0]) {
        return None;
    }
    let listed = family_prefixes(&letters).find(|length| *length < letters.len());
    let kanji = letters.iter().take_while(|c| is_kanji(**c)).count();
    let at =
        listed.or_else(|| (kanji < letters.len()).then_some(kanji)).unwrap_or(if letters.len() > 2 { 2 } else { 1 });
    Some((letters[..at].iter().collect(), letters[at..].iter().collect()))
}
