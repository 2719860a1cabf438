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
    bias: -0.370,
    features: [
        (-3.868, 4.824, 0.474), // share
        (3.870, 4.830, 0.636), // ahead
        (-3.774, 4.867, 0.269), // behind
        (0.531, 0.302, 0.156), // asked
        (0.531, 0.302, 0.156), // known
        (0.563, 0.279, 0.141), // pieces
        (-0.095, 0.433, -0.205), // wordings
        (0.350, 0.203, 0.930), // nearest
        (0.354, 0.171, -0.750), // nearest-other
        (0.334, 0.265, 1.180), // neighbours
        (1.713, 0.390, 0.373), // length
        (5.546, 11.144, -0.171), // score
    ],
};
const JAPANESE: Model = Model {
    bias: -1.658,
    features: [
        (-1.984, 2.989, 1.295), // share
        (2.187, 3.353, 0.613), // ahead
        (-1.583, 3.103, -1.072), // behind
        (0.404, 0.248, -0.772), // asked
        (0.527, 0.257, 0.547), // known
        (0.109, 0.199, -0.070), // pieces
        (0.272, 0.212, 0.162), // wordings
        (0.302, 0.170, 0.440), // nearest
        (0.314, 0.156, 0.197), // nearest-other
        (0.217, 0.145, 0.199), // neighbours
        (2.455, 0.475, -0.585), // length
        (15.815, 10.434, 0.653), // score
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
