//! What the words of a question give to entries: exactly, for one entry; about, for many at once.
//!
//! A term gives an entry something or nothing, never less than nothing. So the sum over some of the terms is the least that an
//! entry has, and with the most that the terms left out can give it is the most.

use std::ops::Range;

use desk::language::Language;

use crate::columns::Columns;
use crate::postings::{Posting, Postings};
use crate::question::Question;
use crate::rank::Pruning;
use crate::scorer::{Bm25, View, mix};
use crate::segment::{IndexedEntry, Segment};
use crate::text::{self, FIELDS, Term, Terms};

/// Logarithms of counts below this are worked out once.
const FEW: usize = 4;

/// The texts of a question, weighed for a view.
pub(crate) struct Weighing<'a> {
    language: Language,
    /// Each different term once, in order.
    terms: Vec<WeighedTerm<'a>>,
    /// The whole, then each clause.
    texts: Vec<WeighedText>,
    /// Which terms are not read in [`Self::about`]; always counted in [`Self::of`].
    left_out: Vec<bool>,
    /// The most that those give an entry together.
    slack: f32,
}

/// A term in a view.
struct WeighedTerm<'a> {
    term: Term,
    /// Where phrasings and answers have it, by segment.
    postings: Vec<[&'a Postings; 2]>,
    /// Dirichlet smoothing: ln(1 + own / (smoothing * p)), where p is the term's share of the collection, and 1 / (smoothing * p)
    /// is this. What does not depend on the term is in the priors.
    surprise: f32,
    /// That logarithm, by how often an entry has the term.
    logs: [f32; FEW],
    asked_weight: f32,
    asked_gain: Bm25,
    answered_weight: f32,
    answered_gain: Bm25,
}

/// A text of a question.
struct WeighedText {
    /// Square roots of the number of its terms, by field.
    roots: [f32; FIELDS],
    /// Its terms, by their place among all, with the weight of the language model.
    terms: Vec<(usize, f32)>,
}

/// How far the lists of the terms of a segment have been read.
pub(crate) struct Cursors(Vec<[usize; 2]>);

impl<'a> Weighing<'a> {
    /// Weighs the texts of a question.
    pub(crate) fn new(view: &View<'a>, question: &Question, pruning: Pruning) -> Self {
        let texts = || std::iter::once(&question.cut).chain(&question.clauses);
        let mut different: Vec<Term> = texts().flatten().map(|&(term, _)| term).collect();
        different.sort_unstable();
        different.dedup();
        let weighed: Vec<WeighedText> =
            texts().map(|text| WeighedText::new(text, &different, question.language)).collect();
        let terms: Vec<_> = different.into_iter().map(|term| WeighedTerm::new(view, term, question.language)).collect();
        let mut weighing =
            Self { language: question.language, left_out: vec![false; terms.len()], terms, texts: weighed, slack: 0.0 };
        weighing.leave_out(pruning);
        weighing
    }

    /// What the words give to an entry.
    pub(crate) fn of(&self, entry: &IndexedEntry) -> f32 {
        let (mut asked, mut answered) = (entry.asked.as_slice(), entry.answered.as_slice());
        let gains: Vec<Gain> = self
            .terms
            .iter()
            .map(|known| {
                let (asked, answered) = (text::find(&mut asked, known.term), text::find(&mut answered, known.term));
                known.gain(asked.unwrap_or(0), answered.unwrap_or(0), entry)
            })
            .collect();
        let score = |text: &WeighedText| {
            let mut score = 0.0;
            for &(at, model) in &text.terms {
                let gain = &gains[at];
                score += model * gain.log + gain.asked;
                score += gain.answered;
            }
            let prior = entry.priors.of(self.language).iter().zip(&text.roots).map(|(prior, root)| prior * root);
            score + prior.sum::<f32>()
        };
        half_and_half(self.texts.iter().map(score))
    }

    /// The most that [`Self::of`] is above [`Self::about`].
    pub(crate) fn slack(&self) -> f32 {
        self.slack
    }

    /// The beginning of the lists of a segment.
    pub(crate) fn cursors(&self) -> Cursors {
        Cursors(vec![[0; 2]; self.terms.len()])
    }

    /// About what the words give to the entries of some slots, and never more than that, but for rounding. Slots are read in order.
    pub(crate) fn about(
        &self,
        (at, segment): (usize, &Segment),
        slots: Range<usize>,
        cursors: &mut Cursors,
        sums: &mut [Vec<f32>],
    ) {
        let priors = segment.columns().priors(self.language);
        for (text, sums) in self.texts.iter().zip(&mut *sums) {
            sums.clear();
            sums.resize(slots.len(), 0.0);
            for (priors, &root) in priors.iter().zip(&text.roots).filter(|(_, root)| **root > 0.0) {
                sums.iter_mut().zip(&priors[slots.clone()]).for_each(|(sum, prior)| *sum += prior * root);
            }
        }
        let terms = self.terms.iter().zip(&mut cursors.0);
        let postings: Vec<[&[Posting]; 2]> = terms
            .map(|(term, [asked, answered])| {
                let [in_phrasings, in_answers] = term.postings[at];
                [next(in_phrasings.list(), asked, slots.end), next(in_answers.list(), answered, slots.end)]
            })
            .collect();
        for (text, sums) in self.texts.iter().zip(&mut *sums) {
            for &(place, model) in text.terms.iter().filter(|(place, _)| !self.left_out[*place]) {
                self.terms[place].add(model, postings[place], segment.columns(), slots.start, sums);
            }
        }
        if let [whole, first, others @ ..] = sums {
            for clause in others {
                first.iter_mut().zip(&*clause).for_each(|(best, own)| *best = best.max(*own));
            }
            whole.iter_mut().zip(&*first).for_each(|(whole, best)| *whole = f32::midpoint(*whole, *best));
        }
    }

    /// How many texts there are: as many lists of sums as [`Self::about`] needs, the first of which has what it finds.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// Leaves out the lists that spare most for what they can give.
    fn leave_out(&mut self, pruning: Pruning) {
        let length = |term: &WeighedTerm<'_>| -> usize {
            term.postings.iter().flatten().map(|postings| postings.list().len()).sum()
        };
        let most = |place: usize| -> Vec<f32> {
            let weight = |text: &WeighedText| {
                let found = text.terms.binary_search_by_key(&place, |&(place, _)| place);
                found.map_or(0.0, |found| self.terms[place].most(text.terms[found].1))
            };
            self.texts.iter().map(weight).collect()
        };
        let mut long: Vec<(f32, usize, Vec<f32>)> = Vec::new();
        for (place, term) in self.terms.iter().enumerate() {
            let length = length(term);
            if length >= pruning.long {
                let most = most(place);
                long.push((half_and_half(most.iter().copied()) / length as f32, place, most));
            }
        }
        long.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut all = vec![0.0; self.texts.len()];
        for (_, place, most) in long {
            let with: Vec<f32> = all.iter().zip(&most).map(|(all, most)| all + most).collect();
            let together = half_and_half(with.iter().copied());
            if together <= pruning.words {
                (all, self.slack) = (with, together);
                self.left_out[place] = true;
            }
        }
    }
}

/// Half that of the whole text and half the best of its clauses.
fn half_and_half(mut texts: impl Iterator<Item = f32>) -> f32 {
    let whole = texts.next().unwrap_or_default();
    texts.reduce(f32::max).map_or(whole, |best| f32::midpoint(whole, best))
}

/// The postings up to a slot that have not been read.
fn next<'p>(list: &'p [Posting], read: &mut usize, end: usize) -> &'p [Posting] {
    let rest = &list[*read..];
    let some = &rest[..rest.iter().position(|posting| posting.slot as usize >= end).unwrap_or(rest.len())];
    *read += some.len();
    some
}

/// What a term gives to an entry: times the weight of the language model, and besides.
struct Gain {
    log: f32,
    asked: f32,
    answered: f32,
}

impl<'a> WeighedTerm<'a> {
    fn new(view: &View<'a>, term: Term, language: Language) -> Self {
        let (mix, field, totals) = (mix(language), term.field(), view.totals());
        let postings: Vec<[&Postings; 2]> =
            view.segments().iter().map(|segment| [segment.asked(term), segment.answered(term)]).collect();
        let occurs = |which: usize| postings.iter().map(|both| both[which].list().len()).sum();
        let total: u64 = postings.iter().map(|[asked, _]| asked.total()).sum();
        let collection = totals.asked_length[field] as f32 + mix.background[field];
        let surprise = collection / (mix.smoothing[field] * total.max(1) as f32);
        Self {
            term,
            surprise,
            logs: std::array::from_fn(|count| (count as f32 * surprise).ln_1p()),
            asked_weight: mix.asked[field],
            asked_gain: Bm25::new(totals, occurs(0), totals.asked_length[field]),
            answered_weight: mix.answered[field],
            answered_gain: Bm25::new(totals, occurs(1), totals.answered_length),
            postings,
        }
    }

    fn log(&self, count: u32) -> f32 {
        self.logs.get(count as usize).copied().unwrap_or_else(|| (count as f32 * self.surprise).ln_1p())
    }

    /// Adds what it gives to entries of a window, which begins at a slot, to their sums.
    fn add(&self, model: f32, [asked, answered]: [&[Posting]; 2], columns: &Columns, start: usize, sums: &mut [f32]) {
        for posting in asked {
            let mut gain = model * self.log(posting.count);
            if self.asked_weight > 0.0 {
                let length = columns.asked_length(posting.slot)[self.term.field()];
                gain += self.asked_weight * self.asked_gain.gain(posting.count as f32, length as f32);
            }
            sums[posting.slot as usize - start] += gain;
        }
        for posting in answered.iter().filter(|_| self.answered_weight > 0.0) {
            let gain = self.answered_gain.gain(posting.count as f32, columns.answered_length(posting.slot) as f32);
            sums[posting.slot as usize - start] += self.answered_weight * gain;
        }
    }

    fn gain(&self, asked: u32, answered: u16, entry: &IndexedEntry) -> Gain {
        let mut gain = Gain { log: 0.0, asked: 0.0, answered: 0.0 };
        if asked > 0 {
            gain.log = self.log(asked);
            if self.asked_weight > 0.0 {
                let length = entry.asked_length[self.term.field()];
                gain.asked = self.asked_weight * self.asked_gain.gain(asked as f32, length as f32);
            }
        }
        if answered > 0 && self.answered_weight > 0.0 {
            let length = entry.answered_length;
            gain.answered = self.answered_weight * self.answered_gain.gain(f32::from(answered), length as f32);
        }
        gain
    }

    /// The most that it gives to an entry, with this weight of the language model.
    fn most(&self, model: f32) -> f32 {
        let counts = self.postings.iter().map(|[asked, _]| asked.most());
        let has = |which: usize| self.postings.iter().any(|both| !both[which].list().is_empty());
        let asked = model * self.log(counts.max().unwrap_or(0)) + self.asked_weight * self.asked_gain.most();
        let answered = self.answered_weight * self.answered_gain.most();
        f32::from(u8::from(has(0))) * asked + f32::from(u8::from(has(1))) * answered
    }
}

impl WeighedText {
    fn new(text: &Terms, different: &[Term], language: Language) -> Self {
        let mut lengths = [0.0f32; FIELDS];
        for &(term, count) in text {
            lengths[term.field()] += f32::from(count);
        }
        let roots = lengths.map(f32::sqrt);
        let weights = &mix(language).model;
        let terms = text.iter().filter_map(|&(term, count)| {
            let field = term.field();
            Some((different.binary_search(&term).ok()?, weights[field] * f32::from(count) / roots[field]))
        });
        Self { roots, terms: terms.collect() }
    }
}
