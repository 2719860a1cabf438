//! How near the texts of an entry lie to a question, by sentence vectors.

use std::sync::LazyLock;

use desk::answering::{EntryVectors, HashedRow, Row};
use fearless_simd::{Level, dispatch};

use crate::question::Texts;

/// The vectors of a question's texts (see [`crate::MemoryIndex::texts`]), all by one model.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionVectors {
    /// The name of the model; only entries with vectors of the same one can be compared.
    pub model: String,
    /// Of the whole, without courtesy.
    pub cut: Row,
    /// Of its clauses, where there are several.
    pub clauses: Vec<Row>,
    /// Of the whole without each of its parts.
    pub without: Vec<Row>,
}

/// How much less near the nearest wording of an entry lies to a question without one of its parts, over all parts; 0 where it has
/// but one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Falls {
    /// The most.
    pub(crate) most: f32,
    /// The standard deviation.
    pub(crate) spread: f32,
}

/// Cosines of an entry with a question, each half that of the whole and half the best of the clauses.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Nearness {
    /// With its nearest wording.
    pub(crate) asked: f32,
    /// With the nearest sentence of its answer.
    pub(crate) answered: f32,
}

/// Some wordings of an entry, and the cosine of the question with each.
#[derive(Default)]
pub(crate) struct Compared<'a> {
    pub(crate) rows: Vec<&'a Row>,
    pub(crate) asked: Vec<f32>,
}

impl QuestionVectors {
    /// The vectors of a question's texts by a model that makes the row of a text at once.
    pub fn of(texts: &Texts, model: &str, mut row: impl FnMut(&str) -> Row) -> Self {
        let cut = row(&texts.cut);
        let mut rows = |texts: &[String]| texts.iter().map(|text| row(text)).collect();
        Self { model: model.to_owned(), cut, clauses: rows(&texts.clauses), without: rows(&texts.without) }
    }

    pub(crate) fn nearness(&self, entry: &EntryVectors) -> Nearness {
        dispatch!(*LEVEL, _simd => Nearness { asked: self.best(&entry.asked), answered: self.best(&entry.answered) })
    }

    pub(crate) fn falls(&self, entry: &EntryVectors) -> Falls {
        let nearest = |row: &Row| entry.asked.iter().map(|own| cosine(row, &own.row)).fold(0.0, f32::max);
        let whole = nearest(&self.cut);
        let falls: Vec<f32> = self.without.iter().map(|row| whole - nearest(row)).collect();
        let count = falls.len().max(1) as f32;
        let mean = falls.iter().sum::<f32>() / count;
        let variance = falls.iter().map(|fall| (fall - mean).powi(2)).sum::<f32>() / count;
        Falls { most: falls.into_iter().reduce(f32::max).unwrap_or_default(), spread: variance.sqrt() }
    }

    /// With each wording of an entry.
    pub(crate) fn cosines(&self, entry: &EntryVectors) -> Vec<f32> {
        entry.asked.iter().map(|wording| self.cosine(&wording.row)).collect()
    }

    /// With the nearest wordings of an entry, at most so many.
    pub(crate) fn compared<'a>(&self, entry: &'a EntryVectors, most: usize) -> Compared<'a> {
        let mut all: Vec<(f32, &Row)> = entry.asked.iter().map(|own| (self.cosine(&own.row), &own.row)).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.truncate(most);
        let (asked, rows) = all.into_iter().unzip();
        Compared { rows, asked }
    }

    /// With a wording: half that of the whole and half that of the nearest clause.
    fn cosine(&self, wording: &Row) -> f32 {
        let whole = cosine(&self.cut, wording);
        let clauses = self.clauses.iter().map(|clause| cosine(clause, wording));
        clauses.reduce(f32::max).map_or(whole, |best| f32::midpoint(whole, best))
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
    fn best(&self, rows: &[HashedRow]) -> f32 {
        let mut whole = 0.0f32;
        for own in rows {
            whole = whole.max(cosine(&self.cut, &own.row));
        }
        if self.clauses.is_empty() {
            return whole;
        }
        let mut best = 0.0f32;
        for clause in &self.clauses {
            for own in rows {
                best = best.max(cosine(clause, &own.row));
            }
        }
        f32::midpoint(whole, best)
    }
}

/// The products of all with all: that of `rows[i]` with `rows[j]` at `i * rows.len() + j`.
pub(crate) fn products(rows: &[&Row]) -> Vec<f32> {
    dispatch!(*LEVEL, _simd => {
        let mut all = vec![0.0; rows.len() * rows.len()];
        for (i, one) in rows.iter().enumerate() {
            for (j, other) in rows.iter().enumerate().take(i + 1) {
                let product = cosine(one, other);
                all[i * rows.len() + j] = product;
                all[j * rows.len() + i] = product;
            }
        }
        all
    })
}

/// The registers that this processor has.
static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);

/// The cosine of two vectors of length 1, in whole numbers but for the steps: 512 numbers take some 25 ns.
#[inline(always)]
#[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
fn cosine(one: &Row, other: &Row) -> f32 {
    let products = one.values.iter().zip(&other.values).map(|(a, b)| i32::from(*a) * i32::from(*b));
    products.sum::<i32>() as f32 * one.step * other.step
}

#[cfg(test)]
mod tests {
    use desk::id::EntryId;
    use uuid::Uuid;

    use super::*;

    fn row(numbers: [f32; 2]) -> HashedRow {
        HashedRow { text: 0, row: Row::quantise(&numbers) }
    }

    #[test]
    fn a_cosine_is_that_of_the_vectors_but_for_rounding() {
        for (one, other, wanted) in
            [([0.6, 0.8], [0.6, 0.8], 1.0), ([0.6, 0.8], [0.8, -0.6], 0.0), ([1.0, 0.0], [-1.0, 0.0], -1.0)]
        {
            let got = cosine(&row(one).row, &row(other).row);
            assert!((got - wanted).abs() < 0.01, "{one:?} {other:?} {got}");
        }
    }

    #[test]
    fn half_is_the_whole_and_half_the_best_clause() {
        let entry = EntryVectors {
            entry: EntryId::new(Uuid::nil()),
            version: 1,
            model: "a".into(),
            asked: vec![row([1.0, 0.0]), row([-1.0, 0.0])],
            answered: vec![],
        };
        let text = |numbers| row(numbers).row;
        let mut question =
            QuestionVectors { model: "a".into(), cut: text([0.0, 1.0]), clauses: vec![], without: vec![] };
        assert!(question.nearness(&entry).asked.abs() < 0.01);
        question.clauses = vec![text([0.0, 1.0]), text([1.0, 0.0])];
        assert!((question.nearness(&entry).asked - 0.5).abs() < 0.01);
        assert!((question.cosines(&entry)[0] - 0.5).abs() < 0.01);
        assert!(question.nearness(&entry).answered.abs() < f32::EPSILON);
    }

    #[test]
    fn an_entry_lies_farther_from_a_question_without_what_they_share() {
        let (question, entry) = (row([1.0, 0.0]).row, |numbers| EntryVectors {
            entry: EntryId::new(Uuid::nil()),
            version: 1,
            model: "a".into(),
            asked: vec![row(numbers)],
            answered: vec![],
        });
        let mut question = QuestionVectors { model: "a".into(), cut: question, clauses: vec![], without: vec![] };
        assert_eq!(question.falls(&entry([1.0, 0.0])), Falls::default(), "it has but one part");
        question.without = vec![row([0.6, 0.8]).row, row([1.0, 0.0]).row];
        let falls = question.falls(&entry([1.0, 0.0]));
        assert!((falls.most - 0.4).abs() < 0.01 && (falls.spread - 0.2).abs() < 0.01, "{falls:?}");
        let nearer_without = question.falls(&entry([0.6, 0.8]));
        assert!(nearer_without.most.abs() < 0.01, "{nearer_without:?}");
    }
}
