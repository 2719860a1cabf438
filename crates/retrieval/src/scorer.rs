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
use crate::question::Question;
use crate::segment::{IndexedEntry, Segment, Totals};
use crate::text::{ByTerm, FIELDS, Term, Terms};
use crate::vectors::QuestionVectors;

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
}

impl Parts {
    fn sum(self) -> f32 {
        self.words + self.wordings + self.answer + self.own_language
    }

    /// Each by its name; what gives nothing is left out.
    pub(crate) fn named(self) -> Vec<(&'static str, f32)> {
        let all = [
            ("words", self.words),
            ("near-wording", self.wordings),
            ("near-answer", self.answer),
            ("own-language", self.own_language),
        ];
        all.into_iter().filter(|(_, part)| part.abs() > f32::EPSILON).collect()
    }
}

/// Of the measure of words in a score.
const WORDS: f32 = 0.4;
/// Of the cosine with the nearest wording.
const NEAR_WORDING: f32 = 6.0;
/// Of the cosine with the nearest sentence of the answer.
const NEAR_ANSWER: f32 = 2.0;
/// For an entry in the language of the question, where words alone rank, and where vectors do, too: those of two languages
/// lie as near as those of one.
const OWN_LANGUAGE: f32 = 0.2;
const OWN_LANGUAGE_BESIDE_VECTORS: f32 = 1.2;

/// Weights of the measures for questions of one language.
struct Mix {
    /// Language model, by field.
    model: [f32; FIELDS],
    /// Weight of the collection against an entry's own words in the language model, in words.
    smoothing: [f32; FIELDS],
    /// Words that a collection is taken to have besides its own, by field: in a small one every word would seem common.
    background: [f32; FIELDS],
    /// BM25 on wordings, by field.
    asked: [f32; FIELDS],
    /// BM25 on the answer, by field.
    answered: [f32; FIELDS],
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
        let occurs: usize = self.segments.iter().map(|segment| segment.asked(term).len()).sum();
        ((self.totals.entries as f32 + BACKGROUND + 1.0) / (occurs as f32 + 0.5)).ln()
    }

    /// Which entries in view have vectors of this model.
    pub(crate) fn with_vectors(&self, model: &str) -> WithVectors {
        let mut all = self.segments.iter().flat_map(|segment| segment.entries()).map(|(_, entry)| entry);
        let Some(first) = all.next() else { return WithVectors::None };
        let has = |entry: &IndexedEntry| entry.vectors_by(model).is_some();
        match (has(first), all.all(|entry| has(entry) == has(first))) {
            (true, true) => WithVectors::All,
            (false, true) => WithVectors::None,
            (_, false) => WithVectors::Some,
        }
    }

    /// The best `most` entries in view with their scores, best first; equal scores by id. `first` stands before all, whatever
    /// its score. With vectors only those that have some take part: what lacks a part of its score has no place among the others.
    pub(crate) fn rank(
        &self,
        question: &Question,
        vectors: Option<&QuestionVectors>,
        most: usize,
        first: Option<EntryId>,
    ) -> Vec<Scored<'a>> {
        let mut words = self.scores(&question.cut, question.language);
        if let Some((first, others)) = question.clauses.split_first() {
            let mut best = self.scores(first, question.language);
            for clause in others {
                let own = self.scores(clause, question.language);
                let both = best.iter_mut().flatten().zip(own.iter().flatten());
                both.for_each(|(best, own)| *best = best.max(*own));
            }
            let both = words.iter_mut().flatten().zip(best.iter().flatten());
            both.for_each(|(score, best)| *score = f32::midpoint(*score, *best));
        }
        let mut ranked = Vec::with_capacity(self.totals.entries as usize);
        for (segment, words) in self.segments.iter().zip(&words) {
            let takes_part =
                |entry: &IndexedEntry| vectors.is_none_or(|asked| entry.vectors_by(&asked.model).is_some());
            ranked.extend(segment.entries().filter(|(_, entry)| takes_part(entry)).map(|(slot, entry)| {
                let parts = parts(question, vectors, entry, words[slot as usize]);
                Scored { entry, score: parts.sum(), parts }
            }));
        }
        let is_first = |scored: &Scored<'_>| first == Some(scored.entry.id);
        let order = |a: &Scored<'_>, b: &Scored<'_>| {
            let by_score = || b.score.total_cmp(&a.score).then(a.entry.id.cmp(&b.entry.id));
            is_first(b).cmp(&is_first(a)).then_with(by_score)
        };
        // Of a million entries ten are wanted: the rest need no order.
        if most < ranked.len() {
            ranked.select_nth_unstable_by(most, order);
            ranked.truncate(most);
        }
        ranked.sort_by(order);
        ranked
    }

    /// How well each slot of each segment fits one text.
    fn scores(&self, text: &Terms, language: Language) -> Vec<Vec<f32>> {
        let mix = mix(language);
        let mut scores: Vec<Vec<f32>> = self.segments.iter().map(|segment| vec![0.0; segment.slots()]).collect();
        let mut lengths = [0.0f32; FIELDS];
        for &(term, count) in text {
            lengths[term.field()] += f32::from(count);
        }
        let roots = lengths.map(f32::sqrt);
        for &(term, count) in text {
            self.add_term(mix, term, f32::from(count), &roots, &mut scores);
        }
        for (segment, scores) in self.segments.iter().zip(&mut scores) {
            for (slot, entry) in segment.entries() {
                let score = &mut scores[slot as usize];
                let prior = entry.priors.of(language).iter().zip(&roots).map(|(prior, root)| prior * root);
                *score += prior.sum::<f32>();
            }
        }
        scores
    }

    fn add_term(&self, mix: &Mix, term: Term, count: f32, roots: &[f32; FIELDS], scores: &mut [Vec<f32>]) {
        let field = term.field();
        let (model, asked, answered) = (mix.model[field], mix.asked[field], mix.answered[field]);
        if model > 0.0 || asked > 0.0 {
            let lists = || self.segments.iter().map(|segment| segment.asked(term));
            let occurs: usize = lists().map(<[_]>::len).sum();
            let total: u64 = lists().flatten().map(|posting| u64::from(posting.count)).sum();
            let collection = self.totals.asked_length[field] as f32 + mix.background[field];
            // Dirichlet smoothing: ln(1 + own / (smoothing * p)), where p is the term's share of the collection. What
            // does not depend on the term is in `prior`.
            let surprise = collection / (mix.smoothing[field] * total.max(1) as f32);
            let model = model * count / roots[field];
            let once = model * surprise.ln_1p();
            let bm25 = Bm25::new(self.totals, occurs, self.totals.asked_length[field]);
            for ((segment, list), scores) in self.segments.iter().zip(lists()).zip(&mut *scores) {
                for posting in list {
                    let own = posting.count as f32;
                    // Most terms stand once in an entry, and a logarithm takes longer than all the rest.
                    let mut gain = if posting.count == 1 { once } else { model * (own * surprise).ln_1p() };
                    if asked > 0.0 {
                        let length = segment.entry(posting.slot).map_or(0, |entry| entry.asked_length[field]);
                        gain += asked * bm25.gain(own, length as f32);
                    }
                    scores[posting.slot as usize] += gain;
                }
            }
        }
        if answered > 0.0 {
            let lists = || self.segments.iter().map(|segment| segment.answered(term));
            let bm25 = Bm25::new(self.totals, lists().map(<[_]>::len).sum(), self.totals.answered_length);
            for ((segment, list), scores) in self.segments.iter().zip(lists()).zip(&mut *scores) {
                for posting in list {
                    let length = segment.entry(posting.slot).map_or(0, |entry| entry.answered_length);
                    scores[posting.slot as usize] += answered * bm25.gain(posting.count as f32, length as f32);
                }
            }
        }
    }
}

fn parts(question: &Question, vectors: Option<&QuestionVectors>, entry: &IndexedEntry, words: f32) -> Parts {
    let same_language = entry.language == question.language;
    let words = WORDS * words;
    let Some((vectors, own)) = vectors.zip(entry.vectors.as_deref()) else {
        // Without a word in common the language alone is no reason.
        return Parts {
            words,
            own_language: if same_language && words > 0.0 { OWN_LANGUAGE } else { 0.0 },
            ..Parts::default()
        };
    };
    let near = vectors.nearness(own);
    Parts {
        words,
        wordings: NEAR_WORDING * near.asked,
        answer: NEAR_ANSWER * near.answered,
        own_language: if same_language { OWN_LANGUAGE_BESIDE_VECTORS } else { 0.0 },
    }
}

fn mix(language: Language) -> &'static Mix {
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

    fn of(&self, language: Language) -> &[f32; FIELDS] {
        match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        }
    }
}

/// BM25 of one term.
struct Bm25 {
    rarity: f32,
    mean_length: f32,
}

impl Bm25 {
    fn new(totals: Totals, occurs: usize, length: u64) -> Self {
        let entries = totals.entries as f32;
        let occurs = occurs as f32;
        let rarity = (1.0 + (entries - occurs + 0.5).max(0.5) / (occurs + 0.5)).ln();
        Self { rarity, mean_length: (length as f32 / entries.max(1.0)).max(1.0) }
    }

    fn gain(&self, count: f32, length: f32) -> f32 {
        self.rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / self.mean_length))
    }
}
