//! To which of the best entries a question belongs, by what tells their wordings apart.
//!
//! A cosine takes all directions alike. But the wordings of one entry differ among themselves, and where they differ tells nothing
//! about the entry. A linear discriminant (Fisher 1936) counts those directions less, regularised as in Friedman 1989: for a
//! question x and the mean μ of an entry's wordings it is xᵀCμ − ½μᵀCμ with C = λ(S + λI)⁻¹, where S is the scatter of the
//! wordings around the mean of their entry. Products of the wordings are all that it needs: C = I − Dᵀ(DDᵀ + λI)⁻¹D, where the
//! rows of D are the wordings less the mean of their entry, and with LLᵀ = DDᵀ + λI every aᵀCb is aᵀb − (L⁻¹Da)ᵀ(L⁻¹Db).

use std::ops::Range;

use desk::language::Language;

use crate::scorer::{Parts, Scored, order};
use crate::vectors::{Compared, QuestionVectors, products};

/// λ: in a direction with so much scatter a difference counts half.
const RIDGE: f32 = 0.5;
/// Most wordings of an entry that are looked at, the nearest to the question: the cost grows with the third power of all of them, and
/// a hundred take some 0.3 ms.
const MOST_WORDINGS: usize = 10;

/// What the discriminant gives to a score, in questions of each language. Of 40, 80 and 120 the one with most right answers in the first
/// place.
const ENGLISH: f32 = 80.0;
const JAPANESE: f32 = 40.0;

/// Adds to the best of a ranking what tells them apart by vectors, and puts them in order again, behind the first `fixed`.
pub(crate) fn tell_apart(best: &mut [Scored<'_>], fixed: usize, asked: &QuestionVectors, language: Language) {
    let vectors = best.iter().map(|scored| scored.entry.vectors_by(&asked.model));
    let compared: Vec<Compared<'_>> =
        vectors.map(|own| own.map(|own| asked.compared(own, MOST_WORDINGS)).unwrap_or_default()).collect();
    let weight = match language {
        Language::English => ENGLISH,
        Language::Japanese => JAPANESE,
    };
    for (scored, value) in best.iter_mut().zip(discriminants(&compared)) {
        *scored = Scored::new(scored.entry, Parts { discriminant: weight * value, ..scored.parts });
    }
    best[fixed..].sort_by(order);
}

/// The discriminant of each entry, less their mean, times (n − k) / n for n wordings of k entries: where each has but one, nothing is
/// known of scatter, and all are 0. So is that of an entry without wordings.
fn discriminants(entries: &[Compared<'_>]) -> Vec<f32> {
    let spans = spans(entries);
    let filled: Vec<usize> = (0..spans.len()).filter(|&entry| !spans[entry].is_empty()).collect();
    let wordings = spans.last().map_or(0, |last| last.end);
    let mut values = vec![0.0; spans.len()];
    if filled.len() < 2 || wordings == filled.len() {
        return values;
    }
    let asked: Vec<f32> = entries.iter().flat_map(|entry| entry.asked.iter().copied()).collect();
    let products = products(&entries.iter().flat_map(|entry| entry.rows.iter().copied()).collect::<Vec<_>>());
    // Products of the mean of an entry with each wording.
    let means: Vec<Vec<f32>> = spans
        .iter()
        .map(|span| products.chunks_exact(wordings).map(|row| mean(&row[span.clone()])).collect())
        .collect();
    let lower = cholesky(scatter(&products, &means, &spans));
    let question = solved(&lower, centred(asked.clone(), &spans));
    for &entry in &filled {
        let own = solved(&lower, centred(means[entry].clone(), &spans));
        let with_question = mean(&asked[spans[entry].clone()]) - dot(&question, &own);
        let with_itself = mean(&means[entry][spans[entry].clone()]) - dot(&own, &own);
        values[entry] = with_question - with_itself / 2.0;
    }
    let middle = values.iter().sum::<f32>() / filled.len() as f32;
    let told = (wordings - filled.len()) as f32 / wordings as f32;
    for &entry in &filled {
        values[entry] = told * (values[entry] - middle);
    }
    values
}

/// Where the wordings of each entry stand among those of all.
fn spans(entries: &[Compared<'_>]) -> Vec<Range<usize>> {
    let ends = entries.iter().scan(0, |end, entry| {
        *end += entry.rows.len();
        Some(*end)
    });
    ends.zip(entries).map(|(end, entry)| end - entry.rows.len()..end).collect()
}

/// DDᵀ + λI, row by row.
fn scatter(products: &[f32], means: &[Vec<f32>], spans: &[Range<usize>]) -> Vec<Vec<f32>> {
    let rows = spans.iter().zip(means).flat_map(|(span, mean)| span.clone().map(move |row| (row, mean)));
    let row = |(row, mean): (usize, &Vec<f32>)| {
        let own = &products[row * mean.len()..(row + 1) * mean.len()];
        let less = own.iter().zip(mean).map(|(product, mean)| product - mean).collect();
        let mut centred = centred(less, spans);
        centred[row] += RIDGE;
        centred
    };
    rows.map(row).collect()
}

/// Numbers, one a wording, less their mean over the wordings of the same entry.
fn centred(mut numbers: Vec<f32>, spans: &[Range<usize>]) -> Vec<f32> {
    for span in spans {
        let own = &mut numbers[span.clone()];
        let mean = mean(own);
        for number in own {
            *number -= mean;
        }
    }
    numbers
}

/// L with LLᵀ = the symmetric matrix; of each row what stands up to the diagonal.
fn cholesky(mut matrix: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    for row in 0..matrix.len() {
        let (above, rest) = matrix.split_at_mut(row);
        let own = &mut rest[0];
        own.truncate(row + 1);
        for (column, other) in above.iter().enumerate() {
            own[column] = (own[column] - dot(&own[..column], &other[..column])) / other[column];
        }
        // Without rounding it is λ at least.
        own[row] = (own[row] - dot(&own[..row], &own[..row])).max(RIDGE / 2.0).sqrt();
    }
    matrix
}

/// x with Lx = the numbers.
fn solved(lower: &[Vec<f32>], mut numbers: Vec<f32>) -> Vec<f32> {
    for (at, row) in lower.iter().enumerate() {
        numbers[at] = (numbers[at] - dot(&row[..at], &numbers[..at])) / row[at];
    }
    numbers
}

fn mean(numbers: &[f32]) -> f32 {
    numbers.iter().sum::<f32>() / numbers.len().max(1) as f32
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use desk::answering::Row;

    use super::*;

    fn row(numbers: &[f32]) -> Row {
        Row::quantise(numbers)
    }

    fn compared<'a>(question: &[f32], rows: &'a [Row]) -> Compared<'a> {
        let near = |row: &Row| row.values.iter().zip(question).map(|(value, x)| f32::from(*value) * row.step * x).sum();
        Compared { rows: rows.iter().collect(), asked: rows.iter().map(near).collect() }
    }

    /// The formula as it stands above, for two dimensions.
    fn by_the_formula(question: [f32; 2], entries: &[Vec<[f32; 2]>]) -> Vec<f32> {
        let mean = |rows: &[[f32; 2]]| [0, 1].map(|at| rows.iter().map(|row| row[at]).sum::<f32>() / rows.len() as f32);
        let mut scatter = [[RIDGE, 0.0], [0.0, RIDGE]];
        for rows in entries {
            let middle = mean(rows);
            for row in rows {
                let less = [row[0] - middle[0], row[1] - middle[1]];
                for (at, own) in less.iter().enumerate() {
                    scatter[at][0] += own * less[0];
                    scatter[at][1] += own * less[1];
                }
            }
        }
        let [[first, both], [_, second]] = scatter;
        let determinant = first * second - both * both;
        let with = |one: [f32; 2], other: [f32; 2]| {
            let turned = [second * other[0] - both * other[1], first * other[1] - both * other[0]];
            RIDGE * (one[0] * turned[0] + one[1] * turned[1]) / determinant
        };
        let means = entries.iter().map(|rows| mean(rows));
        let values: Vec<f32> = means.map(|mean| with(question, mean) - with(mean, mean) / 2.0).collect();
        let wordings: usize = entries.iter().map(Vec::len).sum();
        let told = (wordings - entries.len()) as f32 / wordings as f32;
        let middle = values.iter().sum::<f32>() / values.len() as f32;
        values.iter().map(|value| told * (value - middle)).collect()
    }

    #[test]
    fn it_is_what_the_formula_says() {
        let entries = [vec![[0.6, 0.8], [0.8, 0.6], [1.0, 0.0]], vec![[0.0, 1.0], [-0.6, 0.8]], vec![[0.0, -1.0]]];
        let rows = entries.each_ref().map(|own| own.iter().map(|numbers| row(numbers)).collect::<Vec<_>>());
        for question in [[1.0, 0.0], [0.6, 0.8], [-0.8, 0.6]] {
            let got = discriminants(&rows.each_ref().map(|own| compared(&question, own)));
            let wanted = by_the_formula(question, &entries);
            for (got, wanted) in got.iter().zip(&wanted) {
                assert!((got - wanted).abs() < 0.01, "{question:?} {got} {wanted}");
            }
        }
    }

    #[test]
    fn where_wordings_of_one_entry_differ_tells_little() {
        // The first direction tells the entries apart; in the second one each has both sides.
        let one = [row(&[0.28, 0.96]), row(&[0.28, -0.96])];
        let other = [row(&[-0.28, 0.96]), row(&[-0.28, -0.96]), row(&[0.0, 1.0]), row(&[0.0, -1.0])];
        // It lies nearest to a wording of the other one.
        let question = [0.1, 0.995];
        let near = [compared(&question, &one), compared(&question, &other)];
        let nearest = near.each_ref().map(|entry| entry.asked.iter().copied().fold(0.0, f32::max));
        assert!(nearest[1] > nearest[0]);
        let values = discriminants(&near);
        assert!(values[0] > values[1], "{values:?}");
    }

    #[test]
    fn one_wording_each_tells_nothing_of_scatter() {
        let (one, other) = ([row(&[1.0, 0.0])], [row(&[0.0, 1.0])]);
        let question = [1.0, 0.0];
        assert_eq!(discriminants(&[compared(&question, &one), compared(&question, &other)]), [0.0, 0.0]);
        assert_eq!(discriminants(&[]), [0.0; 0]);
        let twice = [row(&[1.0, 0.0]), row(&[0.6, 0.8])];
        assert_eq!(discriminants(&[compared(&question, &twice), Compared::default()]), [0.0, 0.0]);
    }

    #[test]
    fn the_same_wording_again_and_again_is_no_fault() {
        let same = vec![row(&[1.0, 0.0]); MOST_WORDINGS];
        let other = vec![row(&[0.0, 1.0]); MOST_WORDINGS];
        let values = discriminants(&[compared(&[1.0, 0.0], &same), compared(&[1.0, 0.0], &other)]);
        assert!(values[0] > 0.4 && values[1] < -0.4, "{values:?}");
    }
}
