//! From features to the probability that an entry is the right answer.
//!
//! One logistic model for each language of the question. Features are standardised with mean and deviation of the data
//! that the weights were fitted on, and cut at four deviations, so that a strange question cannot make a strange number.

use desk::answering::Thresholds;
use desk::language::Language;

use crate::features::{FEATURES, Features, KNOWN, NEAREST, NEAREST_OTHER, PIECES};

/// Thresholds for the confidences of this crate.
pub const DEFAULT_THRESHOLDS: Thresholds = Thresholds { answer: 0.8, offer: 0.22 };

/// Below this share of what the question tells, an entry loses confidence in proportion. It guards against foreign
/// questions, of which the fitted data have few.
const ENOUGH_KNOWN: f32 = 0.3;
/// From this cosine on, two wordings are the same but for stop words.
const THE_SAME: f32 = 0.999;
/// Confidence, at least, of an entry that has the question word for word.
const SURE: f32 = 0.97;

/// Standardised features are cut here.
const FARTHEST: f32 = 4.0;

struct Model {
    bias: f32,
    /// Mean, deviation and weight of each feature.
    features: [(f32, f32, f32); FEATURES],
}

const ENGLISH: Model = Model {
    bias: -0.754,
    features: [
        (-1.606, 1.686, 1.217),  // share
        (0.970, 1.006, 0.572),   // ahead
        (-0.645, 0.964, 0.000),  // behind
        (0.531, 0.288, -0.071),  // asked
        (0.536, 0.287, 0.287),   // known
        (0.550, 0.270, 0.155),   // pieces
        (-0.013, 0.395, -0.291), // wordings
        (0.356, 0.211, 0.791),   // nearest
        (0.344, 0.184, -0.438),  // nearest-other
        (0.329, 0.241, 0.688),   // neighbours
        (0.357, 0.274, 0.128),   // neighbours-fair
        (1.659, 0.378, 0.262),   // length
        (2.008, 0.715, 0.199),   // score
    ],
};
const JAPANESE: Model = Model {
    bias: -1.585,
    features: [
        (-1.675, 1.547, 0.689), // share
        (0.842, 0.968, 0.627),  // ahead
        (-0.570, 0.902, 0.000), // behind
        (0.472, 0.323, 0.000),  // asked
        (0.587, 0.288, 0.462),  // known
        (0.196, 0.281, 0.000),  // pieces
        (0.203, 0.187, 0.000),  // wordings
        (0.312, 0.207, 0.818),  // nearest
        (0.323, 0.169, -0.230), // nearest-other
        (0.267, 0.230, 0.000),  // neighbours
        (0.336, 0.350, 0.066),  // neighbours-fair
        (2.462, 0.448, 0.066),  // length
        (2.023, 0.784, 0.839),  // score
    ],
};

/// The probability, 0–1.
pub(crate) fn confidence(language: Language, features: &Features) -> f32 {
    let model = match language {
        Language::English => &ENGLISH,
        Language::Japanese => &JAPANESE,
    };
    let standard = |(value, (mean, deviation, weight)): (&f32, &(f32, f32, f32))| {
        weight * ((value - mean) / deviation).clamp(-FARTHEST, FARTHEST)
    };
    let sum: f32 = features.iter().zip(&model.features).map(standard).sum();
    let fitted = 1.0 / (1.0 + (-(model.bias + sum)).exp());
    let known = features[KNOWN].max(features[PIECES]);
    let held = fitted * (known / ENOUGH_KNOWN).min(1.0);
    // The very question of this entry and of no other: no weighing needed.
    if features[NEAREST] > THE_SAME && features[NEAREST_OTHER] < THE_SAME { held.max(SURE) } else { held }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A candidate far ahead, with this share of the question known.
    fn ahead(known: f32, nearest: f32) -> Features {
        [0.0, 2.5, 0.0, known, known, known, -1.2, nearest, 0.1, 0.2, 1.0, 2.0, 2.5]
    }

    #[test]
    fn more_evidence_gives_more_confidence_within_bounds() {
        for language in [Language::English, Language::Japanese] {
            let little = confidence(language, &ahead(0.1, 0.1));
            let much = confidence(language, &ahead(0.9, 0.7));
            assert!(little < DEFAULT_THRESHOLDS.offer, "{little}");
            assert!(much >= DEFAULT_THRESHOLDS.answer, "{much}");
            assert!(confidence(language, &ahead(1.0, 1.0)) >= SURE);
            for wild in [f32::MAX, f32::MIN, 0.0] {
                let some = confidence(language, &[wild; FEATURES]);
                assert!((0.0..=1.0).contains(&some), "{some}");
            }
        }
    }

    #[test]
    fn nothing_known_is_no_confidence() {
        assert!(confidence(Language::English, &ahead(0.0, 0.0)) <= 0.0);
    }
}
