//! Reads a run of kanji as a name: where the family name ends, and the given name.

use super::cues::{HONORIFIC, SUFFIXES};
use super::is_kanji;
use crate::finder::{after, head};
use crate::names::{family_prefixes, is_given, is_given_like, is_no_name};

/// How much a run of letters looks like a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Look {
    /// Family and given name, both common.
    Full,
    /// A common family name.
    Family,
    /// Letters that could be a name.
    Loose,
}

/// A run read as a name, without what follows it.
#[derive(Debug)]
pub(super) struct Reading {
    /// Where it ends in the text, in bytes.
    pub(super) end: usize,
    pub(super) look: Look,
    pub(super) letters: usize,
}

/// Reads the letters from here on as a name.
pub(super) fn read(text: &str, at: usize) -> Option<Reading> {
    let ends: Vec<usize> = text[at..]
        .char_indices()
        .take_while(|(_, c)| is_kanji(*c))
        .take(9)
        .map(|(offset, c)| at + offset + c.len_utf8())
        .collect();
    let mut run: Vec<char> = text[at..*ends.last()?].chars().collect();
    strip_honorific(&mut run, after(text, *ends.last()?));
    for length in family_prefixes(&run) {
        let family_end = ends[length - 1];
        let rest: String = run[length..].iter().collect();
        if length > 1 && SUFFIXES.contains(&rest.as_str()) {
            return Some(Reading { end: family_end, look: Look::Family, letters: length });
        }
        if let Some(given) = suffixed_given(&rest) {
            return Some(Reading { end: family_end + given, look: Look::Full, letters: length + 1 });
        }
        if run.len() == length {
            let whole = ends[ends.len() - 1] == family_end;
            let given = if whole { given_after(text, family_end, length) } else { None };
            return Some(match given {
                Some(end) => Reading { end, look: Look::Full, letters: length + 1 },
                None => Reading { end: family_end, look: Look::Family, letters: length },
            });
        }
        let end = ends[run.len() - 1];
        let known = is_given(&rest);
        if length == 1 && known && rest.chars().count() == 1 {
            return Some(Reading { end, look: Look::Family, letters: 2 });
        }
        if known || (length > 1 && is_given_like(&rest)) {
            return Some(Reading { end, look: Look::Full, letters: run.len() });
        }
    }
    if !(1..=6).contains(&run.len()) {
        return None;
    }
    let end = ends[run.len() - 1];
    let spaced = if ends.len() == run.len() { given_after(text, end, run.len()) } else { None };
    Some(Reading { end: spaced.unwrap_or(end), look: Look::Loose, letters: run.len() })
}

/// How many bytes are a given name, where a word that ends names follows: 花子|名義.
fn suffixed_given(rest: &str) -> Option<usize> {
    SUFFIXES.iter().filter_map(|suffix| rest.strip_suffix(suffix)).find(|given| is_given(given)).map(str::len)
}

/// Takes 様, 氏, 部長 and the like off the end of a run.
fn strip_honorific(run: &mut Vec<char>, next: Option<char>) {
    const TITLES: [&str; 26] = [
        "副部長",
        "副社長",
        "取締役",
        "局長",
        "主査",
        "常務",
        "様",
        "氏",
        "殿",
        "君",
        "部長代理",
        "課長代理",
        "支店長",
        "工場長",
        "所長",
        "次長",
        "本部長",
        "部長",
        "課長",
        "係長",
        "社長",
        "室長",
        "店長",
        "主任",
        "先生",
        "専務",
    ];
    let text: String = run.iter().collect();
    let title = |title: &&&str| text.ends_with(**title) && text.len() > title.len();
    // 山本部長 is 山本, not 山 of the 本部.
    let leaves_family = |title: &&&str| {
        let rest: Vec<char> = run[..run.len() - title.chars().count()].to_vec();
        family_prefixes(&rest).any(|length| length == rest.len())
    };
    let title = TITLES.iter().filter(title).find(leaves_family).or_else(|| TITLES.iter().find(title));
    if let Some(title) = title {
        let verb = next.is_some_and(|c| matches!(c, 'る' | 'れ'));
        if !verb {
            run.truncate(run.len() - title.chars().count());
        }
    }
}

/// Where the given name ends that follows a family name, with or without a space.
fn given_after(text: &str, at: usize, family: usize) -> Option<usize> {
    let spaced = after(text, at) == Some(' ');
    let start = if spaced { at + 1 } else { at };
    let first = after(text, start)?;
    if is_kanji(first) && spaced {
        let mut run: Vec<char> = text[start..].chars().take_while(|c| is_kanji(*c)).take(5).collect();
        let full: String = run.iter().collect();
        let next = after(text, start + full.len());
        strip_honorific(&mut run, next);
        if let Some(end) = suffixed_given(&run.iter().collect::<String>()) {
            return Some(start + end);
        }
        let given: String = run.iter().collect();
        let single =
            run.len() == 1 && run[0] != '様' && next.is_none_or(|c| !c.is_alphanumeric() || c == 'で' || c == 'と');
        let fits = is_given(&given) || (family > 1 && (is_given_like(&given) || single))
            // 金 秀賢さん: a short family name needs the honorific.
            || (family == 1 && HONORIFIC.is_match(head(text, start + given.len(), 6)));
        return (run.len() <= 3 && fits).then_some(start + given.len());
    }
    let of = |c: &char| {
        if matches!(first, '\u{3041}'..='\u{309f}') {
            matches!(c, '\u{3041}'..='\u{309f}')
        } else {
            matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー')
        }
    };
    let run: Vec<char> = text[start..].chars().take_while(of).take(10).collect();
    let hiragana = matches!(first, '\u{3041}'..='\u{309f}');
    for length in (2..=run.len().min(if hiragana { 5 } else { 10 })).rev() {
        let given: String = run[..length].iter().collect();
        let rest: String = run[length..].iter().collect();
        let ends_well = if hiragana { ends_a_name(&rest) } else { rest.is_empty() };
        if is_given(&given) && ends_well && (family > 1 || spaced || given.chars().count() > 2) {
            return Some(start + given.len());
        }
    }
    // A common family name, a space and a word in katakana of a name's length: 関 ジョルジュ.
    (!hiragana
        && spaced
        && (2..=8).contains(&run.len())
        && !is_no_name(&run.iter().collect::<String>())
        && family == 1
        && HONORIFIC.is_match(head(text, start + run.iter().map(|c| c.len_utf8()).sum::<usize>(), 6)))
    .then(|| start + run.iter().map(|c| c.len_utf8()).sum::<usize>())
}

/// Whether what follows a name in hiragana may follow one.
pub(super) fn ends_a_name(rest: &str) -> bool {
    const NEXT: [&str; 24] = [
        "あて",
        "って",
        "だ",
        "で",
        "、",
        "です",
        "でし",
        "でご",
        "と",
        "の",
        "が",
        "は",
        "に",
        "を",
        "へ",
        "も",
        "さん",
        "さま",
        "くん",
        "ちゃん",
        "から",
        "より",
        "まで",
        "や",
    ];
    rest.is_empty() || NEXT.iter().any(|next| rest.starts_with(next))
}
