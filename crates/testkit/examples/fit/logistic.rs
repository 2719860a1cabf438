//! Logistic regression by Newton steps, with a ridge.

use retrieval::Features;

/// One candidate: what was known of it, whether it was right, how much it counts.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) features: Features,
    pub(crate) right: bool,
    pub(crate) weight: f64,
}

/// Mean, deviation and weight of each feature, and the bias.
pub(crate) struct Fit {
    pub(crate) bias: f64,
    pub(crate) features: Vec<(f64, f64, f64)>,
}

const RIDGE: f64 = 4.0;
const STEPS: usize = 30;

impl Fit {
    /// Fits weights to cases; features in `left_out` get weight 0.
    pub(crate) fn new(cases: &[Case], left_out: &[usize]) -> Self {
        let size = cases[0].features.len();
        let total: f64 = cases.iter().map(|case| case.weight).sum();
        let mut features = Vec::new();
        for at in 0..size {
            let mean = cases.iter().map(|c| c.weight * f64::from(c.features[at])).sum::<f64>() / total;
            let square = cases.iter().map(|c| c.weight * (f64::from(c.features[at]) - mean).powi(2)).sum::<f64>();
            features.push((mean, (square / total).sqrt().max(1e-3), 0.0));
        }
        let mut fit = Self { bias: 0.0, features };
        for _ in 0..STEPS {
            fit.step(cases, left_out);
        }
        fit
    }

    /// Probability that a candidate is right.
    pub(crate) fn probability(&self, features: &Features) -> f64 {
        let row = self.row(features);
        let sum = self.bias + row.iter().zip(&self.features).map(|(x, (_, _, w))| x * w).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }

    fn row(&self, features: &Features) -> Vec<f64> {
        let standard = |(value, (mean, deviation, _)): (&f32, &(f64, f64, f64))| {
            ((f64::from(*value) - mean) / deviation).clamp(-4.0, 4.0)
        };
        features.iter().zip(&self.features).map(standard).collect()
    }

    fn step(&mut self, cases: &[Case], left_out: &[usize]) {
        let size = self.features.len() + 1;
        let mut hessian = vec![vec![0.0; size]; size];
        let mut slope = vec![0.0; size];
        for case in cases {
            let p = self.probability(&case.features);
            let mut row = self.row(&case.features);
            for &at in left_out {
                row[at] = 0.0;
            }
            row.push(1.0);
            let error = f64::from(u8::from(case.right)) - p;
            for i in 0..size {
                slope[i] += case.weight * error * row[i];
                for j in 0..size {
                    hessian[i][j] += case.weight * p * (1.0 - p) * row[i] * row[j];
                }
            }
        }
        for at in 0..size - 1 {
            slope[at] -= RIDGE * self.features[at].2;
            hessian[at][at] += RIDGE;
        }
        hessian[size - 1][size - 1] += 1e-6;
        let change = solve(hessian, slope);
        for (feature, change) in self.features.iter_mut().zip(&change) {
            feature.2 += change;
        }
        self.bias += change[size - 1];
    }
}

fn solve(mut left: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let pivot = (at..size).max_by(|&a, &b| left[a][at].abs().total_cmp(&left[b][at].abs())).expect("not empty");
        left.swap(at, pivot);
        right.swap(at, pivot);
        for row in at + 1..size {
            let factor = left[row][at] / left[at][at];
            let (above, below) = left.split_at_mut(row);
            below[0][at..].iter_mut().zip(&above[at][at..]).for_each(|(own, pivot)| *own -= factor * pivot);
            right[row] -= factor * right[at];
        }
    }
    for at in (0..size).rev() {
        right[at] /= left[at][at];
        for row in 0..at {
            right[row] -= left[row][at] * right[at];
        }
    }
    right
}
