//! Takes personal data out of a text.
//!
//! Start with [`mask`]. Each kind of data has its file with its patterns and checks; `fold.rs` lets them see one width,
//! one dash and no invisible characters, `finder.rs` runs them, `known.rs` looks for the names we know. Structured data
//! is found by form and check digit; other people's names only where a cue makes it near-certain (`person/`).

mod address;
mod bank;
mod birth;
mod card;
mod employee;
mod finder;
mod fold;
mod ip;
mod known;
mod licence;
mod mail;
mod my_number;
mod names;
mod passport;
mod person;
mod phone;
mod placeholder;
mod postal;
mod secret;

pub use fold::{Folded, is_invisible};
pub use known::Known;
pub use placeholder::Kind;
pub use placeholder::without as without_placeholders;

use finder::Finder;
use std::ops::Range;

/// How often a text is read again with what was found taken out. Two rounds settle ordinary text (the second looks for
/// names that the first has learnt); the limit keeps the work linear for texts made to be awkward.
const ROUNDS: usize = 6;

/// A text without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text with placeholders.
    pub text: String,
    /// What was taken out, in order, without overlaps.
    pub spans: Vec<Span>,
}

/// A place in the original text that was masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the original text.
    pub range: Range<usize>,
    /// What stood there.
    pub kind: Kind,
}

/// Replaces personal data by placeholders that both readers and [`mask`] itself recognise: masking twice changes nothing.
///
/// The work is linear in the length of the text (times the number of known names, in hundreds).
pub fn mask(text: &str, known: &Known) -> Masked {
    let spans = find(text, known);
    Masked { text: replace(text, &spans), spans }
}

/// Masks the lines of one transcript together, and returns as many, in the same order: a password in an answer is
/// recognised by the question before it, a name that one line introduces is masked in all.
pub fn mask_lines(lines: &[String], known: &Known) -> Vec<String> {
    let spans = find(&lines.join("\n"), known);
    let mut start = 0;
    let mut next = 0;
    lines
        .iter()
        .map(|line| {
            let end = start + line.len();
            let mut here = Vec::new();
            while next < spans.len() && spans[next].range.start < end {
                let Span { range, kind } = &spans[next];
                let clipped = range.start.max(start) - start..range.end.min(end) - start;
                if !clipped.is_empty() {
                    here.push(Span { range: clipped, kind: *kind });
                }
                if range.end > end {
                    break;
                }
                next += 1;
            }
            start = end + 1;
            replace(line, &here)
        })
        .collect()
}

/// What is to be masked, in order.
fn find(text: &str, known: &Known) -> Vec<Span> {
    find_by(text, known, &KINDS).0
}

/// What these searches find, in order, and the number of bytes that patterns had to read for it.
fn find_by(text: &str, known: &Known, kinds: &[Seek]) -> (Vec<Span>, usize) {
    let mut covered: Vec<Range<usize>> = placeholder::places(text);
    let mut spans: Vec<Span> = Vec::new();
    let mut work = text.len();
    let mut learnt = Known::default();
    for _ in 0..ROUNDS {
        let folded = Folded::new(text, &covered);
        let mut finder = Finder::new(folded.text());
        known.seek(&mut finder);
        learnt.seek(&mut finder);
        for seek in kinds {
            seek(&mut finder);
        }
        work += text.len() + finder.work();
        let found = finder.merged();
        if found.is_empty() {
            break;
        }
        let people = found.iter().filter(|(_, kind)| *kind == Kind::Person);
        learnt = Known::learnt(people.map(|(range, _)| &folded.text()[range.clone()]));
        for (range, kind) in found {
            let range = folded.original(&range);
            covered.push(range.clone());
            spans.push(Span { range, kind });
        }
        covered.sort_by_key(|range| range.start);
    }
    spans.sort_by_key(|span| span.range.start);
    (spans, work)
}

/// Looks for one kind of data.
type Seek = fn(&mut Finder<'_>);

/// The searches, those with the surer cue first: where two find the same place, the first names it.
const KINDS: [Seek; 14] = [
    secret::seek,
    mail::seek,
    licence::seek,
    passport::seek,
    bank::seek,
    employee::seek,
    birth::seek,
    my_number::seek,
    card::seek,
    ip::seek,
    phone::seek,
    address::seek,
    postal::seek,
    person::seek,
];

/// Puts placeholders in the place of spans, in the language of what remains.
fn replace(text: &str, spans: &[Span]) -> String {
    if spans.is_empty() {
        return text.to_owned();
    }
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        rest.push_str(&text[at..span.range.start]);
        at = span.range.end;
    }
    rest.push_str(&text[at..]);
    let language = placeholder::language(&rest, text);
    let mut masked = String::with_capacity(text.len());
    at = 0;
    for span in spans {
        masked.push_str(&text[at..span.range.start]);
        masked.push_str(span.kind.placeholder(language));
        at = span.range.end;
    }
    masked.push_str(&text[at..]);
    masked
}

#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;
