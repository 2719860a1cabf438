//! From features to the probability that an entry is the right answer.
//!
//! One logistic model for each language of the question. Features are standardised with mean and deviation of the data
//! that the weights were fitted on, and cut at four deviations, so that a strange question cannot make a strange number.

use desk::answering::Thresholds;
use desk::language::Language;

use crate::features::{FEATURES, Features};

/// Thresholds for the confidences of this crate.
pub const DEFAULT_THRESHOLDS: Thresholds = Thresholds { answer: 0.82, offer: 0.25 };

/// Standardised features are cut here.
const FARTHEST: f32 = 4.0;

struct Model {
    bias: f32,
    /// Mean, deviation and weight of each feature.
    features: [(f32, f32, f32); FEATURES],
}

const ENGLISH: Model = Model {
    bias: -0.358,
    features: [
        (-1.586, 1.736, 1.204), // share
        (1.450, 1.964, 0.916), // ahead
        (-1.012, 1.841, 0.524), // behind
        (0.553, 0.281, -0.032), // asked
        (0.553, 0.281, -0.032), // known
        (0.574, 0.263, 0.151), // pieces
        (-0.041, 0.435, -0.253), // wordings
        (0.368, 0.196, 0.673), // nearest
        (0.361, 0.172, -0.400), // nearest-other
        (0.348, 0.260, 0.743), // neighbours
        (0.380, 0.297, 0.012), // neighbours-fair
        (1.713, 0.390, 0.115), // length
        (3.441, 2.348, 0.145), // score
    ],
};
const JAPANESE: Model = Model {
    bias: -1.691,
    features: [
        (-1.575, 1.079, 0.457), // share
        (0.721, 1.262, 0.378), // ahead
        (-0.558, 1.167, 0.000), // behind
        (0.397, 0.253, 0.000), // asked
        (0.521, 0.255, 0.411), // known
        (0.119, 0.218, 0.000), // pieces
        (0.197, 0.213, 0.000), // wordings
        (0.294, 0.171, -0.078), // nearest
        (0.320, 0.154, 0.000), // nearest-other
        (0.221, 0.166, 0.000), // neighbours
        (0.312, 0.349, 0.230), // neighbours-fair
        (2.373, 0.483, -0.043), // length
        (2.852, 2.567, 0.532), // score
    ],
};

/// The probability, 0–1.
pub(crate) fn confidence(language: Language, features: &Features) -> f32 {
    let model = match language {
        Language::English => &ENGLISH,
        Language::Japanese => &JAPANESE,
    };
    let sum: f32 = features
        .iter()
        .zip(&model.features)
        .map(|(value, (mean, deviation, weight))| {
            weight * ((value - mean) / deviation).clamp(-FARTHEST, FARTHEST)
        })
        .sum();
    1.0 / (1.0 + (-(model.bias + sum)).exp())
}
