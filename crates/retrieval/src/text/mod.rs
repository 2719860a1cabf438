//! From text to terms.
//!
//! [`normalise`] makes one spelling of many; [`tokens`] cuts at the borders of scripts; `english.rs` and `japanese.rs`
//! make terms of the pieces. A text may hold both languages: each piece goes its own way.

mod asking;
mod english;
mod japanese;
mod negation;
mod normalise;
mod tokens;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::lexicon::{Found, Lexicon, Meaning};

pub(crate) use asking::{Asks, Counted};
pub(crate) use english::{is_stop_word, whole_stem as stem};
pub(crate) use normalise::is_katakana;
pub use normalise::normalise;
pub use tokens::{Piece, pieces};
pub(crate) use tokens::{is_hiragana, is_kanji, is_unconverted, to_katakana};

/// Most characters of a question that are read; what follows adds time, not sense.
pub const MOST_QUESTION: usize = 1_500;
/// Most characters of an answer that are read: the longest answer an entry may have.
pub const MOST_ANSWER: usize = 8_000;

/// What kind of term; each kind is weighed on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// Stems of Latin words; single kanji, and pairs of kanji and katakana.
    Words = 0,
    /// Two stems of one question, in any order; three hiragana in a row; denied verbs.
    Pairs = 1,
    /// Pieces of Latin words; pairs of Japanese letters one of which is hiragana.
    Grams = 2,
    /// Groups of words that mean the same: see [`Lexicon`].
    Meanings = 3,
}

/// Number of [`Field`]s.
pub const FIELDS: usize = 4;

/// A term: its field, in the two lowest bits, and 62 bits of a hash of its letters (FNV-1a, the same in every process).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u64);

impl Term {
    /// The term with these letters.
    pub fn new(field: Field, letters: &str) -> Self {
        Self::of(field, Fnv::new().with(letters))
    }

    /// The term of a meaning.
    pub fn meaning(Meaning(number): Meaning) -> Self {
        Self::of(Field::Meanings, Fnv(number))
    }

    fn of(field: Field, hash: Fnv) -> Self {
        Self((hash.0 << 2) | field as u64)
    }

    /// Index of its field.
    pub fn field(self) -> usize {
        (self.0 & 3) as usize
    }
}

/// FNV-1a, 64 bits, the same in every process.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn with(self, letters: &str) -> Self {
        Self(letters.bytes().fold(self.0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }
}

/// A whole text, word for word: 64 bits of a hash of its pieces. Width, case, spaces and marks do not count. Somebody who made
/// two texts collide would get the answer to the other one, no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wording(u64);

impl Wording {
    /// The wording of a text; `None` where it has no letters, or more of them than are read.
    pub fn new(text: &str) -> Option<Self> {
        if text.chars().nth(MOST_QUESTION).is_some() {
            return None;
        }
        let normal = normalise(text, MOST_QUESTION);
        let pieces = pieces(&normal);
        let with = |hash: Fnv, piece: &Piece<'_>| match piece {
            Piece::Latin(piece) | Piece::Japanese(piece) => hash.with(piece).with(" "),
        };
        (!pieces.is_empty()).then(|| Self(pieces.iter().fold(Fnv::new(), with).0))
    }
}

/// What is known by term. A term is a hash already. A question is short, so that words chosen to collide would cost little.
pub(crate) type ByTerm<T> = HashMap<Term, T, BuildHasherDefault<TermHasher>>;

/// Spreads the bits of a term, which is hashed already.
#[derive(Default)]
pub(crate) struct TermHasher(u64);

impl Hasher for TermHasher {
    fn write_u64(&mut self, term: u64) {
        // The odd constant of Fibonacci hashing: the map looks at the highest and the lowest bits.
        self.0 = term.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The terms of a text with how often each occurs, in order of term.
pub type Terms = Vec<(Term, u16)>;

/// What a list in order of term says of a term; leaves what comes after it, for the next one that is looked for.
pub(crate) fn find<T: Copy>(list: &mut &[(Term, T)], term: Term) -> Option<T> {
    // Terms of a question lie far apart in a list: steps of growing length pass what is between.
    let mut step = 1;
    while step < list.len() && list[step].0 < term {
        *list = &list[step..];
        step *= 2;
    }
    let near = &list[..list.len().min(step + 1)];
    *list = &list[near.partition_point(|(known, _)| *known < term)..];
    list.first().filter(|(known, _)| *known == term).map(|&(_, what)| what)
}

/// Terms of a question or a wording of it: all fields, but not the kinds of what it names. Words that the lexicon knows are given to
/// `found`, those of which it knows the kind, too.
pub fn of_question(text: &str, lexicon: &Lexicon, mut found: impl FnMut(&Found)) -> Terms {
    let mut counts = Counts::default();
    let normal = normalise(text, MOST_QUESTION);
    let words = lexicon.find(&normal);
    words.iter().copied().for_each(&mut found);
    counts.add_meanings(&words);
    question_terms(&normal, &mut |field, letters| {
        counts.0.push(Term::of(field, letters.iter().fold(Fnv::new(), |hash, part| hash.with(part))));
    });
    counts.terms()
}

/// The terms of what a normalised text means, each once, in order.
pub(crate) fn meanings(normal: &str, lexicon: &Lexicon) -> Vec<Term> {
    let mut counts = Counts::default();
    counts.add_meanings(&lexicon.find(normal));
    counts.0
}

/// The letters of those terms but meanings, as they come, each once.
pub(crate) fn readable(text: &str) -> Vec<(Field, String)> {
    let mut all = Vec::new();
    question_terms(&normalise(text, MOST_QUESTION), &mut |field, letters| {
        let term = (field, letters.concat());
        if !all.contains(&term) {
            all.push(term);
        }
    });
    all
}

/// Gives the terms of a normalised question, the letters of each in one or several parts.
fn question_terms(normal: &str, give: &mut impl FnMut(Field, &[&str])) {
    let mut stems = Vec::new();
    for piece in pieces(normal) {
        match piece {
            Piece::Latin(word) => {
                english::grams(word, &mut |gram| give(Field::Grams, &[gram]));
                english::stems(word, &mut |stem| {
                    give(Field::Words, &[stem]);
                    stems.push(stem.to_owned());
                });
            }
            Piece::Japanese(run) => japanese_terms(run, &mut |field, gram| give(field, &[gram])),
        }
    }
    english::pairs(&stems, &mut |one, other| give(Field::Pairs, &[one, " ", other]));
}

/// Terms of an answer: words, and the Japanese grams.
pub fn of_answer(text: &str) -> Terms {
    let mut counts = Counts::default();
    let normal = normalise(text, MOST_ANSWER);
    for piece in pieces(&normal) {
        match piece {
            Piece::Latin(word) => english::stems(word, &mut |stem| counts.add(Field::Words, stem)),
            Piece::Japanese(run) => japanese_terms(run, &mut |field, gram| counts.add(field, gram)),
        }
    }
    counts.terms()
}

fn japanese_terms(run: &str, give: &mut impl FnMut(Field, &str)) {
    japanese::grams(run, &mut |gram, kind| {
        let field = match kind {
            japanese::Kind::Free => Field::Words,
            japanese::Kind::Mixed => Field::Grams,
            japanese::Kind::Hiragana => Field::Pairs,
        };
        give(field, gram);
    });
    negation::denied(run, &mut |verb| give(Field::Pairs, &format!("{verb}ない")));
}

#[derive(Default)]
struct Counts(Vec<Term>);

impl Counts {
    fn add(&mut self, field: Field, letters: &str) {
        self.0.push(Term::new(field, letters));
    }

    /// Each meaning once: two words for it say no more than one.
    fn add_meanings(&mut self, words: &[&Found]) {
        let same = words.iter().filter(|word| !word.is_kind);
        let mut meanings: Vec<Term> = same.map(|word| Term::meaning(word.meaning)).collect();
        meanings.sort_unstable();
        meanings.dedup();
        self.0.append(&mut meanings);
    }

    fn terms(mut self) -> Terms {
        self.0.sort_unstable();
        let same = self.0.chunk_by(|a, b| a == b);
        same.map(|same| (same[0], u16::try_from(same.len()).unwrap_or(u16::MAX))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_question(text: &str) -> Terms {
        super::of_question(text, &Lexicon::default(), |_| ())
    }

    #[test]
    fn spellings_of_one_word_share_their_terms() {
        for (a, b) in [
            ("サーバ", "サーバー"),
            ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
            ("Ｗｉ－Ｆｉ", "WiFi"),
            ("Wi-Fi", "wifi"),
            ("ＶＰＮ", "vpn"),
            ("プリンタが動かない", "プリンターが動かない"),
            ("10〜20人", "10～20人"),
            ("Windows11", "windows 11"),
            ("connecting", "connected"),
            ("can't", "can’t"),
        ] {
            let words = |text| {
                let words: Terms = of_question(text).into_iter().filter(|(term, _)| term.field() == 0).collect();
                words
            };
            assert_eq!(words(a), words(b), "{a} / {b}");
            assert!(!words(a).is_empty(), "{a}");
        }
        assert_ne!(of_question("経費"), of_question("会費"));
    }

    #[test]
    fn readable_terms_are_those_that_are_compared() {
        let text = "社内のVPNがつながらない when printing pages";
        let mut terms: Vec<Term> =
            readable(text).into_iter().map(|(field, letters)| Term::new(field, &letters)).collect();
        terms.sort_unstable();
        let compared = of_question(text);
        assert_eq!(terms, compared.into_iter().map(|(term, _)| term).collect::<Vec<_>>());
    }

    #[test]
    fn a_wording_is_the_same_in_every_width_and_case_and_another_in_other_words() {
        for (a, b) in [
            ("VPNつながらない", "ｖｐｎ つながらない！"),
            ("サーバが重い", "サーバーが重い。"),
            ("How do I print?", "how do i print"),
        ] {
            assert_eq!(Wording::new(a), Wording::new(b), "{a} / {b}");
        }
        for (a, b) in [("VPNつながらない", "VPNつながる"), ("経費", "経"), ("ab c", "a bc"), ("print", "printing")]
        {
            assert_ne!(Wording::new(a), Wording::new(b), "{a} / {b}");
        }
        assert_eq!(Wording::new(" ?!"), None);
        assert_eq!(Wording::new(&"a".repeat(MOST_QUESTION + 1)), None);
    }

    #[test]
    fn nothing_but_particles_marks_and_stop_words_has_no_words() {
        for text in ["", "   ", "それは？", "!!! …", "what is the", "\u{200b}\u{feff}", "(╯°□°）╯"] {
            assert!(!of_question(text).iter().any(|(term, _)| term.field() == 0), "{text}");
        }
    }

    #[test]
    fn a_huge_text_is_read_in_part() {
        let huge = "vpn接続 ".repeat(100_000);
        assert_eq!(of_question(&huge), of_question(&huge.chars().take(MOST_QUESTION).collect::<String>()));
    }
}
