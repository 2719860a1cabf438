//! Words that a question spells in another way than the entries.
//!
//! Three ways: kanji in hiragana (けいひ for 経費, by the list in `crates/retrieval/lexicon/readings.txt`), katakana in hiragana
//! (ぱそこん, by the words of the entries), and a slip (pasword, by a rare word of the entries). Such words are added to what was
//! written, and only where the collection has them: what nobody wrote in an entry can find none.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::lexicon::Lexicon;
use crate::text::{self, Field, Piece, Term, Terms, is_hiragana, pieces, to_katakana};
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
}

/// Adds the words that a question probably means to its terms. Of what was misspelled `meant` is told what it is.
pub(crate) fn add_meant(
    normal: &str,
    lexicon: &Lexicon,
    known: &Known<'_>,
    terms: &mut Terms,
    meant: &mut Vec<(Term, Term)>,
) {
    let words = |text: &str| {
        let terms = text::of_question(text, lexicon, |_| ()).into_iter().map(|(term, _)| term);
        terms.filter(|term| [Field::Words as usize, Field::Meanings as usize].contains(&term.field()))
    };
    for spelled in spelled(normal, lexicon, known) {
        let added: Vec<Term> = words(&spelled.word).collect();
        for written in words(spelled.written) {
            meant.extend(added.iter().map(|&word| (written, word)));
        }
        terms.extend(added.into_iter().map(|term| (term, 1)));
    }
    // Stable: of two the one that was written stays, with how often it was.
    terms.sort_by_key(|&(term, _)| term);
    terms.dedup_by_key(|&mut (term, _)| term);
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
                for hiragana in run.split(|letter| !is_hiragana(letter) && letter != LONG) {
                    in_hiragana(hiragana, known, &mut all);
                }
            }
        }
    }
    all
}

fn slip<'a>(written: &'a str, known: &Known<'_>) -> Option<Spelled<'a>> {
    Some(Spelled { written, word: known.slip_for(written)?.to_owned() })
}

/// Words in a run of hiragana, the longest first from left to right.
fn in_hiragana<'a>(run: &'a str, known: &Known<'_>, all: &mut Vec<Spelled<'a>>) {
    let ends: Vec<usize> = run.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
    if ends.len() < SHORT {
        return;
    }
    // Hiragana and katakana have the same length in UTF-8: places are the same in both.
    let katakana: String = run.chars().map(to_katakana).collect();
    let (mut at, mut may_begin) = (0, true);
    while at + SHORT <= ends.len() {
        let start = if at == 0 { 0 } else { ends[at - 1] };
        let found = (SHORT..=LONGEST.min(ends.len() - at)).rev().filter(|_| may_begin).find_map(|letters| {
            let end = ends[at + letters - 1];
            let ends_well = letters > SHORT || run[end..].chars().next().is_none_or(|next| PARTICLES.contains(next));
            let word = word(&run[start..end], &katakana[start..end], known).filter(|_| ends_well)?;
            Some((letters, Spelled { written: &run[start..end], word }))
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
fn word(hiragana: &str, katakana: &str, known: &Known<'_>) -> Option<String> {
    let has_all = |word: &&str| {
        let terms = text::of_question(word, &Lexicon::default(), |_| ());
        terms.iter().filter(|(term, _)| term.field() == Field::Words as usize).all(|&(term, _)| known.has(term))
    };
    if let Some(word) = readings().get(hiragana).copied().filter(has_all) {
        return Some(word.to_owned());
    }
    // As normalised: without a long vowel at the end.
    let word = if katakana.chars().count() > SHORT { katakana.trim_end_matches(LONG) } else { katakana };
    known.has_word(word).then(|| word.to_owned())
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
