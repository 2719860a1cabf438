//! Finds more than one matter in a message: who asks two things gets the entries for both to choose from, never the answer to one
//! of them alone.

use std::sync::LazyLock;

use regex::Regex;

use super::{Candidate, MOST_CANDIDATES, Thresholds, clauses, courtesy, without_courtesy};
use crate::id::EntryId;

/// Most clauses that are looked at, each a search of its own.
const MOST_ASKED: usize = 6;
/// Shortest clause that asks something, in characters.
const SHORTEST: usize = 4;

/// What asks, wants or tells of a trouble; a clause without any of it tells what happened before.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    let patterns = [
        "[?？]|ですか|ますか|ませんか|でしょうか|どう|どこ|いつ|誰|何",
        "教え|知り|たい|ほしい|欲しい|ください|下さい",
        "方法|手続き|仕方|しかた|やり方|[りしきちいみえけせめべれ]方",
        "ない|ません|なくし|無くし|失くし|紛失|忘れ|壊れ|割れ|切れ|落ち|止ま|詰ま|消え|消し|遅い|重い|足りな|いっぱい|ロック|引っ越|結婚",
        r"(?i)\b(how|what|where|when|who|whom|which|why|can|could|may|do|does|is|are|am|should)\b",
        r"(?i)\b(need|want|like|please|cannot|not|lost|forgot|broken|full|slow|stuck|jam|locked|out|moved)\b|n't\b",
    ];
    Regex::new(&patterns.join("|")).expect("fixed patterns")
});

/// The clauses of a text that ask something; none where there are not two.
pub(super) fn asked(text: &str) -> Vec<String> {
    let cut = without_courtesy(text);
    let all = clauses(&cut, 2 * MOST_ASKED);
    let asks =
        |clause: &&&str| clause.chars().count() >= SHORTEST && courtesy(clause).is_none() && ASKS.is_match(clause);
    let asked: Vec<String> = all
        .iter()
        .filter(|clause| !all.iter().any(|other| is_within(clause, other)))
        .filter(asks)
        .take(MOST_ASKED)
        .map(|clause| (*clause).to_owned())
        .collect();
    if asked.len() < 2 { Vec::new() } else { asked }
}

/// Most kanji of a word that is no compound: 有給, 社員証.
const SHORT_WORD: usize = 3;

/// Whether a text only names a thing: one word, of which an entry may say anything.
pub(super) fn is_bare(text: &str) -> bool {
    let cut = without_courtesy(text);
    // 緊急 alone is no courtesy to a question but all that was asked.
    let word = if cut.is_empty() { text } else { &cut }
        .trim_matches(|letter: char| !letter.is_alphanumeric() && letter != 'ー');
    let letters = word.chars().count();
    let all = |is: fn(char) -> bool| letters > 0 && word.chars().all(is);
    let is_kanji = |letter| matches!(letter, '\u{4e00}'..='\u{9fff}');
    all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        || all(|letter| matches!(letter, '\u{30a1}'..='\u{30fc}'))
        || (letters <= SHORT_WORD && all(is_kanji))
}

/// Whether a piece of a text is part of another one: a window of a clause is no clause of its own.
fn is_within(piece: &str, other: &str) -> bool {
    let (piece, other) = (piece.as_bytes().as_ptr_range(), other.as_bytes().as_ptr_range());
    other.start <= piece.start && piece.end <= other.end && piece != other
}

/// The best entries of clauses, in their order, where they are several: one clause at least would be answered alone, the others are
/// worth offering. None where all of them find the same: then one clause is what the other is about.
pub(super) fn several(rankings: &[Vec<Candidate>], thresholds: Thresholds) -> Vec<EntryId> {
    let best = || rankings.iter().filter_map(|ranking| ranking.first());
    let mut entries: Vec<EntryId> = Vec::new();
    for candidate in best().filter(|candidate| candidate.confidence >= thresholds.offer) {
        if !entries.contains(&candidate.entry) && entries.len() < MOST_CANDIDATES {
            entries.push(candidate.entry);
        }
    }
    let is_sure = best().any(|candidate| candidate.confidence >= thresholds.answer);
    if entries.len() < 2 || !is_sure { Vec::new() } else { entries }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inquiry::Evidence;
    use uuid::Uuid;

    #[test]
    fn clauses_that_ask_are_told_from_what_happened_before() {
        for (text, expected) in [
            (
                "お疲れ様です。VPNがつながらないのと、名刺の注文方法を教えてください。",
                vec!["VPNがつながらないのと、", "名刺の注文方法を教えてください。"],
            ),
            (
                "How do I reset my password? And where do I order business cards? Thanks!",
                vec!["How do I reset my password?", "And where do I order business cards?"],
            ),
            ("来週、取引先の方が来ます。来客の受付はどうすればよいですか。", vec![]),
            ("I have a new title. How do I order business cards?", vec![]),
            ("VPNがつながらない", vec![]),
            ("one two three four five six seven eight nine ten can eleven twelve thirteen how", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(asked(text), expected, "{text}");
        }
        assert_eq!(asked(&"VPNがつながらない。".repeat(50)).len(), MOST_ASKED);
    }

    #[test]
    fn a_bare_word_only_names_a_thing() {
        for bare in ["PC", "vpn?", "プリンター", "有給", "社員証。", "Wi-Fi", "お疲れ様です。PC", "緊急", "ASAP"]
        {
            assert!(is_bare(bare), "{bare}");
        }
        for asks in ["PC 遅い", "vpn slow", "午前半休", "PCが重い", "ぱそこん", "", "!?"] {
            assert!(!is_bare(asks), "{asks}");
        }
    }

    #[test]
    fn several_entries_are_one_that_is_sure_with_others_worth_offering() {
        let best = |entry, confidence| {
            vec![Candidate {
                entry: EntryId::new(Uuid::from_u128(entry)),
                score: 0.0,
                confidence,
                among: confidence,
                evidence: Evidence::default(),
            }]
        };
        let thresholds = Thresholds { answer: 0.8, offer: 0.3 };
        for (rankings, expected) in [
            (vec![best(1, 0.9), best(2, 0.9)], vec![1, 2]),
            (vec![best(2, 0.4), best(1, 0.9)], vec![2, 1]),
            (vec![best(1, 0.9), best(1, 0.9)], vec![]),
            (vec![best(1, 0.9), best(2, 0.2)], vec![]),
            (vec![best(1, 0.7), best(2, 0.7)], vec![]),
            (vec![best(1, 0.9), Vec::new()], vec![]),
            (vec![best(1, 0.9), best(2, 0.9), best(3, 0.9), best(4, 0.9)], vec![1, 2, 3]),
        ] {
            let expected: Vec<EntryId> = expected.into_iter().map(|id| EntryId::new(Uuid::from_u128(id))).collect();
            assert_eq!(several(&rankings, thresholds), expected, "{rankings:?}");
        }
    }
}
