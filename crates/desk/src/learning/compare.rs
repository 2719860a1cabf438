//! What a proposal is beside the existing FAQ.

use crate::answering::Candidate;
use crate::id::EntryId;
use crate::similarity::{containment, similarity};

/// From this confidence on, a proposed question is taken to be the question of an existing entry. Confidence, 0–1.
const SAME_QUESTION: f32 = 0.6;
/// From this share on, a proposed answer says nothing beyond the known one. 0–1; below, the reviewer sees both.
const SAME_ANSWER: f32 = 0.7;

/// From this confidence on, an entry may be the same in other words. 0–1; on questions as employees type them, three of four
/// right entries are above, and what is unrelated seldom is.
const NEAR_ENOUGH: f32 = 0.05;
/// From this confidence on, an entry may be the same if its answer is like the proposed one, too. 0–1.
const NEAR_WITH_ANSWER: f32 = 0.01;
/// From this share of common words on, two answers are alike. 0–1.
const LIKE_ANSWER: f32 = 0.4;

/// What a proposal is beside the existing FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Nothing like it.
    New,
    /// Another wording of this entry's question, with the same answer.
    Variant(EntryId),
    /// The question of this entry, with another answer.
    Correction(EntryId),
}

/// Where a proposal stands beside the existing FAQ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What it is.
    pub relation: Relation,
    /// Entries near to its question, best first.
    pub near: Vec<EntryId>,
}

/// Compares a proposal with the nearest entry (`nearest` from the index on its question, `known_answer` its answer).
pub fn compare(nearest: Option<&Candidate>, known_answer: &str, proposed_answer: &str) -> Relation {
    match nearest {
        Some(candidate) if candidate.confidence >= SAME_QUESTION => {
            if containment(proposed_answer, known_answer) >= SAME_ANSWER {
                Relation::Variant(candidate.entry)
            } else {
                Relation::Correction(candidate.entry)
            }
        }
        _ => Relation::New,
    }
}

/// Whether an entry is offered to the reviewer as perhaps the same.
pub fn is_near(candidate: &Candidate, known_answer: &str, proposed_answer: &str) -> bool {
    candidate.confidence >= NEAR_ENOUGH
        || (candidate.confidence >= NEAR_WITH_ANSWER && similarity(known_answer, proposed_answer) >= LIKE_ANSWER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_question_with_another_answer_is_a_correction() {
        let entry = EntryId::new(Uuid::from_u128(1));
        let near = |confidence| Candidate {
            entry,
            score: 1.0,
            confidence,
            among: confidence,
            evidence: crate::inquiry::Evidence::default(),
        };
        let known = "設定アプリを開き、VPNを選んで再接続してください。";
        let other = "2026年4月からは専用アプリが必要です。申請書を出してください。";
        assert_eq!(compare(Some(&near(0.9)), known, known), Relation::Variant(entry));
        assert_eq!(compare(Some(&near(0.9)), known, other), Relation::Correction(entry));
        let more = format!("{known}{other}");
        assert_eq!(
            compare(Some(&near(0.9)), known, &more),
            Relation::Correction(entry),
            "what is new must not get lost"
        );
        assert_eq!(compare(Some(&near(0.3)), known, known), Relation::New);
        assert_eq!(compare(None, "", known), Relation::New);
        let known = "Open Settings, choose Printers, press Add and take the printer of your floor.";
        let other = "That is a worn drum. Please replace the magenta drum; spare ones are in the storeroom on floor 2.";
        assert_eq!(compare(Some(&near(0.9)), known, other), Relation::Correction(entry), "English words, not letters");
    }

    #[test]
    fn only_what_is_near_by_its_question_or_answer_is_offered_as_the_same() {
        let entry = EntryId::new(Uuid::from_u128(1));
        let near = |confidence| Candidate {
            entry,
            score: 1.0,
            confidence,
            among: confidence,
            evidence: crate::inquiry::Evidence::default(),
        };
        let known = "設定アプリを開き、VPNを選んで再接続してください。";
        let other = "総務の当番が毎朝9時に水を替えています。";
        assert!(is_near(&near(0.2), known, other));
        assert!(is_near(&near(0.02), known, "VPNは設定アプリを開いて再接続してください。"));
        assert!(!is_near(&near(0.02), known, other));
        assert!(!is_near(&near(0.001), known, known));
    }
}
