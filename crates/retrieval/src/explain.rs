//! What a search looked at, for people who ask why.

use desk::answering::Candidate;
use desk::inquiry::Evidence;
use desk::language::Language;

use crate::features::{FORM, NAMES};
use crate::index::Inspected;
use crate::lexicon::Lexicon;
use crate::question::{Question, Texts};
use crate::scorer::View;
use crate::segment::IndexedEntry;
use crate::text::{self, Field, MOST_QUESTION, Term, normalise};

/// A search, laid open.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The language by which the question was read.
    pub language: Language,
    /// The texts that were searched.
    pub texts: Texts,
    /// The words of the whole text, as they were compared.
    pub words: Vec<Word>,
    /// Words of it that the lexicon knows: an entry with another word of the same meaning, or of what kind of thing they name, has
    /// them, too.
    pub known: Vec<Word>,
    /// Whether sentence vectors were compared, too.
    pub by_vectors: bool,
    /// The nearest entries, best first.
    pub nearest: Vec<Near>,
}

/// A word of a question: a stem, or single kanji and katakana and pairs of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Its letters.
    pub letters: String,
    /// How much it tells: the logarithm of how few entries ask with it.
    pub rarity: f32,
    /// Whether the best entry asks with it.
    pub in_best: bool,
}

/// One of the nearest entries.
#[derive(Debug, Clone)]
pub struct Near {
    /// The entry.
    pub candidate: Candidate,
    /// What gave it its score, by name.
    pub parts: Vec<(&'static str, f32)>,
    /// What its confidence rests on, by name; empty for those behind the ten best.
    pub features: Vec<(&'static str, f32)>,
}

/// What a confidence rested on, by name; `None` where another index gave it, whose numbers have other names.
pub fn named(evidence: &Evidence) -> Option<Vec<(&'static str, f32)>> {
    let is_ours = evidence.form == FORM && evidence.values.len() == NAMES.len();
    is_ours.then(|| NAMES.into_iter().zip(evidence.values.iter().copied()).collect())
}

/// Lays a search open that has found these.
pub(crate) fn explained(
    view: &View<'_>,
    lexicon: &Lexicon,
    question: &Question,
    texts: Texts,
    by_vectors: bool,
    best: Option<&IndexedEntry>,
    found: Vec<Inspected>,
) -> Explained {
    let word = |letters: String, term: Term| {
        let in_best = best.is_some_and(|best| best.asked.binary_search_by_key(&term, |(known, _)| *known).is_ok());
        Word { rarity: view.rarity(term), in_best, letters }
    };
    let words = text::readable(&texts.cut).into_iter().filter(|(field, _)| *field == Field::Words);
    let words = words.map(|(field, letters)| (Term::new(field, &letters), letters));
    let words = words.map(|(term, letters)| word(letters, term)).collect();
    let known = lexicon.find(&normalise(&texts.cut, MOST_QUESTION)).into_iter();
    let known = known.map(|found| word(found.text().to_owned(), Term::meaning(found.meaning))).collect();
    let near = |found: Inspected| {
        let features = found.features.map(|features| NAMES.into_iter().zip(features).collect());
        Near { candidate: found.candidate, parts: found.parts.named(), features: features.unwrap_or_default() }
    };
    let nearest = found.into_iter().map(near).collect();
    Explained { language: question.language, texts, words, known, by_vectors, nearest }
}
