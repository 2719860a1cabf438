//! What a proposal is beside the existing FAQ.

use crate::answering::Candidate;
use crate::id::EntryId;

/// From this confidence on, a proposed question is taken to be the question of an existing entry. Confidence, 0–1.
const SAME_QUESTION: f32 = 0.6;
/// From this share of common words on, two answers say the same. Jaccard over character pairs, 0–1.
const SAME_ANSWER: f32 = 0.5;

/// What a proposal is beside the existing FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Nothing like it.
    New,
    /// Another wording of this entry's question, with the same answer.
    Variant(EntryId),
    /// The question of this entry, with another answer.
    Correction(EntryId),
}

/// Compares a proposal with the nearest entry (`nearest` from the index on its question, `known_answer` its answer).
pub fn compare(nearest: Option<&Candidate>, known_answer: &str, proposed_answer: &str) -> Kinship {
    match nearest {
        Some(candidate) if candidate.confidence >= SAME_QUESTION => {
            if likeness(known_answer, proposed_answer) >= SAME_ANSWER {
                Kinship::Variant(candidate.entry)
            } else {
                Kinship::Correction(candidate.entry)
            }
        }
        _ => Kinship::New,
    }
}

/// Share of character pairs that two texts have in common, 0–1; what is contained in the other counts as common.
pub(super) fn likeness(a: &str, b: &str) -> f32 {
    use std::collections::HashSet;
    use unicode_normalization::UnicodeNormalization;
    let pairs = |text: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    let smaller = a.len().min(b.len());
    if smaller == 0 {
        return f32::from(u8::from(a.is_empty() && b.is_empty()));
    }
    a.intersection(&b).count() as f32 / smaller as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_question_with_another_answer_is_a_correction() {
        let entry = EntryId::new(Uuid::from_u128(1));
        let near = |confidence| Candidate { entry, score: 1.0, confidence };
        let known = "設定アプリを開き、VPNを選んで再接続してください。";
        let other = "2026年4月からは専用アプリが必要です。申請書を出してください。";
        assert_eq!(compare(Some(&near(0.9)), known, known), Kinship::Variant(entry));
        assert_eq!(compare(Some(&near(0.9)), known, other), Kinship::Correction(entry));
        assert_eq!(compare(Some(&near(0.3)), known, known), Kinship::New);
        assert_eq!(compare(None, "", known), Kinship::New);
    }
}
