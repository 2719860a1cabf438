//! What is known about the best entries, in numbers.

use std::sync::Arc;

use desk::inquiry::Evidence;
use desk::language::Language;

use crate::question::{Meant, Question};
use crate::scorer::{Scored, View};
use crate::segment::IndexedEntry;
use crate::text::{self, ByTerm, FIELDS, Field, Term, Terms};
use crate::vectors::{Falls, QuestionVectors};

/// Number of features.
pub(crate) const FEATURES: usize = 26;
/// What each feature of an entry is called in reports, in the order in which they stand:
///
/// - `share`: the logarithm of its share in all scores, each as the exponential of it; at least -12
/// - `ahead`, `behind`: ln(1 + d) and -ln(1 + d), where d is how far its score lies above, or below, the best other one
/// - `asked`, `known`: the part, 0–1, of what the question's words tell that its phrasings have, or they and its answer; a word
///   with the meaning of one in its phrasings is known in part
/// - `pieces`: the part, 0–1, of what the pieces of the question's words tell that its phrasings have
/// - `wordings`: the logarithm of its number of phrasings against the mean of the collection
/// - `nearest`, `nearest-other`: the cosine, 0–1, with its own nearest phrasing, and with the nearest of the other best
/// - `neighbours`, `neighbours-fair`: its share, 0–1, in the phrasings nearest to the question (see `neighbours`)
/// - `length`, `clauses`: ln(1 + the number of different words in the question), ln(1 + that of its clauses beside the whole)
/// - `own-language`: 1 where it is in the language of the question, or nothing is; else 0
/// - `score`: ln(1 + its score), where that is above 0
/// - `experience`: ln(1 + the number of phrasings in the collection, at most 2,000)
/// - `best-three`: the logarithm of the share of the best three in all scores; at least -12
/// - `asks-alike`: 1 where it asks for something (how much, when, who, where, why) that one of its phrasings asks for, too, -1 where
///   none does, -2 where it asks for a number of something of which the entry names none, 0 where it asks for nothing of the kind
/// - `asked-and-near`: `asked` times `nearest`
/// - `vector`, `vector-other`: the cosine of vectors with its own nearest wording, and the highest of the other best
/// - `vector-answer`: the cosine of vectors with the nearest sentence of its answer
/// - `vector-neighbours`: as `neighbours-fair`, by vectors
/// - `known-and-near`: `known` times `vector`
/// - `vector-fall`, `vector-falls`: how much less near its nearest wording lies, by vectors, to the question without one of its parts:
///   the most, and the standard deviation over the parts
///
/// Those of vectors are 0 where there are no vectors.
pub const NAMES: [&str; FEATURES] = [
    "share",
    "ahead",
    "behind",
    "asked",
    "known",
    "pieces",
    "wordings",
    "nearest",
    "nearest-other",
    "neighbours",
    "neighbours-fair",
    "length",
    "clauses",
    "own-language",
    "score",
    "experience",
    "best-three",
    "asks-alike",
    "asked-and-near",
    "vector",
    "vector-other",
    "vector-answer",
    "vector-neighbours",
    "known-and-near",
    "vector-fall",
    "vector-falls",
];
// Places of the features that rules look at.
pub(crate) const ASKED: usize = 3;
pub(crate) const KNOWN: usize = 4;
pub(crate) const PIECES: usize = 5;
pub(crate) const NEAREST: usize = 7;
pub(crate) const NEAREST_OTHER: usize = 8;
pub(crate) const VECTOR: usize = 19;
/// The features of a candidate, in the order of [`NAMES`].
pub type Features = [f32; FEATURES];

const WORDS: usize = Field::Words as usize;
const GRAMS: usize = Field::Grams as usize;
/// So much is known of a word of which an entry has another one with the same meaning.
const MEANT: f32 = 0.8;
/// So much of a word of whose kind an entry speaks: what holds for the kind may not hold for the thing.
const MEANT_BY_KIND: f32 = 0.5;
/// So many of the best entries are described.
pub(crate) const TOP: usize = 10;
/// So many nearest phrasings are neighbours.
const NEIGHBOURS: usize = 5;
/// From so many phrasings on, a collection counts as experienced: what is asked has mostly been asked before.
const EXPERIENCED: f32 = 2_000.0;
/// Most phrasings of an entry that are compared one by one.
const MOST_COMPARED: usize = 120;

/// Features of the best entries of a ranking, in its order.
pub(crate) fn describe(
    view: &View<'_>,
    question: &Question,
    vectors: Option<&QuestionVectors>,
    ranked: &[Scored<'_>],
) -> Vec<Features> {
    let top = &ranked[..ranked.len().min(TOP)];
    let asked = Texts::new(question, view);
    let mut rarities = ByTerm::default();
    let by_words: Vec<Vec<f32>> =
        top.iter().map(|scored| asked.cosines(scored.entry, &view.lengths(scored.entry, &mut rarities))).collect();
    let by_vectors: Vec<Vec<f32>> = top.iter().map(|scored| cosines(vectors, scored.entry)).collect();
    let (nearest, nearest_vector) = (best_of_each(&by_words), best_of_each(&by_vectors));
    let (neighbours, vector_neighbours) = (neighbours(&by_words), neighbours(&by_vectors));
    let totals = view.totals();
    // An entry that has nothing of the question scores about 0: the one to beat where there is no other.
    let best = ranked.first().map_or(0.0, |scored| scored.score.max(0.0));
    let mass: f32 = (-best).exp() + ranked.iter().map(|scored| (scored.score - best).exp()).sum::<f32>();
    let three: f32 = ranked.iter().take(3).map(|scored| (scored.score - best).exp()).sum();
    let length = question.cut.iter().filter(|(term, _)| term.field() == WORDS).count() as f32;
    top.iter()
        .enumerate()
        .map(|(at, scored)| {
            let other = usize::from(at == 0);
            let rival = ranked.get(other).map_or(0.0, |scored| scored.score.max(0.0));
            let lead = scored.score - rival;
            let wordings = scored.entry.phrasings.len() as f32;
            let fair = (totals.phrasings as f32 + 1.0) / (totals.entries as f32);
            let covered = asked.covered(scored.entry);
            let own_vectors = vectors.zip(scored.entry.vectors.as_deref());
            let falls = own_vectors.map_or_else(Falls::default, |(asked, own)| asked.falls(own));
            [
                (scored.score - best - mass.ln()).max(-12.0),
                lead.max(0.0).ln_1p(),
                -(-lead).max(0.0).ln_1p(),
                covered.asked,
                covered.known,
                covered.pieces,
                ((wordings + 0.5) / fair).ln(),
                nearest[at],
                best_other(&nearest, at),
                neighbours[at][0],
                neighbours[at][1],
                length.ln_1p(),
                (question.clauses.len() as f32).ln_1p(),
                f32::from(u8::from(scored.entry.language == question.language || !totals.has(question.language))),
                scored.score.max(0.0).ln_1p(),
                (totals.phrasings as f32).min(EXPERIENCED).ln_1p(),
                (three / mass).ln().max(-12.0),
                question.asks.alike(scored.entry.asks, scored.entry.named),
                covered.asked * nearest[at],
                nearest_vector[at],
                best_other(&nearest_vector, at),
                own_vectors.map_or(0.0, |(asked, own)| asked.nearness(own).answered),
                vector_neighbours[at][1],
                covered.known * nearest_vector[at],
                falls.most,
                falls.spread,
            ]
        })
        .collect()
}

/// Cosines of vectors with the wordings of an entry; none where there are no vectors.
fn cosines(vectors: Option<&QuestionVectors>, entry: &IndexedEntry) -> Vec<f32> {
    vectors.zip(entry.vectors.as_deref()).map_or_else(Vec::new, |(asked, own)| asked.cosines(own))
}

fn best_of_each(nearness: &[Vec<f32>]) -> Vec<f32> {
    nearness.iter().map(|all| all.iter().copied().fold(0.0, f32::max)).collect()
}

/// The highest of the others.
fn best_other(nearest: &[f32], at: usize) -> f32 {
    nearest.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, &near)| near).fold(0.0, f32::max)
}

/// The phrasings of an entry that are compared one by one, newest first.
fn compared(entry: &IndexedEntry) -> impl Iterator<Item = &Terms> {
    entry.phrasings.iter().rev().take(MOST_COMPARED)
}

/// For each entry the share of the nearest phrasings of all that are its own: of five, and of as many as it has
/// (five at most). The first is low while an entry is young, the second fair to it.
fn neighbours(nearness: &[Vec<f32>]) -> Vec<[f32; 2]> {
    let mut all: Vec<(f32, usize)> =
        nearness.iter().enumerate().flat_map(|(at, near)| near.iter().map(move |&near| (near, at))).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let share = |at: usize, of: usize| {
        let own = all.iter().take(of).filter(|(near, whose)| *near > 0.0 && *whose == at).count();
        own as f32 / of as f32
    };
    let shares = |(at, own): (usize, &Vec<f32>)| [share(at, NEIGHBOURS), share(at, own.len().clamp(1, NEIGHBOURS))];
    nearness.iter().enumerate().map(shares).collect()
}

/// Squared length of a weighed text, by field.
pub(crate) type Squares = [f32; FIELDS];

/// Squared lengths of the phrasings of an entry that are compared, in their order. `rarity` tells how much a term tells.
pub(crate) fn lengths(entry: &IndexedEntry, mut rarity: impl FnMut(Term) -> f32) -> Arc<[Squares]> {
    let lengths = compared(entry).map(|phrasing| {
        let mut squares = Squares::default();
        for &(term, count) in phrasing {
            squares[term.field()] += weight(count, rarity(term)).powi(2);
        }
        squares
    });
    lengths.collect()
}

/// The texts of a question, weighed. A measure of an entry is half that of the cut text and half the best of the clauses.
struct Texts {
    language: Language,
    cut: Asked,
    clauses: Vec<Asked>,
    /// See [`Question::meant`].
    meant: Vec<Meant>,
}

impl Texts {
    fn new(question: &Question, view: &View<'_>) -> Self {
        let clauses = question.clauses.iter().map(|clause| Asked::new(clause, view)).collect();
        Self {
            language: question.language,
            cut: Asked::new(&question.cut, view),
            clauses,
            meant: question.meant.clone(),
        }
    }

    fn covered(&self, entry: &IndexedEntry) -> Covered {
        let has = |meaning: Term| entry.asked.binary_search_by_key(&meaning, |&(term, _)| term).is_ok();
        let mut meant: Vec<(Term, f32)> = Vec::new();
        for other in self.meant.iter().filter(|other| has(other.has)) {
            meant.push((other.written, if other.is_kind { MEANT_BY_KIND } else { MEANT }));
        }
        let cut = self.cut.covered(entry, &meant);
        let Some(best) = self.clauses.iter().map(|clause| clause.covered(entry, &meant)).reduce(Covered::best) else {
            return cut;
        };
        Covered {
            asked: f32::midpoint(cut.asked, best.asked),
            known: f32::midpoint(cut.known, best.known),
            pieces: f32::midpoint(cut.pieces, best.pieces),
        }
    }

    /// Cosines with the phrasings of an entry that are compared.
    fn cosines(&self, entry: &IndexedEntry, lengths: &[Squares]) -> Vec<f32> {
        let cosine = |(phrasing, squares): (&Terms, &Squares)| {
            let to = |text: &Asked| text.cosine(phrasing, squares, self.language);
            let cut = to(&self.cut);
            self.clauses.iter().map(to).reduce(f32::max).map_or(cut, |best| f32::midpoint(cut, best))
        };
        compared(entry).zip(lengths).map(cosine).collect()
    }
}

/// A text, weighed, in order of term.
struct Asked {
    terms: Vec<Weighed>,
    squares: Squares,
}

/// Shares, 0–1, of what the words of a question tell, by where an entry has them: in its phrasings, there or in its answer; and
/// of what their pieces tell.
struct Covered {
    asked: f32,
    known: f32,
    pieces: f32,
}

impl Covered {
    fn best(self, other: Self) -> Self {
        Self {
            asked: self.asked.max(other.asked),
            known: self.known.max(other.known),
            pieces: self.pieces.max(other.pieces),
        }
    }
}

struct Weighed {
    term: Term,
    rarity: f32,
    weight: f32,
}

impl Asked {
    fn new(question: &Terms, view: &View<'_>) -> Self {
        let mut squares = Squares::default();
        let terms = question.iter().map(|&(term, count)| {
            let rarity = view.rarity(term);
            let weight = weight(count, rarity);
            squares[term.field()] += weight.powi(2);
            Weighed { term, rarity, weight }
        });
        let terms = terms.collect();
        Self { terms, squares }
    }

    /// What of the question an entry has; of these terms it has another word with their meaning.
    fn covered(&self, entry: &IndexedEntry, meant: &[(Term, f32)]) -> Covered {
        let (mut all, mut asked, mut answered) = ([0.0; FIELDS], [0.0; FIELDS], 0.0);
        let (mut phrasings, mut answer) = (entry.asked.as_slice(), entry.answered.as_slice());
        for Weighed { term, rarity, .. } in &self.terms {
            all[term.field()] += rarity;
            if text::find(&mut phrasings, *term).is_some() {
                asked[term.field()] += rarity;
            } else if term.field() == WORDS && text::find(&mut answer, *term).is_some() {
                answered += rarity;
            } else if term.field() == WORDS {
                let known = meant.iter().filter(|(written, _)| written == term).map(|&(_, known)| known);
                answered += known.fold(0.0, f32::max) * rarity;
            }
        }
        let share = |part: f32, field: usize| if all[field] > 0.0 { part / all[field] } else { 0.0 };
        Covered {
            asked: share(asked[WORDS], WORDS),
            known: share(asked[WORDS] + answered, WORDS),
            pieces: share(asked[GRAMS], GRAMS),
        }
    }

    /// Cosine with a phrasing, 0–1: the mean over the fields that the question has.
    fn cosine(&self, phrasing: &Terms, squares: &Squares, language: Language) -> f32 {
        let shares = match language {
            Language::English => [1.0, 1.0, 1.0, 0.0],
            Language::Japanese => [1.0, 0.3, 0.3, 0.0],
        };
        let mut products = [0.0; FIELDS];
        // Both are in order of term, so that one look at each is enough.
        let mut phrasing = phrasing.iter().peekable();
        for asked in &self.terms {
            while phrasing.next_if(|(earlier, _)| *earlier < asked.term).is_some() {}
            if let Some(&(_, count)) = phrasing.next_if(|(same, _)| *same == asked.term) {
                products[asked.term.field()] += weight(count, asked.rarity) * asked.weight;
            }
        }
        let (mut sum, mut parts) = (0.0, 0.0);
        for field in 0..FIELDS {
            if self.squares[field] > 0.0 {
                parts += shares[field];
                if squares[field] > 0.0 {
                    sum += shares[field] * products[field] / (squares[field] * self.squares[field]).sqrt();
                }
            }
        }
        if parts > 0.0 { (sum / parts).min(1.0) } else { 0.0 }
    }
}

/// (1 + ln tf) · √rarity.
fn weight(count: u16, rarity: f32) -> f32 {
    let root = rarity.max(0.0).sqrt();
    // Most terms stand once in a wording, and a logarithm takes longer than all the rest.
    if count == 1 { root } else { (1.0 + f32::from(count).ln()) * root }
}

/// The form of [`Evidence`] that these features are; another one as soon as any of them means something else.
pub(crate) const FORM: u16 = 7;

/// Features as the desk keeps them.
pub(crate) fn evidence(language: Language, features: Features) -> Evidence {
    Evidence { form: FORM, language: Some(language), values: features.to_vec() }
}

/// The features that the desk has kept, with the language of the question; `None`: they have another form.
pub(crate) fn kept(evidence: &Evidence) -> Option<(Language, Features)> {
    let features = evidence.values.as_slice().try_into().ok().filter(|_| evidence.form == FORM)?;
    Some((evidence.language?, features))
}
