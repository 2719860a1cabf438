//! Names in kanji: what stands around a run of letters decides whether it is one.

use super::cues::{
    ACTS, AT_START, GLUED, GREETED, HONORIFIC, IDENTIFIED, IS, LABEL, LISTED, NAME_ENDS, NAME_LABEL, NUMBERED, OFFICES,
    SAYS_NAME,
};
use super::is_kanji;
use super::reading::{Look, read};
use crate::Kind;
use crate::finder::{Finder, after, before, head, pattern, tail};
use crate::names::{is_given, is_no_name, is_place};
use regex::Regex;
use std::sync::LazyLock;

static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:の?[0-9]{1,2} ?[名人]|両名|の(?:[二三四五]名|[二三四五]人)|各位)"));

static STANDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:$|[、。()\[\]「」『』【】<>\n.,]| [A-Za-z])"));
static STARTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[、。()\[\]「」『』【】<>\n:]|[A-Za-z,] )$"));

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
