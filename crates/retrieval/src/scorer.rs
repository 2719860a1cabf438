//! How well each entry fits a question.
//!
//! Words: two classical measures, added with weights that depend on the language of the question,
//! a language model per entry with Dirichlet smoothing (Zhai and Lafferty 2001), which gains most from many wordings of
//! one question, and BM25 (Robertson and Zaragoza 2009) on wordings and on the answer, which needs only one. Vectors: cosines
//! of sentences, for entries that have them. [`Parts`] adds them up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use desk::id::EntryId;
use desk::language::Language;

use crate::features::{self, Squares};
use crate::segment::{IndexedEntry, Segment, Totals};
use crate::text::{ByTerm, FIELDS, Term};
use crate::vectors::Nearness;

/// The segments that a person may see, as one collection.
pub(crate) struct View<'a> {
    segments: Vec<&'a Segment>,
    totals: Totals,
    lengths: Arc<KnownLengths>,
}

/// Squared lengths of the phrasings of entries, as one view sees them. They hold until an entry of the view changes.
#[derive(Default)]
pub(crate) struct KnownLengths(Mutex<HashMap<EntryId, Arc<[Squares]>>>);

/// How many of the entries in a view have vectors of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithVectors {
    All,
    Some,
    None,
}

/// An entry with its score, and what that is the sum of.
#[derive(Clone, Copy)]
pub(crate) struct Scored<'a> {
    pub(crate) entry: &'a IndexedEntry,
    pub(crate) score: f32,
    pub(crate) parts: Parts,
}

impl<'a> Scored<'a> {
    /// An entry with the sum of these.
    pub(crate) fn new(entry: &'a IndexedEntry, parts: Parts) -> Self {
        Self { entry, score: parts.sum(), parts }
    }
}

/// The higher score first; equal scores by id.
pub(crate) fn order(one: &Scored<'_>, other: &Scored<'_>) -> std::cmp::Ordering {
    other.score.total_cmp(&one.score).then(one.entry.id.cmp(&other.entry.id))
}

/// What the measures of an entry give to its score, which is their sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// Words in common.
    pub words: f32,
    /// Nearness of its wordings by vectors; 0 without any.
    pub wordings: f32,
    /// Nearness of its answer by vectors; 0 without any.
    pub answer: f32,
    /// For being in the language of the question.
    pub own_language: f32,
    /// What tells it from the other best ones by vectors; 0 behind those.
    pub discriminant: f32,
}

impl Parts {
    pub(crate) fn sum(self) -> f32 {
        self.words + self.wordings + self.answer + self.own_language + self.discriminant
    }

    /// Each by its name; what gives nothing is left out.
    pub(crate) fn named(self) -> Vec<(&'static str, f32)> {
        let all = [
            ("words", self.words),
            ("near-wording", self.wordings),
            ("near-answer", self.answer),
            ("own-language", self.own_language),
            ("discriminant", self.discriminant),
        ];
        all.into_iter().filter(|(_, part)| part.abs() > f32::EPSILON).collect()
    }
}

/// Of the measure of words in a score.
pub(crate) const WORDS: f32 = 0.4;
/// Of the cosine with the nearest wording.
pub(crate) const NEAR_WORDING: f32 = 6.0;
/// Of the cosine with the nearest sentence of the answer.
pub(crate) const NEAR_ANSWER: f32 = 2.0;
/// For an entry in the language of the question, where words alone rank, and where vectors do, too: those of two languages
/// lie as near as those of one.
pub(crate) const OWN_LANGUAGE: f32 = 0.2;
const OWN_LANGUAGE_BESIDE_VECTORS: f32 = 1.2;

/// Weights of the measures for questions of one language.
pub(crate) struct Mix {
    /// Language model, by field.
    pub(crate) model: [f32; FIELDS],
    /// Weight of the collection against an entry's own words in the language model, in words.
    pub(crate) smoothing: [f32; FIELDS],
    /// Words that a collection is taken to have besides its own, by field: in a small one every word would seem common.
    pub(crate) background: [f32; FIELDS],
    /// BM25 on wordings, by field.
    pub(crate) asked: [f32; FIELDS],
    /// BM25 on the answer, by field.
    pub(crate) answered: [f32; FIELDS],
}

const ENGLISH: Mix = Mix {
    model: [1.0, 0.5, 0.5, 0.8],
    smoothing: [100.0, 300.0, 400.0, 15.0],
    background: [500.0, 1500.0, 2000.0, 500.0],
    asked: [0.3, 0.0, 0.0, 0.0],
    answered: [0.1, 0.0, 0.0, 0.0],
};
const JAPANESE: Mix = Mix {
    model: [1.0, 0.25, 0.25, 0.8],
    smoothing: [30.0, 80.0, 120.0, 15.0],
    background: [500.0, 500.0, 1000.0, 500.0],
    asked: [0.0, 0.0, 0.0, 0.0],
    answered: [0.25, 0.0, 0.06, 0.0],
};

/// Saturation and length normalisation of BM25, its usual values.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Entries that a small collection is taken to have besides its own: without them no word would be rare in it.
const BACKGROUND: f32 = 50.0;

impl<'a> View<'a> {
    /// These segments together, and what is known of the lengths in them.
    pub(crate) fn new(segments: Vec<&'a Segment>, lengths: Arc<KnownLengths>) -> Self {
        let mut totals = Totals::default();
        for segment in &segments {
            let own = segment.totals();
            totals.entries += own.entries;
            totals.japanese += own.japanese;
            totals.phrasings += own.phrasings;
            for (sum, length) in totals.asked_length.iter_mut().zip(own.asked_length) {
                *sum += length;
            }
            totals.answered_length += own.answered_length;
        }
        Self { segments, totals, lengths }
    }

    /// Squared lengths of the phrasings of an entry; worked out when they are first asked for, with rarities that are looked up
    /// once for all entries of a search.
    pub(crate) fn lengths(&self, entry: &IndexedEntry, rarities: &mut ByTerm<f32>) -> Arc<[Squares]> {
        let known = || self.lengths.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lengths) = known().get(&entry.id) {
            return lengths.clone();
        }
        let lengths = features::lengths(entry, |term| *rarities.entry(term).or_insert_with(|| self.rarity(term)));
        known().insert(entry.id, lengths.clone());
        lengths
    }

    /// Sums over all entries in view.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// How much a term tells, from the number of entries that ask with it: ln((N + N0 + 1) / (df + 0.5)).
    pub(crate) fn rarity(&self, term: Term) -> f32 {
        let occurs: usize = self.segments.iter().map(|segment| segment.asked(term).list().len()).sum();
        ((self.totals.entries as f32 + BACKGROUND + 1.0) / (occurs as f32 + 0.5)).ln()
    }

    /// Which entries in view have vectors of this model.
    pub(crate) fn with_vectors(&self, model: &str) -> WithVectors {
        match self.segments.iter().map(|segment| segment.with_vectors(model)).sum::<u32>() {
            0 => WithVectors::None,
            some if some == self.totals.entries => WithVectors::All,
            _ => WithVectors::Some,
        }
    }

    /// The segments, in an order of their own.
    pub(crate) fn segments(&self) -> &[&'a Segment] {
        &self.segments
    }
}

impl Parts {
    /// Of an entry in the language of the question or in the other one, with so much by words and this nearness by vectors, where
    /// there are any.
    pub(crate) fn new(words: f32, near: Option<Nearness>, same_language: bool) -> Self {
        let words = WORDS * words;
        let Some(near) = near else {
            // Without a word in common the language alone is no reason.
            return Self {
                words,
                own_language: if same_language && words > 0.0 { OWN_LANGUAGE } else { 0.0 },
                ..Self::default()
            };
        };
        Self {
            words,
            wordings: NEAR_WORDING * near.asked,
            answer: NEAR_ANSWER * near.answered,
            own_language: if same_language { OWN_LANGUAGE_BESIDE_VECTORS } else { 0.0 },
            discriminant: 0.0,
        }
    }
}

/// The weights for questions of a language.
pub(crate) fn mix(language: Language) -> &'static Mix {
    match language {
        Language::English => &ENGLISH,
        Language::Japanese => &JAPANESE,
    }
}

/// What the length of an entry takes from it in the language model, for questions of each language, by field; for a question
/// whose terms of that field have the square root 1 of their number.
pub(crate) struct Priors {
    english: [f32; FIELDS],
    japanese: [f32; FIELDS],
}

impl Priors {
    /// For an entry with so many terms in its phrasings.
    pub(crate) fn new(asked_length: [u32; FIELDS]) -> Self {
        let of = |mix: &Mix| {
            std::array::from_fn(|field| {
                let (own, smoothing) = (asked_length[field] as f32, mix.smoothing[field]);
                mix.model[field] * (smoothing / (own + smoothing)).ln()
            })
        };
        Self { english: of(&ENGLISH), japanese: of(&JAPANESE) }
    }

    /// For questions of a language, by field.
    pub(crate) fn of(&self, language: Language) -> &[f32; FIELDS] {
        match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        }
    }
}

/// BM25 of one term.
#[derive(Clone, Copy)]
pub(crate) struct Bm25 {
    rarity: f32,
    mean_length: f32,
}

impl Bm25 {
    /// Of a term that so many entries have; all of them together have so many terms.
    pub(crate) fn new(totals: Totals, occurs: usize, length: u64) -> Self {
        let entries = totals.entries as f32;
        let occurs = occurs as f32;
        let rarity = (1.0 + (entries - occurs + 0.5).max(0.5) / (occurs + 0.5)).ln();
        Self { rarity, mean_length: (length as f32 / entries.max(1.0)).max(1.0) }
    }

    /// What an entry of this length gains by having the term so often.
    pub(crate) fn gain(self, count: f32, length: f32) -> f32 {
        self.rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / self.mean_length))
    }

    /// What no entry gains more than.
    pub(crate) fn most(self) -> f32 {
        self.rarity * (K1 + 1.0)
    }
}
