//! Names in kanji, by a common family name and what stands around it.

use super::cues::{
    ACTS, AT_START, GLUED, GREETED, HONORIFIC, IDENTIFIED, IS, LABEL, LISTED, NAME_ENDS, NAME_LABEL, NUMBERED, OFFICES,
    SAYS_NAME, SUFFIXES,
};
use super::is_kanji;
use crate::Kind;
use crate::finder::{Finder, after, before, head, pattern, tail};
use crate::names::{family_prefixes, is_given, is_given_like, is_no_name, is_place};
use regex::Regex;
use std::sync::LazyLock;

static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:の?[0-9]{1,2} ?[名人]|両名|の(?:[二三四五]名|[二三四五]人)|各位)"));

static STANDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:$|[、。()\[\]「」『』【】<>\n.,]| [A-Za-z])"));
static STARTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[、。()\[\]「」『』【】<>\n:]|[A-Za-z,] )$"));

/// How much a run of letters looks like a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    /// Family and given name, both common.
    Full,
    /// A common family name.
    Family,
    /// Letters that could be a name.
    Loose,
}

/// A run read as a name, without what follows it.
#[derive(Debug)]
struct Reading {
    end: usize,
    look: Look,
    letters: usize,
}

pub(super) fn seek(finder: &mut Finder<'_>) {
    let text = finder.text();
    let mut previous = None;
    let mut skip_to = 0;
    for (at, letter) in text.char_indices() {
        finder.worked(letter.len_utf8());
        let inside = previous.is_some_and(is_kanji);
        let office = previous.is_some_and(|p| OFFICES.contains(p));
        // Within a run of kanji a name begins behind an office or a label: 営業部吉田, 担当山本.
        let starts = is_kanji(letter) && (!inside || office || GLUED.is_match(tail(text, at, 6)));
        previous = Some(letter);
        if !starts || at < skip_to {
            continue;
        }
        // What a reading looks at is bounded: some twenty characters on either side, for a few readings.
        finder.worked(200);
        if let Some(end) = name_at(text, at, !inside || office) {
            finder.add(at..end, Kind::Person);
            skip_to = end;
        }
    }
}

/// Where the name ends that begins here, if it is one. Unknown letters are read only where a word begins.
fn name_at(text: &str, at: usize, begins: bool) -> Option<usize> {
    let reading = read(text, at)?;
    let front = tail(text, at, 40);
    let rest = head(text, reading.end, 12);
    let honoured = HONORIFIC.is_match(rest);
    let named = SAYS_NAME.is_match(rest);
    let glued = GLUED.is_match(front);
    let labelled = LABEL.is_match(front) || (glued && (reading.letters > 1 || NAME_ENDS.is_match(rest)));
    let word = &text[at..reading.end];
    let surely = match reading.look {
        Look::Full => true,
        Look::Family => {
            honoured
                || named
                || labelled
                || (IS.is_match(rest) && AT_START.is_match(front))
                || (reading.letters > 1
                    && ((ACTS.is_match(rest) && !is_place(word))
                        || is_identified(text, at, reading.end)
                        || alone_on_line(text, at, reading.end)
                        || front.ends_with("担当の")
                        || suffixed(rest)
                        || is_short_full_name(word) && STANDS.is_match(rest) && STARTS.is_match(front)
                        || is_in_list(text, reading.end)))
                || (ACTS.is_match(rest) && front.ends_with("担当の"))
        }
        Look::Loose => {
            begins
                && !is_no_name(word)
                && !begins_with_office(word)
                && (named
                    || (reading.letters > 1
                        && NAME_ENDS.is_match(rest)
                        && (NAME_LABEL.is_match(front) || (labelled && word.contains(' '))))
                    || (honoured && reading.letters > 1 && honours_a_name(word, rest))
                    || (IS.is_match(rest) && reading.letters > 1 && GREETED.is_match(front)))
        }
    };
    surely.then_some(reading.end)
}

/// Whether a number or a date of birth stands beside, as only a person has.
fn is_identified(text: &str, start: usize, end: usize) -> bool {
    IDENTIFIED.is_match(head(text, end, 24)) || NUMBERED.is_match(tail(text, start, 14))
}

/// Whether family names follow, the last of them with an honorific or a count of people: 山本、田中、鈴木さん.
fn is_in_list(text: &str, end: usize) -> bool {
    // Longer lists are rare; this bounds what is read.
    const MOST: usize = 4;
    let mut at = end;
    for _ in 0..MOST {
        let Some(next) = LISTED.captures(head(text, at, 12)).and_then(|captures| captures.name("next")) else {
            return false;
        };
        let Some(reading) = read(text, at + next.start()) else { return false };
        if reading.look == Look::Loose {
            return false;
        }
        at = reading.end;
        let rest = head(text, at, 8);
        if HONORIFIC.is_match(rest) || COUNTED.is_match(rest) {
            return true;
        }
    }
    false
}

/// Whether a family and a given name of one kanji each make a word that is nothing else: 関誠, 林葵.
fn is_short_full_name(word: &str) -> bool {
    let given = word.char_indices().nth(1).map_or("", |(at, _)| &word[at..]);
    word.starts_with(['関', '林', '森', '岡', '堀', '辻', '柳', '菅', '谷']) && is_given(given)
}

fn suffixed(rest: &str) -> bool {
    ["名義", "宛", "経由", "両名", "本人"].iter().any(|suffix| rest.starts_with(suffix))
}

/// Whether an honorific after unknown letters makes them a name: さん and 様 do, offices do not (営業部長).
fn honours_a_name(word: &str, rest: &str) -> bool {
    let rest = rest.trim_start();
    let offices = word.ends_with(|c: char| OFFICES.contains(c) || "者員方先客側手師士屋業".contains(c));
    (rest.starts_with("さん") || rest.starts_with('様') || rest.starts_with("さま") || rest.starts_with("氏"))
        && !offices
}

/// Whether an office stands before the name in the same run: 営業部吉田. The name is read from behind it.
fn begins_with_office(word: &str) -> bool {
    let letters = word.chars().count();
    word.chars().enumerate().any(|(place, c)| place > 0 && place + 1 < letters && OFFICES.contains(c))
}

fn alone_on_line(text: &str, start: usize, end: usize) -> bool {
    matches!(before(text, start), Some('\n')) && matches!(after(text, end), None | Some('\n'))
}

/// Reads the letters from here on as a name.
fn read(text: &str, at: usize) -> Option<Reading> {
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
