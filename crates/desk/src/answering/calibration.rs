//! Bends a confidence to what this organisation has shown.
//!
//! First which of two confidences: the one fitted to FAQs that were written, or the one fitted to FAQs that grew from what people
//! asked. Then two numbers for each language of the question, a shift and a stretch of the log-odds (Platt 1999), fitted to outcomes with
//! a prior that says "as shipped": a handful of outcomes moves them little. All weights of the confidence were tried, too, and
//! kept the promise no better: see docs/adr/0036-a-promise-kept-by-outcomes.md and docs/adr/0043-two-confidences-compete.md.

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
/// The log-odds rise by so much at most above those for a written FAQ, or up to those for a grown one where they count, and fall as far as outcomes say: who is content may speak and who is not be silent, and where
/// only answers are judged that were sure to begin with, nothing is known of the others.
const MOST_RAISED: f64 = 1.0;
/// The confidence for grown FAQs takes the place of the other when it makes the outcomes so much more likely (difference of
/// logarithms): about what a hundred questions of a stream give. At 2 a single complaint could tip it where an FAQ was written.
const CLEARLY: f64 = 4.0;
/// Newton steps, of which five mostly are enough; and the longest of them, or a step from afar could lead farther away.
const STEPS: usize = 30;
const LONGEST_STEP: f64 = 1.0;

/// What the confidence, 0–1, is as shipped, before any outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shipped {
    /// Fitted to all kinds of FAQs, most of them written by somebody who knew what is asked.
    pub written: f32,
    /// Fitted to FAQs that grew from what people asked: there what was asked lies near, and little of it is foreign.
    pub grown: f32,
}

impl From<f32> for Shipped {
    /// The same for both.
    fn from(confidence: f32) -> Self {
        Self { written: confidence, grown: confidence }
    }
}

/// How the confidence of questions in one language is bent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// Which confidence it bends.
    is_grown: bool,
    /// Added to the log-odds.
    shift: f64,
    /// The log-odds are this many times as far from their middle.
    stretch: f64,
}

impl Correction {
    /// As shipped.
    pub const NONE: Self = Self { is_grown: false, shift: 0.0, stretch: 1.0 };

    /// Whether outcomes are told better by the confidence for FAQs that grew from what people asked.
    pub fn is_grown(self) -> bool {
        self.is_grown
    }

    /// The confidence, 0–1, after what outcomes have shown.
    pub fn of(self, shipped: impl Into<Shipped>) -> f32 {
        let shipped = shipped.into();
        if self == Self::NONE {
            return shipped.written;
        }
        let [written, grown] = [shipped.written, shipped.grown].map(|said| log_odds(f64::from(said)));
        let said = if self.is_grown { grown } else { written };
        sigmoid(self.bent(said - MIDDLE).min(said.max(written + MOST_RAISED))) as f32
    }

    /// The most likely one by outcomes: what the shipped confidences said, and whether it was right. Few of them show nothing.
    pub fn fitted(outcomes: &[(Shipped, bool)]) -> Self {
        if outcomes.len() < OUTCOMES_NEEDED {
            return Self::NONE;
        }
        let [written, grown] = [false, true].map(|is_grown| {
            let cases: Vec<Case> =
                outcomes.iter().map(|&(shipped, right)| Case::new(shipped, is_grown, right)).collect();
            let mut fit = Self { is_grown, ..Self::NONE };
            for _ in 0..STEPS {
                fit = fit.closer(&cases);
            }
            fit.stretch = fit.stretch.clamp(STRETCHES.0, STRETCHES.1);
            (fit, fit.log_posterior(&cases))
        });
        if grown.1 > written.1 + CLEARLY { grown.0 } else { written.0 }
    }

    /// Log-odds after it, of what lies so far from the middle.
    fn bent(self, from_middle: f64) -> f64 {
        MIDDLE + self.shift + self.stretch * from_middle
    }

    fn log_posterior(self, cases: &[Case]) -> f64 {
        let prior = SHIFT_PRECISION * self.shift.powi(2) + STRETCH_PRECISION * (self.stretch - 1.0).powi(2);
        let of_right = |log_odds: f64| -(-log_odds).exp().ln_1p();
        let likely = cases.iter().map(|case| {
            let log_odds = self.bent(case.from_middle);
            case.weight * (case.right * of_right(log_odds) + (1.0 - case.right) * of_right(-log_odds))
        });
        likely.sum::<f64>() - prior / 2.0
    }

    /// One Newton step on the logarithm of the posterior.
    fn closer(self, cases: &[Case]) -> Self {
        let mut slope = [-SHIFT_PRECISION * self.shift, -STRETCH_PRECISION * (self.stretch - 1.0)];
        let (mut a, mut b, mut c) = (SHIFT_PRECISION, 0.0, STRETCH_PRECISION);
        for Case { from_middle, right, weight } in cases {
            let p = sigmoid(self.bent(*from_middle));
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
        Self { shift: self.shift + shift, stretch: self.stretch + stretch, ..self }
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
    /// Its weight is the same for both confidences, so that they can be compared.
    fn new(shipped: Shipped, is_grown: bool, right: bool) -> Self {
        let said = f64::from(if is_grown { shipped.grown } else { shipped.written });
        let weight = 2.0 * f64::from(shipped.written);
        Self { from_middle: log_odds(said) - MIDDLE, right: f64::from(u8::from(right)), weight }
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
    fn outcomes(count: usize, shift: f64, stretch: f64) -> Vec<(Shipped, bool)> {
        // Numbers that are spread evenly whatever their count (the golden ratio and the square root of two).
        let even = |at: usize, by: f64| (at as f64 * by).fract();
        (1..=count)
            .map(|at| {
                let said = 0.02 + 0.97 * even(at, 0.618_033_988_7);
                let truth = sigmoid(MIDDLE + shift + stretch * (log_odds(said) - MIDDLE));
                ((said as f32).into(), even(at, 0.414_213_562_4) < truth)
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
        let all_right: Vec<_> = (0..400).map(|at| ((0.8 + at as f32 / 2_500.0).into(), true)).collect();
        let fitted = Correction::fitted(&all_right);
        assert!(fitted.of(0.3) < 0.55 && fitted.of(0.1) < 0.25, "{} {}", fitted.of(0.3), fitted.of(0.1));
        assert!(fitted.of(0.8) > 0.9, "it is surer where that was shown: {}", fitted.of(0.8));
    }

    #[test]
    fn order_and_bounds_hold_whatever_the_outcomes() {
        let turned: Vec<(Shipped, bool)> = (0..200).map(|at| ((at as f32 / 200.0).into(), at < 100)).collect();
        let all = |confidence: f32, right, count| vec![(confidence.into(), right); count];
        for outcomes in [turned, all(1.0, false, 50), all(0.0, true, 50), all(0.9, true, 400)] {
            let fitted = Correction::fitted(&outcomes);
            let bent: Vec<f32> = (0..=20).map(|at| fitted.of(at as f32 / 20.0)).collect();
            assert!(bent.is_sorted() && bent.iter().all(|value| (0.0..=1.0).contains(value)), "{fitted:?} {bent:?}");
            assert!(bent[0] < bent[20], "{bent:?}");
        }
    }

    /// Outcomes of which one confidence tells more than the other, which says the same of all.
    fn told_by(grown: bool, count: usize) -> Vec<(Shipped, bool)> {
        let tells = outcomes(count, 0.0, 1.0).into_iter();
        let of = |(said, right): (Shipped, bool)| {
            let other = if grown { Shipped { written: 0.6, ..said } } else { Shipped { grown: 0.6, ..said } };
            (other, right)
        };
        tells.map(of).collect()
    }

    #[test]
    fn the_confidence_that_tells_more_wins_when_that_is_clear() {
        for count in [100, 400] {
            assert!(Correction::fitted(&told_by(true, count)).is_grown, "{count}");
            assert!(!Correction::fitted(&told_by(false, count)).is_grown, "{count}");
        }
        assert!(!Correction::fitted(&outcomes(400, -1.0, 0.6)).is_grown, "they say the same");
        let none = Correction::fitted(&told_by(true, OUTCOMES_NEEDED - 1));
        assert!((none.of(Shipped { written: 0.3, grown: 0.9 }) - 0.3).abs() < 1e-6, "few show nothing");
    }

    #[test]
    fn one_complaint_among_content_people_does_not_make_it_a_grown_faq() {
        let mut outcomes = vec![(Shipped { written: 0.85, grown: 0.97 }, true); 41];
        outcomes.push((Shipped { written: 0.5, grown: 0.3 }, false));
        assert!(!Correction::fitted(&outcomes).is_grown);
    }

    #[test]
    fn no_outcomes_raise_it_above_what_is_shipped_for_a_grown_faq_or_far_above_the_other() {
        let eager = Correction { is_grown: true, shift: 3.0, stretch: 1.0 };
        for (written, grown, most) in [(0.3, 0.9, 0.9), (0.3, 0.2, 0.538), (0.5, 0.6, 0.731)] {
            let raised = eager.of(Shipped { written, grown });
            assert!((raised - most).abs() < 0.001, "{written} {grown}: {raised}");
        }
        let strict = Correction { shift: -3.0, ..eager };
        assert!(strict.of(Shipped { written: 0.99, grown: 0.9 }) < 0.5, "it falls as far as outcomes say");
    }
}
