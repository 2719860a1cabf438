//! The figures' formulas, without files and programs. `evals/README.md` says them in words.

/// Bins of the calibration error.
const BINS: usize = 10;
/// Draws of a perfect model, and of a bootstrap.
const DRAWS: usize = 1_000;
/// Standard deviations of a 95 % interval.
const Z: f64 = 1.96;

/// A number with what of it is chance: its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// A share, 0–1, with Wilson's interval; 0 of 0 is 0, and may be anything.
pub(super) fn share(count: usize, of: usize) -> Estimate {
    proportion(if of == 0 { 0.0 } else { count as f64 / of as f64 }, of)
}

/// A share, 0–1, that was counted elsewhere, with Wilson's interval.
pub(super) fn proportion(share: f64, of: usize) -> Estimate {
    if of == 0 {
        return Estimate { value: 0.0, low: 0.0, high: 1.0 };
    }
    let of = of as f64;
    let centre = share + Z * Z / (2.0 * of);
    let half = Z * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
    let scale = 1.0 + Z * Z / of;
    Estimate { value: share, low: ((centre - half) / scale).max(0.0), high: ((centre + half) / scale).min(1.0) }
}

/// A mean with its interval by the normal distribution.
pub(super) fn mean(values: &[f64]) -> Estimate {
    let count = values.len().max(1) as f64;
    let value = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|one| (one - value).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    let half = Z * (variance / count).sqrt();
    Estimate { value, low: value - half, high: value + half }
}

/// One over the rank of the first right one among so many; 0 where there is none. `right` is in order of rank.
pub(super) fn reciprocal_rank(right: &[bool], depth: usize) -> f64 {
    right.iter().take(depth).position(|right| *right).map_or(0.0, |at| 1.0 / (at + 1) as f64)
}

/// Normalised discounted cumulative gain, linear: the grades in order of rank against all grades there are.
pub(super) fn ndcg(ranked: &[f64], mut all: Vec<f64>, depth: usize) -> f64 {
    let discounted = |grades: &[f64]| -> f64 {
        grades.iter().take(depth).enumerate().map(|(at, grade)| grade / ((at + 2) as f64).log2()).sum()
    };
    all.sort_by(|a, b| b.total_cmp(a));
    let best = discounted(&all);
    if best > 0.0 { discounted(ranked) / best } else { 0.0 }
}

/// How often one of `upper` is above one of `lower`, ties counted half; its interval by bootstrap. 0.5 where either is
/// empty.
pub(super) fn auroc(upper: &[f64], lower: &[f64]) -> Estimate {
    let value = auroc_of(upper, lower);
    let mut chance = Chance::new();
    let mut draws: Vec<f64> = (0..DRAWS).map(|_| auroc_of(&chance.resample(upper), &chance.resample(lower))).collect();
    draws.sort_by(f64::total_cmp);
    Estimate { value, low: draws[DRAWS * 25 / 1000], high: draws[DRAWS * 975 / 1000 - 1] }
}

fn auroc_of(upper: &[f64], lower: &[f64]) -> f64 {
    if upper.is_empty() || lower.is_empty() {
        return 0.5;
    }
    let mut lower = lower.to_vec();
    lower.sort_by(f64::total_cmp);
    let wins: f64 = upper
        .iter()
        .map(|one| {
            let below = lower.partition_point(|other| other < one);
            let not_above = lower.partition_point(|other| other <= one);
            (below + not_above) as f64 / 2.0
        })
        .sum();
    wins / (upper.len() * lower.len()) as f64
}

/// A confidence, 0–1, and whether what it was said of was right.
pub(super) type Judged = (f64, bool);

/// Expected calibration error above that of a perfect model that says the same confidences: ten bins of equally many
/// questions by confidence, the mean distance between confidence and share of right ones. With few questions a perfect
/// model errs, too: its mean error is taken off, and the spread of its errors is the noise.
pub(super) fn calibration_excess(judged: &[Judged]) -> Estimate {
    let mut judged = judged.to_vec();
    judged.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut chance = Chance::new();
    let perfect: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<Judged> =
                judged.iter().map(|(confidence, _)| (*confidence, chance.fraction() < *confidence)).collect();
            calibration_error(&drawn)
        })
        .collect();
    let expected = perfect.iter().sum::<f64>() / DRAWS as f64;
    let spread = (perfect.iter().map(|one| (one - expected).powi(2)).sum::<f64>() / (DRAWS - 1) as f64).sqrt();
    let value = calibration_error(&judged) - expected;
    Estimate { value, low: value - Z * spread, high: value + Z * spread }
}

/// Of questions in order of confidence.
fn calibration_error(sorted: &[Judged]) -> f64 {
    let count = sorted.len();
    let bins = (0..BINS).map(|bin| &sorted[bin * count / BINS..(bin + 1) * count / BINS]);
    let distance = |bin: &[Judged]| {
        let said: f64 = bin.iter().map(|(confidence, _)| confidence).sum();
        let right = bin.iter().filter(|(_, right)| *right).count() as f64;
        (said - right).abs()
    };
    bins.map(distance).sum::<f64>() / count.max(1) as f64
}

/// Numbers by chance, the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        Self(7)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to below 1.
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// As many as there are, each drawn from all.
    fn resample(&mut self, values: &[f64]) -> Vec<f64> {
        values.iter().map(|_| values[(self.fraction() * values.len() as f64) as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 0.0005, "{value}, not {expected}");
    }

    #[test]
    fn a_share_has_the_interval_of_wilson() {
        // 8 of 10: (.8 + .19208 ± 1.96 · sqrt(.016 + .0096040)) / 1.38416
        let share = share(8, 10);
        near(share.value, 0.8);
        near(share.low, 0.4902);
        near(share.high, 0.9433);
        assert_eq!(super::share(0, 0), Estimate { value: 0.0, low: 0.0, high: 1.0 });
        assert!(super::share(0, 50).high > 0.05, "none of 50 is no proof of none");
    }

    #[test]
    fn a_mean_has_its_standard_error() {
        // 1, 2, 3, 4: variance 5/3, standard error .645497
        let mean = mean(&[1.0, 2.0, 3.0, 4.0]);
        near(mean.value, 2.5);
        near(mean.high, 2.5 + 1.96 * 0.645_497);
    }

    #[test]
    fn ranks_count_to_their_depth() {
        near(reciprocal_rank(&[false, false, true, true], 10), 1.0 / 3.0);
        near(reciprocal_rank(&[false, false, true], 2), 0.0);
        near(reciprocal_rank(&[true], 1), 1.0);
    }

    #[test]
    fn gain_is_linear_and_discounted_by_rank() {
        // Ranked grades 1, 0, 2 of 2 and 1: (1 + 0 + 2/2) / (2 + 1/1.58496)
        near(ndcg(&[1.0, 0.0, 2.0], vec![1.0, 2.0], 10), 2.0 / 2.630_930);
        near(ndcg(&[2.0, 1.0], vec![1.0, 2.0], 10), 1.0);
        near(ndcg(&[1.0], Vec::new(), 10), 0.0);
    }

    #[test]
    fn auroc_counts_pairs_and_ties_half() {
        // .9 is above both, .5 ties with one and is above the other, .3 is above one.
        near(auroc_of(&[0.9, 0.5, 0.3], &[0.5, 0.1]), (2.0 + 1.5 + 1.0) / 6.0);
        near(auroc_of(&[], &[0.1]), 0.5);
        let all = auroc(&[0.9, 0.5, 0.3, 0.8, 0.7], &[0.5, 0.1, 0.2]);
        assert!(all.low < all.value && all.value < all.high && all.high <= 1.0, "{all:?}");
    }

    #[test]
    fn calibration_is_the_distance_between_confidence_and_share() {
        // Ten questions, one a bin: five at .2, of which one is right, five at .8, of which four are.
        let mut judged: Vec<Judged> = (0..5).map(|at| (0.2, at == 0)).collect();
        judged.extend((0..5).map(|at| (0.8, at > 0)));
        // |.2 - 1| + 4 · .2 + |.8 - 0| + 4 · .2, over 10
        near(calibration_error(&judged), 0.32);
        // A hundred, ten a bin, each bin as it says.
        let fair: Vec<Judged> = (0..100).map(|at| (0.3, at % 10 < 3)).collect();
        near(calibration_error(&fair), 0.0);
    }

    #[test]
    fn a_model_that_says_too_much_errs_more_than_a_perfect_one() {
        let honest: Vec<Judged> = (0..500).map(|at| (0.6, at * 7 % 10 < 6)).collect();
        let boastful: Vec<Judged> = honest.iter().map(|(_, right)| (0.9, *right)).collect();
        assert!(calibration_excess(&honest).value < 0.02);
        let excess = calibration_excess(&boastful);
        assert!(excess.low > 0.2 && excess.value < 0.3, "{excess:?}");
    }
}
