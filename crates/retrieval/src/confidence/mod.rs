//! From features to the probability that an entry is the right answer.
//!
//! Two logistic models, that an entry is the right one and that the right one is among the best three, for each language of the
//! question, with vectors and without; for the first a second one, fitted to FAQs that grew from what people asked: outcomes decide
//! between them. `crates/testkit/examples/fit` fits them and writes `weights.rs`. Features are standardised
//! with mean and deviation of the data that the weights were fitted on, and cut at four deviations, so that a strange question
//! cannot make a strange number.

use desk::answering::{Shipped, Thresholds};
use desk::language::Language;

mod weights;

use crate::features::{ASKED, FEATURES, Features, KNOWN, NEAREST, NEAREST_OTHER, PIECES, VECTOR};

/// Thresholds for the confidences of this crate, where an organisation's own outcomes do not say better.
///
/// With vectors, five-fold cross-validation over the questions of `evals/data/colloquial` (`CASES=… --example fit` gives the cases): from
/// `answer` on about 3 % of the answers given alone are wrong (4 to 5 % in Japanese, 1 to 2 % in English), and from `offer` on no more than
/// three of ten foreign questions get candidates (29 % in Japanese, 24 % in English). On questions like those of Banking77 some 7 % of the answers are wrong there.
pub const DEFAULT_THRESHOLDS: Thresholds = Thresholds { answer: 0.74, offer: 0.4 };

/// Below this share of what the question tells, an entry loses confidence by the square. It guards against foreign
/// questions, of which the fitted data have few.
const ENOUGH_KNOWN: f32 = 0.3;
/// From this cosine on, two wordings are the same but for stop words.
const THE_SAME: f32 = 0.999;
/// Confidence, at least, of an entry that alone has a question but for stop words.
const SURE: f32 = 0.97;
/// Confidence of an entry that alone has a question word for word: it is the answer to it by what people wrote.
pub(crate) const WORD_FOR_WORD: f32 = 0.99;

/// Likelihood, at least, that the right one is among the best three where the best asks with every word of the question: whoever
/// writes no more than a word or two wants to see what there is about them.
const WORTH_SEEING: f32 = 0.5;

/// In an FAQ that grew from what people asked, log-odds above [`SURER_FROM`] are so much farther above it: a straight line says of
/// three streams, each weighed by what was fitted to the other two, that four in a hundred are wrong where it is one or two
/// (docs/adr/0043-two-confidences-compete.md).
const SURER: f32 = 0.5;
/// About .88.
const SURER_FROM: f32 = 2.0;

/// Standardised features are cut here.
const FARTHEST: f32 = 4.0;

/// One logistic model.
pub(crate) struct Model {
    pub(crate) bias: f32,
    /// Mean, deviation and weight of each feature.
    pub(crate) features: [(f32, f32, f32); FEATURES],
}

/// The models for one language, with vectors or without.
pub(crate) struct Models {
    /// That this entry is the right answer.
    pub(crate) answer: Model,
    /// That the right answer is among the best three; by the features of the best.
    pub(crate) among: Model,
    /// That this entry is the right answer in an FAQ that grew from what people asked; `None` where no such questions were there to
    /// fit it on.
    pub(crate) grown: Option<Model>,
}

impl Model {
    fn probability(&self, features: &Features) -> f32 {
        sigmoid(self.log_odds(features))
    }

    fn log_odds(&self, features: &Features) -> f32 {
        let standard = |(value, (mean, deviation, weight)): (&f32, &(f32, f32, f32))| {
            weight * ((value - mean) / deviation).clamp(-FARTHEST, FARTHEST)
        };
        self.bias + features.iter().zip(&self.features).map(standard).sum::<f32>()
    }
}

fn sigmoid(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn models(language: Language, features: &Features) -> &'static Models {
    match (language, has_vectors(features)) {
        (Language::English, false) => &weights::ENGLISH_BY_WORDS,
        (Language::English, true) => &weights::ENGLISH,
        (Language::Japanese, false) => &weights::JAPANESE_BY_WORDS,
        (Language::Japanese, true) => &weights::JAPANESE,
    }
}

/// Where there are vectors no cosine is exactly 0.
pub(crate) fn has_vectors(features: &Features) -> bool {
    features[VECTOR] != 0.0
}

/// The probability, 0–1, that an entry is the right answer.
pub(crate) fn confidence(language: Language, features: &Features) -> Shipped {
    let models = models(language, features);
    let of = |fitted: f32| {
        let held = held(fitted, features);
        // The very question of this entry and of no other: no weighing needed.
        if features[NEAREST] > THE_SAME && features[NEAREST_OTHER] < THE_SAME { held.max(SURE) } else { held }
    };
    let written = models.answer.probability(features);
    let grown = models.grown.as_ref().map_or(written, |model| {
        let log_odds = model.log_odds(features);
        sigmoid(log_odds + SURER * (log_odds - SURER_FROM).max(0.0))
    });
    Shipped { written: of(written), grown: of(grown) }
}

/// The probability, 0–1, that the right answer is among the best three, by the features of the best.
pub(crate) fn among(language: Language, features: &Features) -> f32 {
    let held = held(models(language, features).among.probability(features), features);
    if features[ASKED] > THE_SAME { held.max(WORTH_SEEING) } else { held }
}

/// Without vectors an entry that has next to nothing of the question's words has no other reason.
fn held(fitted: f32, features: &Features) -> f32 {
    let known = features[KNOWN].max(features[PIECES]);
    if has_vectors(features) { fitted } else { fitted * (known / ENOUGH_KNOWN).clamp(0.0, 1.0).powi(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A candidate that is ahead, by words and with vectors by those, too, as far as it has of the question.
    fn ahead(has_vectors: bool, known: f32, nearest: f32) -> Features {
        let (share, vector) = (3.0 * known - 3.0, if has_vectors { nearest } else { 0.0 });
        // Vectors, and what they tell apart, add to a score and to a lead.
        let (score, lead) = if has_vectors { (1.5 + 1.3 * known, 2.4 * known) } else { (1.5, 1.5 * known) };
        let words = [known, known, known, -0.1, nearest, 0.1, nearest, nearest, 1.8, 0.0, 1.0, score, 5.7];
        // Three entries have at most thrice the share of the best.
        let together = [(share + 1.0).min(0.0), 0.0, known * nearest];
        let vectors = [vector, vector * 0.3, vector * 0.3, vector, known * vector, vector * 0.3, vector * 0.15];
        let all = [share, lead, 0.0].into_iter().chain(words).chain(together).chain(vectors);
        all.collect::<Vec<_>>().try_into().expect("as many as there are features")
    }

    #[test]
    fn more_evidence_gives_more_confidence_within_bounds() {
        for language in [Language::English, Language::Japanese] {
            for vectors in [false, true] {
                let little = among(language, &ahead(vectors, 0.1, 0.1));
                let Shipped { written: much, grown } = confidence(language, &ahead(vectors, 0.95, 0.9));
                assert!(little < DEFAULT_THRESHOLDS.offer, "{language:?} {vectors} {little}");
                for much in [much, grown] {
                    assert!(much >= DEFAULT_THRESHOLDS.answer, "{language:?} {vectors} {much}");
                }
                assert!(confidence(language, &ahead(vectors, 1.0, 1.0)).written >= SURE);
            }
            for wild in [f32::MAX, f32::MIN, 0.0] {
                let Shipped { written, grown } = confidence(language, &[wild; FEATURES]);
                for some in [written, grown, among(language, &[wild; FEATURES])] {
                    assert!((0.0..=1.0).contains(&some), "{language:?} {some}");
                }
            }
        }
    }

    #[test]
    fn nothing_known_is_no_confidence() {
        assert!(confidence(Language::English, &ahead(false, 0.0, 0.0)).written <= 0.0);
    }
}
