//! Runs patterns over a folded text and collects what they find.

use super::Kind;
use regex::{Captures, Regex};
use std::ops::Range;

/// Digits joined by these are one number: a dash, also a long-vowel mark typed for one. For use inside a class.
pub(super) const DASH: &str = "-ー";

/// A search over one folded text.
pub(super) struct Finder<'a> {
    text: &'a str,
    found: Vec<(Range<usize>, Kind)>,
    work: usize,
}

/// Compiles a pattern of this program. Its `\b` is that of ASCII: between kana and Latin letters a word ends, and the
/// quick engines of `regex` know no other in a Japanese text.
pub(super) fn pattern(text: &str) -> Regex {
    let text = text.replace(r"\b", r"(?-u:\b)");
    Regex::new(&text).expect("the program's own patterns are tested")
}

impl<'a> Finder<'a> {
    /// Nothing found yet.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, found: Vec::new(), work: 0 }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Bytes read so far. Bounds the time: what reads a byte does a bounded amount of work for it.
    pub(super) fn work(&self) -> usize {
        self.work
    }

    /// Tells of bytes read outside [`Finder::each`].
    pub(super) fn worked(&mut self, bytes: usize) {
        self.work += bytes;
    }

    /// Notes a finding; empty ones are dropped.
    pub(super) fn add(&mut self, range: Range<usize>, kind: Kind) {
        if !range.is_empty() {
            self.found.push((range, kind));
        }
    }

    /// The findings of a kind so far.
    pub(super) fn places(&self, kind: Kind) -> Vec<Range<usize>> {
        self.found.iter().filter(|(_, of)| *of == kind).map(|(range, _)| range.clone()).collect()
    }

    /// Looks for a pattern. `judge` says which part of a match is the finding; after a refusal the search goes on one
    /// character further. Patterns have bounded length, so this stays linear.
    pub(super) fn each(
        &mut self,
        pattern: &Regex,
        kind: Kind,
        judge: impl Fn(&str, &Captures<'_>) -> Option<Range<usize>>,
    ) {
        let mut at = 0;
        while at <= self.text.len() {
            let Some(captures) = pattern.captures_at(self.text, at) else {
                self.work += self.text.len() - at;
                return;
            };
            let whole = captures.get(0).expect("group 0 is the match").range();
            self.work += whole.end - at;
            if let Some(range) = judge(self.text, &captures) {
                self.add(range, kind);
                at = whole.end.max(next_start(self.text, whole.start));
            } else {
                at = next_start(self.text, whole.start);
            }
        }
    }

    /// Looks for a cue with its value in the group `v`; the value must not go on as a longer number or word.
    pub(super) fn cued(&mut self, pattern: &Regex, kind: Kind) {
        self.each(pattern, kind, |text, captures| {
            let value = captures.name("v")?.range();
            apart(text, &value).then_some(value)
        });
    }

    /// The findings in order; those that overlap become one, named by the first that was found.
    pub(super) fn merged(self) -> Vec<(Range<usize>, Kind)> {
        let mut found: Vec<(usize, (Range<usize>, Kind))> = self.found.into_iter().enumerate().collect();
        found.sort_by_key(|(order, (range, _))| (range.start, *order));
        let mut merged: Vec<(usize, (Range<usize>, Kind))> = Vec::new();
        for (order, (range, kind)) in found {
            match merged.last_mut() {
                Some((first, (last, of))) if range.start < last.end => {
                    last.end = last.end.max(range.end);
                    if order < *first {
                        (*first, *of) = (order, kind);
                    }
                }
                _ => merged.push((order, (range, kind))),
            }
        }
        merged.into_iter().map(|(_, finding)| finding).collect()
    }
}

fn next_start(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The character before a place.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at a place.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// At most so many characters before a place.
pub(super) fn tail(text: &str, at: usize, characters: usize) -> &str {
    let start = text[..at].char_indices().rev().take(characters).last().map_or(at, |(start, _)| start);
    &text[start..at]
}

/// At most so many characters from a place on.
pub(super) fn head(text: &str, at: usize, characters: usize) -> &str {
    let end = text[at..].char_indices().nth(characters).map_or(text.len(), |(end, _)| at + end);
    &text[at..end]
}

/// Whether neither letters nor digits of the Latin kind touch a finding.
pub(super) fn apart(text: &str, range: &Range<usize>) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    !touches(before(text, range.start)) && !touches(after(text, range.end))
}

/// Whether a number stands alone: not part of a longer number, code or name such as `INC-2026-0031`.
pub(super) fn number_apart(text: &str, range: &Range<usize>) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#');
    if before(text, range.start).is_some_and(joins) {
        return false;
    }
    let mut following = text[range.end..].chars();
    match following.next() {
        Some('-' | '.' | ',') => !following.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_ascii_alphanumeric() && c != '_',
        None => true,
    }
}

/// Whether the words just before a number say that it names a thing: an order, a ticket, a part, a version.
pub(super) fn names_a_thing(text: &str, at: usize) -> bool {
    use std::sync::LazyLock;
    static THING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?:注文|受注|発注|伝票|受付|管理|資産|製品|商品|部品|品|型|機|機種|シリアル|チケット|案件|請求書?|契約|見積書?|",
            r"追跡|問い?合わ?せ|お客様|会議|予約|整理|申請|稟議|案内|バージョン|リリース|ビルド|エラー|JAN|ISBN|KB|",
            r"order|ticket|invoice|serial|part|item|model|asset|tracking|case|request|product|error|build|version|reference|ref|meeting)",
            r" ?(?:id|番号?|コード|code|number|no\.?|num|#|№|ナンバー)?(?: ?(?:は|が|の|:|=|#|is) ?| )?[「(]?$"
        ))
    });
    THING.is_match(tail(text, at, 24))
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}
