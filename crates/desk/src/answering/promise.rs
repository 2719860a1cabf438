//! From what confidence on to answer alone, so that no more of the answers are wrong than was promised.

use super::accuracy::wilson;

/// The share of wrong answers that the shipped threshold is taken to keep until outcomes say better. Measured it was 3 to 4 % on
/// questions like those that it was fitted on (docs/figures.md), and more on others: the outcomes have the last word.
pub const SHIPPED_PROMISE: f32 = 0.03;
/// However easy the questions, what is as likely wrong as right is not given alone.
const LOWEST: f64 = 0.5;
/// From here on nothing is expected of an index but what people wrote word for word.
pub(super) const HIGHEST: f64 = 0.985;
/// Questions that a desk is taken to have been asked besides its own, at confidences as in the data that the shipped threshold
/// was measured on: a week of easy questions does not lower it to the floor.
const USUAL: u32 = 60;

/// The lowest confidence from which on the share of wrong answers is within `promised`: by what the confidence itself expects of
/// questions like the `recent` ones, unless what is `known` of guesses contradicts it with 95 % certainty. `shipped` is the
/// threshold for [`SHIPPED_PROMISE`] where nothing is known.
pub(super) fn keeping(promised: f32, shipped: f32, recent: &[f32], known: &[(f32, bool)]) -> f32 {
    let promised = f64::from(promised);
    let mut doubts = usual_doubts(f64::from(shipped));
    doubts.extend(recent.iter().map(|&confidence| 1.0 - f64::from(confidence)));
    doubts.sort_by(f64::total_cmp);
    let mut known: Vec<(f64, bool)> =
        known.iter().map(|&(confidence, right)| (1.0 - f64::from(confidence), right)).collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));

    let (mut most, mut expected, mut answered, mut wrong) = (1.0 - HIGHEST, 0.0, 0, 0);
    for (at, doubt) in doubts.iter().enumerate() {
        expected += doubt;
        while known.get(answered).is_some_and(|(known, _)| known <= doubt) {
            wrong += usize::from(!known[answered].1);
            answered += 1;
        }
        let is_expected = expected <= promised * (at + 1) as f64;
        // Questions of one confidence are answered all or none.
        let is_last_of_these = doubts.get(at + 1).is_none_or(|next| next > doubt);
        if is_last_of_these && is_expected && wilson(wrong, answered).0 <= promised {
            most = *doubt;
        }
    }
    (1.0 - most).clamp(LOWEST, HIGHEST) as f32
}

/// Doubts of usual questions: their density falls as a power, such that up to the shipped threshold their mean is the
/// shipped promise.
fn usual_doubts(shipped: f64) -> Vec<f64> {
    // A density d^(a-1) has up to D the mean D·a/(a+1).
    let mean = (f64::from(SHIPPED_PROMISE) / (1.0 - shipped)).clamp(0.05, 0.5);
    let power = mean / (1.0 - mean);
    (0..USUAL).map(|at| ((f64::from(at) + 0.5) / f64::from(USUAL)).powf(1.0 / power)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: f32 = 0.88;

    #[test]
    fn a_desk_without_experience_answers_as_shipped_and_a_stricter_promise_answers_less() {
        let at = |promised| keeping(promised, SHIPPED, &[], &[]);
        assert!((at(SHIPPED_PROMISE) - SHIPPED).abs() < 0.02, "{}", at(SHIPPED_PROMISE));
        assert!(at(0.01) > at(0.03) && at(0.03) > at(0.1) && at(0.1) > at(0.2), "{} {} {}", at(0.01), at(0.1), at(0.2));
        assert!((at(0.0) - 0.985).abs() < 1e-6 && at(0.5) >= 0.5, "{} {}", at(0.0), at(0.5));
    }

    #[test]
    fn easy_questions_lower_it_and_hard_ones_raise_it() {
        let easy = keeping(0.03, SHIPPED, &[0.99; 300], &[]);
        let hard = keeping(0.03, SHIPPED, &[0.9; 300], &[]);
        assert!((0.5..SHIPPED).contains(&easy), "{easy}");
        assert!(
            hard > 0.9,
            "all of those at 0.9 would be answered, and a tenth of them is expected to be wrong: {hard}"
        );
    }

    #[test]
    fn what_is_known_outweighs_what_is_expected() {
        let recent: Vec<f32> = (0..200).map(|at| 0.9 + at as f32 / 2_000.0).collect();
        let known = |wrong: usize| -> Vec<(f32, bool)> { (0..100).map(|at| (0.96, at >= wrong)).collect() };
        let expected = keeping(0.05, SHIPPED, &recent, &known(5));
        let contradicted = keeping(0.05, SHIPPED, &recent, &known(20));
        assert!(expected < 0.96 && contradicted > 0.96, "{expected} {contradicted}");
        assert!((keeping(0.05, SHIPPED, &recent, &known(6)) - expected).abs() < 1e-6, "six of a hundred may be chance");
    }
}
