//! From features to the probability that an entry is the right answer.
//!
//! One logistic model for each language of the question. Features are standardised with mean and deviation of the data
//! that the weights were fitted on, and cut at four deviations, so that a strange question cannot make a strange number.

use desk::answering::Thresholds;
use desk::language::Language;

use crate::features::{FEATURES, Features, KNOWN, NEAREST, NEAREST_OTHER, PIECES};

/// Thresholds for the confidences of this crate.
///
/// `answer` is the lowest that keeps wrong answers at 5 % of all answers on both English development streams (Banking77,
/// 3,065 questions: 50.8 % correct, 2.7 % wrong, 5.0 % of the answers; CLINC150, 4,700: 52.1 %, 2.4 %, 4.3 %), run by
/// `cargo xtask evals loop` on 2026-11-23 with the weights below. On Japanese streams it is cautious: see `evals/README.md`.
/// `offer` leaves foreign questions without candidates.
pub const DEFAULT_THRESHOLDS: Thresholds = Thresholds { answer: 0.82, offer: 0.25 };

/// Below this share of what the question tells, an entry loses confidence by the square. It guards against foreign
/// questions, of which the fitted data have few.
const ENOUGH_KNOWN: f32 = 0.3;
/// From this cosine on, two wordings are the same but for stop words.
const THE_SAME: f32 = 0.999;
/// Confidence, at least, of an entry that alone has a question but for stop words.
const SURE: f32 = 0.97;
/// Confidence of an entry that alone has a question word for word: it is the answer to it by what people wrote.
pub(crate) const WORD_FOR_WORD: f32 = 0.99;

/// Standardised features are cut here.
const FARTHEST: f32 = 4.0;

struct Model {
    bias: f32,
    /// Mean, deviation and weight of each feature.
    features: [(f32, f32, f32); FEATURES],
}

const ENGLISH: Model = Model {
    bias: -0.770,
    features: [
        (-1.611, 1.724, 1.281),  // share
        (0.981, 1.015, 0.549),   // ahead
        (-0.652, 0.973, 0.000),  // behind
        (0.533, 0.288, -0.133),  // asked
        (0.538, 0.287, 0.336),   // known
        (0.552, 0.270, 0.112),   // pieces
        (-0.008, 0.390, -0.249), // wordings
        (0.357, 0.211, 0.808),   // nearest
        (0.345, 0.184, -0.462),  // nearest-other
        (0.331, 0.243, 0.529),   // neighbours
        (0.359, 0.276, 0.281),   // neighbours-fair
        (1.659, 0.378, 0.267),   // length
        (2.043, 0.704, 0.170),   // score
        (6.602, 0.723, 0.270),   // experience
    ],
};
/// Fitted on sets of this project alone, whose questions are easier than those of real people: hence 1.0 below the
/// fitted bias of -1.759.
const JAPANESE: Model = Model {
    bias: -2.759,
    features: [
        (-1.757, 1.915, 1.767), // share
        (1.049, 1.089, 0.817),  // ahead
        (-0.679, 1.029, 0.000), // behind
        (0.548, 0.345, 0.000),  // asked
        (0.615, 0.311, 1.141),  // known
        (0.288, 0.317, 0.000),  // pieces
        (0.101, 0.105, 0.000),  // wordings
        (0.375, 0.225, 0.600),  // nearest
        (0.365, 0.180, 0.118),  // nearest-other
        (0.335, 0.267, 0.000),  // neighbours
        (0.338, 0.271, 0.856),  // neighbours-fair
        (2.422, 0.433, 0.482),  // length
        (1.958, 0.773, 0.278),  // score
        (6.330, 0.086, 0.000),  // experience
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
    let held = fitted * (known / ENOUGH_KNOWN).clamp(0.0, 1.0).powi(2);
    // The very question of this entry and of no other: no weighing needed.
    if features[NEAREST] > THE_SAME && features[NEAREST_OTHER] < THE_SAME { held.max(SURE) } else { held }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A candidate far ahead, with this share of the question known.
    fn ahead(known: f32, nearest: f32) -> Features {
        [0.0, 2.5, 0.0, known, known, known, -1.2, nearest, 0.1, 0.2, 1.0, 2.0, 2.5, 6.0]
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
