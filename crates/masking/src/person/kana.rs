//! Names in hiragana and katakana: a common family name as it is read, with a given name or a cue.

use super::cues::{ACTS, AT_START, GLUED, GREETED, HONORIFIC, IDENTIFIED, IS, LABEL, NAME_ENDS, NUMBERED, SAYS_NAME};
use super::is_kanji;
use super::reading::ends_a_name;
use crate::Kind;
use crate::finder::{Finder, after, before, head, pattern, tail};
use crate::names::{LONGEST_FAMILY_KANA, LONGEST_GIVEN_KANA, is_kana_family, is_kana_given, is_no_name};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// From so many letters on, a family name with a given name behind it needs no cue. Shorter ones are too often other
/// words or parts of them: もり, せき, オカリナ.
const SURE: usize = 3;

const KATAKANA_LABELS: [&str; 5] = ["フリガナ", "ヨミガナ", "カナ", "リーダー", "マネージャー"];

static RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{Hiragana}ー]{2,40}|[\p{Katakana}ー]{2,24}"));
/// Unknown letters in katakana are a name before these.
static KATAKANA_CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<v>[\p{Katakana}ー]{2,12}(?:[・ ][\p{Katakana}ー]{2,12}){0,2}) ?(?:さん(?:\P{Hiragana}|[がはにのをとへもやでか]|$)|さま|様(?:[^式子々態相]|$)|氏(?:\P{Han}|$)|くん(?:\P{Hiragana}|[がはにのをとへも]|$)|と申し|ともうし|と言います|といいます|名義(?:\P{Han}|人|$))",
    )
});
static HIRAGANA_CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<p>\p{Han}の|^|[^\p{Hiragana}ー])(?P<v>\p{Hiragana}{2,5}?)(?: ?さん(?:\P{Hiragana}|[がはにのをとへもやでか]|$)|と(?:申し|もうし))",
    )
});
/// Unknown letters are a name behind these, if they stand alone.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:氏名|お?名前|名義人?|フリガナ|ふりがな|カナ|宛名|よみ|ヨミ)(?:\([^()\n]{1,6}\))?(?: ?(?:は|:|=|[(「【」】])| |\n){1,3}(?P<v>[\p{Katakana}ー]{2,12}(?:[・ ][\p{Katakana}ー]{2,12}){0,2}|\p{Hiragana}{2,6} \p{Hiragana}{2,6})(?P<e>です|でご|と申|様|さん|[、。,/)」】\]\n(]|$)",
    )
});
/// Behind a name in kanji: how it is read.
static READING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:さん|様|氏)?[(「【\[<](?P<v>[\p{Katakana}ー]{2,12}(?:[・ ][\p{Katakana}ー]{2,12})?|[\p{Hiragana}ー]{2,8}(?: [\p{Hiragana}ー]{2,8})?)[)」】\]>]",
    )
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    let text = finder.text();
    let mut skip_to = 0;
    for run in RUN.find_iter(text) {
        // Each place of a run looks up a bounded number of readings.
        finder.worked(run.len() * 8);
        if run.start() < skip_to {
            continue;
        }
        if let Some(range) = name_in(text, &run.range()) {
            skip_to = range.end;
            finder.add(range, Kind::Person);
        }
    }
    let katakana = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{30a1}'..='\u{30fe}'));
    finder.each(&KATAKANA_CALLED, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let thing = name.as_str().split(['・', ' ']).any(is_no_name) || name.as_str().ends_with("ユーザー");
        let front = before(text, name.start());
        let inside = katakana(front) || front.is_some_and(is_kanji) && !GLUED.is_match(tail(text, name.start(), 8));
        (!thing && !inside).then_some(name.range())
    });
    finder.each(&HIRAGANA_CALLED, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let inside = captures.name("p")?.is_empty() && before(text, name.start()).is_some();
        let kanji = before(text, name.start()).is_some_and(is_kanji);
        let polite = name.as_str().starts_with(['お', 'ご']);
        (!inside && !kanji && !is_no_name(name.as_str()) && !polite).then_some(name.range())
    });
    finder.each(&LABELLED, Kind::Person, |_, captures| {
        let name = captures.name("v")?;
        (!name.as_str().split([' ', '・']).any(is_no_name)).then_some(name.range())
    });
}

/// Looks behind the names found so far for how they are read: 山本（やまもと）.
pub(super) fn seek_readings(finder: &mut Finder<'_>, people: &[Range<usize>]) {
    let text = finder.text();
    for person in people {
        finder.worked(40);
        let found = READING.captures(head(text, person.end, 32)).and_then(|captures| captures.name("v"));
        if let Some(found) = found.filter(|found| !found.as_str().split([' ', '・']).any(is_no_name)) {
            finder.add(person.end + found.start()..person.end + found.end(), Kind::Person);
        }
    }
}

/// The first name in a run of one kana.
fn name_in(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    let word = &text[run.clone()];
    if is_no_name(word) {
        return None;
    }
    let places: Vec<usize> = word.char_indices().map(|(at, _)| run.start + at).chain([run.end]).collect();
    let hiragana = is_hiragana(after(text, run.start));
    let last = if hiragana { places.len() - 2 } else { 1 };
    // A label in katakana runs into the name: フリガナヤマモトレン.
    let label = KATAKANA_LABELS.iter().find(|label| word.starts_with(**label)).map(|label| label.chars().count());
    (0..last.max(1)).chain(label.filter(|first| *first < places.len() - 2)).find_map(|first| {
        let begins = first == 0
            || label == Some(first)
            || before(text, places[first]).is_some_and(|c| "のはがをにとへもや、すた".contains(c));
        begins.then(|| name_at(text, &places[first..], first == 0, hiragana)).flatten()
    })
}

/// Reads a name that begins at the first place; the last place is the end of the run.
fn name_at(text: &str, places: &[usize], begins_run: bool, hiragana: bool) -> Option<Range<usize>> {
    let start = places[0];
    let letters = places.len() - 1;
    for family in (2..=letters.min(LONGEST_FAMILY_KANA)).rev() {
        let end = places[family];
        let listed = is_kana_family(&text[start..end]);
        // Given name first, as in ハナコ・サトウ, only with the family name apart.
        let given_first = family == letters && is_kana_given(&text[start..end]);
        if !listed && !given_first {
            continue;
        }
        let cue = |end: usize| is_cued(text, start, end, begins_run);
        if family == letters
            && let Some(end) = other_part(text, end, hiragana, listed)
            && (family >= SURE || cue(end) || stands_apart(text, start, end))
        {
            return Some(start..end);
        }
        if !listed {
            continue;
        }
        for given in (2..=(letters - family).min(LONGEST_GIVEN_KANA)).rev() {
            let end = places[family + given];
            let whole = family + given == letters || hiragana && ends_a_name(&text[end..places[letters]]);
            if whole && is_kana_given(&text[places[family]..end]) && (family >= SURE || cue(end)) {
                return Some(start..end);
            }
        }
        let whole = family == letters || hiragana && ends_a_name(&text[end..places[letters]]);
        if whole && cue(end) {
            return Some(start..end);
        }
    }
    None
}

/// Where the other part of a name ends that stands behind a space or a dot.
fn other_part(text: &str, at: usize, hiragana: bool, family_first: bool) -> Option<usize> {
    if !matches!(after(text, at), Some(' ' | '・')) {
        return None;
    }
    let start = at + after(text, at)?.len_utf8();
    let next = RUN.find_at(text, start).filter(|run| run.start() == start)?;
    if is_hiragana(after(text, start)) != hiragana {
        return None;
    }
    let ends: Vec<usize> = next.as_str().char_indices().skip(2).map(|(at, _)| start + at).chain([next.end()]).collect();
    ends.into_iter().rev().filter(|end| *end == next.end() || hiragana && ends_a_name(&text[*end..next.end()])).find(
        |end| {
            let part = &text[start..*end];
            if family_first { is_kana_given(part) } else { is_kana_family(part) }
        },
    )
}

/// Whether what stands around a family name makes it one.
fn is_cued(text: &str, start: usize, end: usize, begins_run: bool) -> bool {
    let letters = text[start..end].chars().count();
    let front = tail(text, start, 40);
    let rest = head(text, end, 12);
    let labelled = LABEL.is_match(front) || begins_run && GLUED.is_match(front);
    let called = HONORIFIC.is_match(rest) || SAYS_NAME.is_match(rest);
    if called {
        let apart = begins_run && !before(text, start).is_some_and(is_kanji);
        return letters >= SURE || apart || labelled || front.ends_with('の');
    }
    let ends = NAME_ENDS.is_match(rest) || ACTS.is_match(rest);
    labelled && ends
        || letters >= SURE
            && (IS.is_match(rest) && (GREETED.is_match(front) || AT_START.is_match(front) && front.ends_with('の'))
                || begins_run && (IDENTIFIED.is_match(head(text, end, 24)) || NUMBERED.is_match(tail(text, start, 14))))
}

/// Whether no letters of another word touch a name of two parts: it stands in brackets, or alone.
fn stands_apart(text: &str, start: usize, end: usize) -> bool {
    !before(text, start).is_some_and(char::is_alphanumeric)
        && (!after(text, end).is_some_and(char::is_alphanumeric) || NAME_ENDS.is_match(head(text, end, 6)))
}

fn is_hiragana(letter: Option<char>) -> bool {
    letter.is_some_and(|c| matches!(c, '\u{3041}'..='\u{309f}'))
}
