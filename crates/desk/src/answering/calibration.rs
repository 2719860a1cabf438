//! Bends a confidence to what this organisation has shown.
//!
//! Two numbers for each language of the question, a shift and a stretch of the log-odds (Platt 1999), fitted to outcomes with
//! a prior that says "as shipped": a handful of outcomes moves them little. All weights of the confidence were tried, too, and
//! kept the promise no better: see docs/adr/0036-a-promise-kept-by-outcomes.md.

use crate::language::Language;

/// Outcomes of questions in a language, at least, before its confidence is bent.
pub const OUTCOMES_NEEDED: usize = 30;

/// Log-odds around which a confidence is stretched: those of .88, where it is mostly decided whether to answer.
const MIDDLE: f64 = 2.0;
/// Log-odds are cut here: a hair's breadth more certainty tells nothing.
const FARTHEST: f64 = 6.0;
/// Precisions of the prior: the shift is expected within 1.4 log-odds, the stretch within a fifth.
const SHIFT_PRECISION: f64 = 0.5;
const STRETCH_PRECISION: f64 = 30.0;
/// A confidence keeps its order and some of its reach, whatever the outcomes.
const STRETCHES: (f64, f64) = (0.3, 3.0);
/// The log-odds rise by so much at most, and fall as far as outcomes say: who is content may speak and who is not be silent, and where
/// only answers are judged that were sure to begin with, nothing is known of the others.
const MOST_RAISED: f64 = 1.0;
/// Newton steps, of which five mostly are enough; and the longest of them, or a step from afar could lead farther away.
const STEPS: usize = 30;
const LONGEST_STEP: f64 = 1.0;

/// How the confidence of questions in one language is bent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// Added to the log-odds.
    shift: f64,
    /// The log-odds are this many times as far from their middle.
    stretch: f64,
}

impl Correction {
    /// As shipped.
    pub const NONE: Self = Self { shift: 0.0, stretch: 1.0 };

    /// The confidence, 0–1, after what outcomes have shown.
    pub fn of(self, confidence: f32) -> f32 {
        if self == Self::NONE {
            return confidence;
        }
        sigmoid(self.log_odds(f64::from(confidence))) as f32
    }

    /// The most likely one by outcomes: what the shipped confidence said, and whether it was right. Few of them show
    /// nothing.
    pub fn fitted(outcomes: &[(f32, bool)]) -> Self {
        if outcomes.len() < OUTCOMES_NEEDED {
            return Self::NONE;
        }
        let cases: Vec<Case> = outcomes.iter().map(|&(confidence, right)| Case::new(confidence, right)).collect();
        let mut fit = Self::NONE;
        for _ in 0..STEPS {
            fit = fit.closer(&cases);
        }
        Self { stretch: fit.stretch.clamp(STRETCHES.0, STRETCHES.1), ..fit }
    }

    fn log_odds(self, confidence: f64) -> f64 {
        let shipped = log_odds(confidence);
        (MIDDLE + self.shift + self.stretch * (shipped - MIDDLE)).min(shipped + MOST_RAISED)
    }

    /// One Newton step on the logarithm of the posterior.
    fn closer(self, cases: &[Case]) -> Self {
        let mut slope = [-SHIFT_PRECISION * self.shift, -STRETCH_PRECISION * (self.stretch - 1.0)];
        let (mut a, mut b, mut c) = (SHIFT_PRECISION, 0.0, STRETCH_PRECISION);
        for Case { from_middle, right, weight } in cases {
            let p = sigmoid(MIDDLE + self.shift + self.stretch * from_middle);
            let (error, curve) = (weight * (right - p), weight * p * (1.0 - p));
            slope[0] += error;
            slope[1] += error * from_middle;
            a += curve;
            b += curve * from_middle;
            c += curve * from_middle * from_middle;
        }
        let whole = a * c - b * b;
        let step = [(c * slope[0] - b * slope[1]) / whole, (a * slope[1] - b * slope[0]) / whole];
        let [shift, stretch] = step.map(|part| part.clamp(-LONGEST_STEP, LONGEST_STEP));
        Self { shift: self.shift + shift, stretch: self.stretch + stretch }
    }
}

/// An outcome as the fit reads it.
struct Case {
    from_middle: f64,
    right: f64,
    /// A sure guess counts twice as much as one of which nothing was thought: what matters is how sure is sure enough.
    weight: f64,
}

impl Case {
    fn new(confidence: f32, right: bool) -> Self {
        let confidence = f64::from(confidence);
        Self { from_middle: log_odds(confidence) - MIDDLE, right: f64::from(u8::from(right)), weight: 2.0 * confidence }
    }
}

/// The corrections of both languages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrections {
    /// For questions in Japanese.
    pub japanese: Correction,
    /// For questions in English.
    pub english: Correction,
}

impl Corrections {
    /// As shipped.
    pub const NONE: Self = Self { japanese: Correction::NONE, english: Correction::NONE };

    /// That of a language.
    pub fn of(self, language: Language) -> Correction {
        match language {
            Language::Japanese => self.japanese,
            Language::English => self.english,
        }
    }
}

fn log_odds(confidence: f64) -> f64 {
    (confidence.ln() - (-confidence).ln_1p()).clamp(-FARTHEST, FARTHEST)
}

fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outcomes at evenly spread confidences, where the true log-odds are `stretch` times and `shift` more than said.
    fn outcomes(count: usize, shift: f64, stretch: f64) -> Vec<(f32, bool)> {
        // Numbers that are spread evenly whatever their count (the golden ratio and the square root of two).
        let even = |at: usize, by: f64| (at as f64 * by).fract();
        (1..=count)
            .map(|at| {
                let said = 0.02 + 0.97 * even(at, 0.618_033_988_7);
                let truth = sigmoid(MIDDLE + shift + stretch * (log_odds(said) - MIDDLE));
                (said as f32, even(at, 0.414_213_562_4) < truth)
            })
            .collect()
    }

    #[test]
    fn few_outcomes_change_nothing_and_many_bring_it_to_the_truth() {
        assert_eq!(Correction::fitted(&outcomes(OUTCOMES_NEEDED - 1, -3.0, 1.0)), Correction::NONE);
        for (shift, stretch) in [(-1.3, 1.0), (1.0, 1.0), (0.0, 1.0), (-0.5, 0.6), (0.3, 1.4)] {
            let fitted = Correction::fitted(&outcomes(400, shift, stretch));
            for said in [0.5, 0.7, 0.88, 0.95] {
                let truth = sigmoid(MIDDLE + shift + stretch * (log_odds(said) - MIDDLE));
                let bent = f64::from(fitted.of(said as f32));
                assert!((bent - truth).abs() < 0.06, "{shift} {stretch}: {said} is {truth}, not {bent}");
            }
        }
    }

    #[test]
    fn what_was_sure_and_right_makes_nothing_sure_that_was_not() {
        let all_right: Vec<(f32, bool)> = (0..400).map(|at| (0.8 + at as f32 / 2_500.0, true)).collect();
        let fitted = Correction::fitted(&all_right);
        assert!(fitted.of(0.3) < 0.55 && fitted.of(0.1) < 0.25, "{} {}", fitted.of(0.3), fitted.of(0.1));
        assert!(fitted.of(0.8) > 0.9, "it is surer where that was shown: {}", fitted.of(0.8));
    }

    #[test]
    fn order_and_bounds_hold_whatever_the_outcomes() {
        let turned: Vec<(f32, bool)> = (0..200).map(|at| (at as f32 / 200.0, at < 100)).collect();
        for outcomes in [turned, vec![(1.0, false); 50], vec![(0.0, true); 50], vec![(0.9, true); 400]] {
            let fitted = Correction::fitted(&outcomes);
            let bent: Vec<f32> = (0..=20).map(|at| fitted.of(at as f32 / 20.0)).collect();
            assert!(bent.is_sorted() && bent.iter().all(|value| (0.0..=1.0).contains(value)), "{fitted:?} {bent:?}");
            assert!(bent[0] < bent[20], "{bent:?}");
        }
    }
}
