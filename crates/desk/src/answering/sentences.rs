//! Finds the question inside a mail or a story: sentence by sentence.

use super::decide::LEAST_OFFERED;
use super::{Candidate, Decision, MOST_CANDIDATES, Thresholds, courtesy};
use crate::id::EntryId;

/// Most sentences that are looked at: a mail has a handful, a pasted log has thousands.
const MOST_SENTENCES: usize = 8;
/// Shortest sentence that asks something, in characters.
const SHORTEST: usize = 4;

/// The sentences of a text that may ask something. None where one of them is nearly the whole text (nine tenths of its
/// characters): the whole was searched before.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let all = text.split(['。', '！', '？', '!', '?', '\n']).flat_map(|line| line.split(". ")).map(str::trim);
    let asking: Vec<&str> = all
        .filter(|sentence| sentence.chars().count() >= SHORTEST && courtesy(sentence).is_none())
        .take(MOST_SENTENCES)
        .collect();
    if asking.iter().any(|sentence| sentence.chars().count() * 10 >= text.trim().chars().count() * 9) {
        return Vec::new();
    }
    asking
}

/// What to say to a text whose sentences were searched one by one: what any of them finds is offered. It is never given
/// as the answer, however sure: a sentence on the side may be about something else.
pub(super) fn offer(rankings: &[Vec<Candidate>], thresholds: Thresholds) -> Decision {
    let offers = |ranking: &&Vec<Candidate>| ranking.first().is_some_and(|best| best.among >= thresholds.offer);
    let mut worth: Vec<&Candidate> =
        rankings.iter().filter(offers).flatten().filter(|candidate| candidate.confidence >= LEAST_OFFERED).collect();
    worth.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut entries: Vec<EntryId> = Vec::new();
    for candidate in worth {
        if !entries.contains(&candidate.entry) && entries.len() < MOST_CANDIDATES {
            entries.push(candidate.entry);
        }
    }
    if entries.is_empty() { Decision::Unknown } else { Decision::Candidates(entries) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inquiry::Evidence;
    use uuid::Uuid;

    #[test]
    fn greetings_are_no_sentences_and_a_single_one_is_none_to_look_at_again() {
        let mail = "お疲れ様です。営業部の者です。マイクの音が出ない。よろしくお願いいたします。";
        assert_eq!(sentences(mail), ["営業部の者です", "マイクの音が出ない"]);
        assert_eq!(sentences("マイクの音が出ないのですが、どうすればよいですか？"), [""; 0]);
    }

    #[test]
    fn the_best_of_all_sentences_are_offered_once_each() {
        let candidate = |n, confidence| Candidate {
            entry: EntryId::new(Uuid::from_u128(n)),
            score: 0.0,
            confidence,
            among: confidence,
            evidence: Evidence::default(),
        };
        let rankings = [vec![candidate(1, 0.3), candidate(2, 0.01)], vec![candidate(3, 0.9), candidate(1, 0.4)]];
        let thresholds = Thresholds { answer: 0.7, offer: 0.2 };
        let expected = [3, 1].map(|n| EntryId::new(Uuid::from_u128(n))).to_vec();
        assert_eq!(offer(&rankings, thresholds), Decision::Candidates(expected));
        assert_eq!(offer(&[vec![candidate(2, 0.1)]], thresholds), Decision::Unknown);
    }
}
