//! One width, one dash, no invisible characters – and the way back to the original text.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands in the folded text where something is masked already. Private use: no pattern's class admits it.
pub(super) const GONE: char = '\u{e000}';

/// A text in NFKC with plain dashes and spaces, and for each of its bytes the bytes of the original it came from.
pub struct Folded {
    text: String,
    from: Vec<Range<usize>>,
}

impl Folded {
    /// Folds a text as a whole.
    pub fn of(text: &str) -> Self {
        Self::new(text, &[])
    }

    /// Folds a text; what is covered becomes one [`GONE`]. `covered` is sorted and without overlaps.
    pub(super) fn new(text: &str, covered: &[Range<usize>]) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()) };
        let mut at = 0;
        for gone in covered {
            folded.append(text, at..gone.start);
            folded.push(GONE, gone.clone());
            at = gone.end;
        }
        folded.append(text, at..text.len());
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that a non-empty part of the folded text came from.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.from[range.start].start..self.from[range.end - 1].end
    }

    fn append(&mut self, text: &str, range: Range<usize>) {
        let mut letters = text[range.clone()].char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            // A letter and the marks on it fold together: ｶ + ﾞ is ガ.
            let mut end = offset + letter.len_utf8();
            while let Some((mark_at, mark)) = letters.next_if(|(_, next)| is_mark(*next)) {
                end = mark_at + mark.len_utf8();
            }
            let origin = range.start + offset..range.start + end;
            for plain in text[origin.clone()].nfkc().filter_map(plain) {
                self.push(plain, origin.clone());
            }
        }
    }

    fn push(&mut self, letter: char, origin: Range<usize>) {
        self.text.push(letter);
        self.from.resize(self.text.len(), origin);
    }
}

/// A text folded where the way back is not needed.
pub(super) fn fold(text: &str) -> String {
    Folded::of(text).text
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{ff9e}' | '\u{ff9f}') || is_combining_mark(letter)
}

/// One form for dashes and spaces; `None` for what nobody sees.
fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2796}' | '\u{2500}' | '\u{2501}' | '\u{fe58}' => {
            Some('-')
        }
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        GONE => Some(' '),
        _ if is_invisible(letter) => None,
        _ if letter.is_whitespace() || letter.is_control() => Some(' '),
        _ => Some(letter),
    }
}

/// Zero-width and direction-changing characters, soft hyphens, variation selectors and tags.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_place_leads_back_to_the_original() {
        let text = "電話：０９０‐１２３\u{200b}４ ｶﾞｽ";
        let folded = Folded::new(text, &[]);
        assert_eq!(folded.text(), "電話:090-1234 ガス");
        let at = folded.text().find("090-1234").expect("digits are folded");
        assert_eq!(&text[folded.original(&(at..at + 8))], "０９０‐１２３\u{200b}４");
        let at = folded.text().find('ガ').expect("marks are joined");
        assert_eq!(&text[folded.original(&(at..at + 3))], "ｶﾞ");
    }

    #[test]
    fn what_is_covered_becomes_one_character() {
        let covered = std::iter::once(1..1 + "〔氏名〕".len()).collect::<Vec<_>>();
        let folded = Folded::new("a〔氏名〕b", &covered);
        assert_eq!(folded.text(), format!("a{GONE}b"));
    }
}
