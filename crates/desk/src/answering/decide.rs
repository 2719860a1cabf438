//! The rule that chooses between an answer, candidates and "I do not know".

use super::Candidate;
use crate::id::EntryId;

/// Most candidates to choose from; more is a list, not a help.
pub const MOST_CANDIDATES: usize = 3;
/// Fewest to choose from, where there are so many.
const FEWEST: usize = 2;
/// Confidence from which more than the fewest are offered.
const LEAST_OFFERED: f32 = 0.03;

/// How sure the assistant must be, 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// From this confidence on, the best entry is given as the answer.
    pub answer: f32,
    /// From this likelihood on that the right entry is among the best three, they are offered to choose from.
    pub offer: f32,
}

/// What to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// This entry answers.
    Answer(Candidate),
    /// One of these may; at most [`MOST_CANDIDATES`], best first.
    Candidates(Vec<EntryId>),
    /// Nothing near.
    Unknown,
}

/// Decides on a ranking (best first).
pub fn decide(ranking: &[Candidate], thresholds: Thresholds) -> Decision {
    let Some(best) = ranking.first() else {
        return Decision::Unknown;
    };
    if best.confidence >= thresholds.answer {
        return Decision::Answer(best.clone());
    }
    if best.among < thresholds.offer {
        return Decision::Unknown;
    }
    // One alone is no choice.
    let some = offered(ranking);
    let fewest = || ranking.iter().take(FEWEST).map(|candidate| candidate.entry).collect();
    Decision::Candidates(if some.len() < FEWEST { fewest() } else { some })
}

/// The best of a ranking, as far as they are not surely wrong, which is no help.
pub(super) fn offered(ranking: &[Candidate]) -> Vec<EntryId> {
    let worth = |candidate: &&Candidate| candidate.confidence >= LEAST_OFFERED;
    ranking.iter().take(MOST_CANDIDATES).take_while(worth).map(|candidate| candidate.entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inquiry::Evidence;
    use uuid::Uuid;

    fn ranking(confidences: &[f32]) -> Vec<Candidate> {
        let candidate = |(n, &confidence)| Candidate {
            entry: EntryId::new(Uuid::from_u128(n as u128)),
            score: 0.0,
            confidence,
            among: confidence,
            evidence: Evidence::default(),
        };
        confidences.iter().enumerate().map(candidate).collect()
    }

    #[test]
    fn confidence_decides_between_answer_candidates_and_unknown() {
        let thresholds = Thresholds { answer: 0.7, offer: 0.2 };
        let said = |confidences: &[f32]| match decide(&ranking(confidences), thresholds) {
            Decision::Answer(_) => "answer".to_owned(),
            Decision::Candidates(entries) => format!("{} candidates", entries.len()),
            Decision::Unknown => "unknown".to_owned(),
        };
        assert_eq!(said(&[0.7, 0.6]), "answer");
        assert_eq!(said(&[0.69, 0.3, 0.2, 0.2]), "3 candidates");
        assert_eq!(said(&[0.5, 0.01, 0.01]), "2 candidates");
        assert_eq!(said(&[0.5]), "1 candidates");
        assert_eq!(said(&[0.19]), "unknown");
        assert_eq!(said(&[]), "unknown");
    }
}
