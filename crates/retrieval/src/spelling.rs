//! Words that a question spells in another way than the entries.
//!
//! Three ways: kanji in hiragana (けいひ for 経費, by the list in `crates/retrieval/lexicon/readings.txt`), katakana in hiragana
//! (ぱそこん, by the words of the entries), and a slip (pasword, by a rare word of the entries). Such words are added to what was
//! written, and only where the collection has them: what nobody wrote in an entry can find none.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::lexicon::Lexicon;
use crate::question::Meant;
use crate::text::{self, Field, Piece, Term, Terms, is_hiragana, is_kanji, pieces, to_katakana};
use crate::vocabulary::{self, Known};

const READINGS: &str = include_str!("../lexicon/readings.txt");

/// Hiragana words of up to so many letters are looked for.
const LONGEST: usize = 12;
/// Least letters of a word in hiragana; up to here it must end before a particle, or where the hiragana ends.
const SHORT: usize = 3;
/// Makes a vowel long.
const LONG: char = 'ー';
/// What a word in hiragana may stand behind, and a short one before.
const PARTICLES: &str = "をはがにのでともへやか";

/// A word as it was written, and the one that it probably is.
#[derive(Debug, PartialEq, Eq)]
struct Spelled<'a> {
    written: &'a str,
    word: String,
    way: Way,
}

/// How a word is spelled in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Kanji in hiragana.
    Reading,
    /// Katakana in hiragana.
    Katakana,
    /// A slip.
    Slip,
}

/// Adds the words that a question probably means to its terms. Of what was misspelled `meant` is told what it is.
pub(crate) fn add_meant(normal: &str, lexicon: &Lexicon, known: &Known<'_>, terms: &mut Terms, meant: &mut Vec<Meant>) {
    let words = |text: &str| {
        let terms = text::of_question(text, lexicon, |_| ()).into_iter().map(|(term, _)| term);
        terms.filter(|term| [Field::Words as usize, Field::Meanings as usize].contains(&term.field()))
    };
    for spelled in spelled(normal, lexicon, known) {
        let added: Vec<Term> = words(&spelled.word).collect();
        for written in words(spelled.written) {
            meant.extend(added.iter().map(|&has| Meant { written, has, is_kind: false }));
        }
        terms.extend(added.into_iter().map(|term| (term, 1)));
    }
    // Stable: of two the one that was written stays, with how often it was.
    terms.sort_by_key(|&(term, _)| term);
    terms.dedup_by_key(|&mut (term, _)| term);
}

/// A text with the words that it probably means in place of those that it spells in another way; `None` where there are none.
pub(crate) fn as_meant(text: &str, lexicon: &Lexicon, known: &Known<'_>) -> Option<String> {
    let normal = text::normalise(text, text::MOST_QUESTION);
    let mut meant = text.to_owned();
    let unconverted = text::is_unconverted(text);
    for Spelled { written, word, way } in spelled(&normal, lexicon, known) {
        let is_sure = match way {
            // Who converts the rest means hiragana where it stands: なくした is 失くした and 亡くした.
            Way::Reading => unconverted,
            Way::Katakana => true,
            Way::Slip => !written.is_ascii() || is_no_word(written, &word),
        };
        if !is_sure {
            continue;
        }
        // The words of a normalised text are those of the text but for case and width; of the latter a question has one.
        if let Some(at) = meant.to_ascii_lowercase().find(written) {
            meant.replace_range(at..at + written.len(), &word);
        }
    }
    (meant != text).then_some(meant)
}

fn spelled<'a>(normal: &'a str, lexicon: &Lexicon, known: &Known<'_>) -> Vec<Spelled<'a>> {
    let mut all = Vec::new();
    for piece in pieces(normal) {
        match piece {
            Piece::Latin(word) => {
                // A word that the collection has in another form, or the lexicon, is no slip.
                let is_word = |part: &str| {
                    known.has(Term::new(Field::Words, &text::stem(part))) || !lexicon.find(part).is_empty()
                };
                let unknown = vocabulary::latin(word).filter(|part| !is_word(part));
                all.extend(unknown.filter_map(|written| slip(written, known)));
            }
            Piece::Japanese(run) => {
                let unknown = vocabulary::katakana(run).filter(|word| lexicon.find(word).is_empty());
                all.extend(unknown.filter_map(|written| slip(written, known)));
                let mut behind = None;
                for hiragana in run.split_inclusive(|letter| !is_hiragana(letter) && letter != LONG) {
                    let last = hiragana.chars().next_back().filter(|&letter| !is_hiragana(letter) && letter != LONG);
                    let hiragana = &hiragana[..hiragana.len() - last.map_or(0, char::len_utf8)];
                    in_hiragana(hiragana, !behind.is_some_and(is_kanji), known, &mut all);
                    behind = last;
                }
            }
        }
    }
    all
}

fn slip<'a>(written: &'a str, known: &Known<'_>) -> Option<Spelled<'a>> {
    Some(Spelled { written, word: known.slip_for(written)?.to_owned(), way: Way::Slip })
}

/// Whether an English word that is one slip from another one is hardly a word itself: another letter, or one more or less at the
/// end, makes words (stock and stuck, driver and drive).
fn is_no_word(written: &str, other: &str) -> bool {
    let is_end = written.starts_with(other) || other.starts_with(written);
    vocabulary::same_letters(written, other) || (written.len() != other.len() && !is_end)
}

/// Words in a run of hiragana, the longest first from left to right. It begins with a word, or with the end of one in kanji.
fn in_hiragana<'a>(run: &'a str, begins: bool, known: &Known<'_>, all: &mut Vec<Spelled<'a>>) {
    let ends: Vec<usize> = run.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
    if ends.len() < SHORT {
        return;
    }
    // Hiragana and katakana have the same length in UTF-8: places are the same in both.
    let katakana: String = run.chars().map(to_katakana).collect();
    let (mut at, mut may_begin) = (0, begins);
    while at + SHORT <= ends.len() {
        let start = if at == 0 { 0 } else { ends[at - 1] };
        let found = (SHORT..=LONGEST.min(ends.len() - at)).rev().filter(|_| may_begin).find_map(|letters| {
            let end = ends[at + letters - 1];
            let ends_well = letters > SHORT || run[end..].chars().next().is_none_or(|next| PARTICLES.contains(next));
            let (word, way) = word(&run[start..end], &katakana[start..end], known).filter(|_| ends_well)?;
            Some((letters, Spelled { written: &run[start..end], word, way }))
        });
        if let Some((letters, spelled)) = found {
            all.push(spelled);
            (at, may_begin) = (at + letters, true);
        } else {
            may_begin = run[start..].chars().next().is_some_and(|letter| PARTICLES.contains(letter));
            at += 1;
        }
    }
}

/// The word of the collection that this is the reading of, or that is written so in katakana.
fn word(hiragana: &str, katakana: &str, known: &Known<'_>) -> Option<(String, Way)> {
    let has_all = |word: &&str| {
        let terms = text::of_question(word, &Lexicon::default(), |_| ());
        terms.iter().filter(|(term, _)| term.field() == Field::Words as usize).all(|&(term, _)| known.has(term))
    };
    if let Some(word) = readings().get(hiragana).copied().filter(has_all) {
        return Some((word.to_owned(), Way::Reading));
    }
    // As normalised: without a long vowel at the end.
    let word = if katakana.chars().count() > SHORT { katakana.trim_end_matches(LONG) } else { katakana };
    known.has_word(word).then(|| (word.to_owned(), Way::Katakana))
}

/// What is written in kanji, by its reading.
fn readings() -> &'static HashMap<&'static str, &'static str> {
    static READINGS_BY_KANA: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    READINGS_BY_KANA.get_or_init(|| {
        let lines = READINGS.lines().filter(|line| !line.starts_with('#'));
        let words = lines.filter_map(|line| line.split_once('='));
        words
            .flat_map(|(word, readings)| readings.split('=').map(move |reading| (reading.trim(), word.trim())))
            .collect()
    })
}
