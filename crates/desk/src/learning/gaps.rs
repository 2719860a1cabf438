//! The rule: questions without an answer that ask the same are one gap, and the gaps that hurt most come first.

use std::collections::{HashMap, HashSet};

use time::{Duration, OffsetDateTime};

use crate::answering::without_courtesy;
use crate::id::{InquiryId, MessageId, PersonId};
use crate::language::Language;
use crate::similarity::pieces_of;

/// Two questions ask the same when they have so much in common: twice the pieces of both, by the pieces of each (the coefficient of
/// Sørensen and Dice).
const SAME: f32 = 0.6;
/// After so long a question hurts half as much.
const HALF_LIFE: Duration = Duration::days(14);

/// A question that the assistant did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedInVain {
    /// The requester's message.
    pub message: MessageId,
    /// In which inquiry.
    pub inquiry: InquiryId,
    /// Who asked.
    pub requester: PersonId,
    /// When.
    pub at: OffsetDateTime,
    /// Language of the question.
    pub language: Language,
    /// Its words.
    pub text: String,
}

/// What the FAQ lacks: questions that ask the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The newest, by whose words the gap is named.
    pub newest: AskedInVain,
    /// The others, newest first.
    pub others: Vec<AskedInVain>,
    /// How much it hurts: each person who has asked counts 1 when they ask, and half as much after [`HALF_LIFE`].
    pub weight: f64,
}

impl Gap {
    /// How many people have asked.
    pub fn people(&self) -> usize {
        self.questions().map(|question| question.requester).collect::<HashSet<_>>().len()
    }

    /// Its questions, newest first.
    pub fn questions(&self) -> impl Iterator<Item = &AskedInVain> {
        std::iter::once(&self.newest).chain(&self.others)
    }

    /// In what other words it was asked, each once, newest first.
    pub fn other_words(&self) -> Vec<&str> {
        let mut seen = HashSet::from([self.newest.text.trim()]);
        self.others.iter().map(|question| question.text.trim()).filter(|text| seen.insert(*text)).collect()
    }
}

/// Gaps of questions that come newest first, in words without courtesy; what hurts most comes first.
pub fn gaps(questions: Vec<AskedInVain>, now: OffsetDateTime) -> Vec<Gap> {
    let mut gaps: Vec<(Gap, usize)> = Vec::new();
    // Which gaps have a piece: a question is compared with those only that share one with it.
    let mut with_piece: HashMap<(Language, String), Vec<usize>> = HashMap::new();
    for mut question in questions {
        // A greeting would make all alike who greet.
        let bare = without_courtesy(&question.text);
        // Where nothing was cut the words stay as they were typed.
        if !bare.is_empty() && bare.chars().count() < question.text.trim().chars().count() {
            question.text = bare;
        }
        let pieces = pieces_of(&question.text);
        let mut common: HashMap<usize, usize> = HashMap::new();
        let keys: Vec<(Language, String)> = pieces.into_iter().map(|piece| (question.language, piece)).collect();
        for at in keys.iter().filter_map(|key| with_piece.get(key)).flatten() {
            *common.entry(*at).or_default() += 1;
        }
        let alike = |(at, shared): (usize, usize)| (2 * shared) as f32 / (keys.len() + gaps[at].1) as f32;
        let best = common
            .into_iter()
            .map(|found| (alike(found), found.0))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((_, at)) = best.filter(|(alike, _)| *alike >= SAME) {
            gaps[at].0.others.push(question);
            continue;
        }
        let size = keys.len();
        for key in keys {
            with_piece.entry(key).or_default().push(gaps.len());
        }
        gaps.push((Gap { newest: question, others: Vec::new(), weight: 0.0 }, size));
    }
    let mut gaps: Vec<Gap> = gaps.into_iter().map(|(gap, _)| Gap { weight: weight(&gap, now), ..gap }).collect();
    gaps.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.newest.at.cmp(&a.newest.at)));
    gaps
}

fn weight(gap: &Gap, now: OffsetDateTime) -> f64 {
    let mut people = HashSet::new();
    let last_of_each = gap.questions().filter(|question| people.insert(question.requester));
    last_of_each
        .map(|question| 0.5_f64.powf((now - question.at).as_seconds_f64().max(0.0) / HALF_LIFE.as_seconds_f64()))
        .sum()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn asked(number: u128, who: u128, days_ago: i64, text: &str) -> AskedInVain {
        AskedInVain {
            message: MessageId::new(Uuid::from_u128(number)),
            inquiry: InquiryId::new(Uuid::from_u128(number)),
            requester: PersonId::new(Uuid::from_u128(who)),
            at: NOW - Duration::days(days_ago),
            language: Language::of_text(text),
            text: text.to_owned(),
        }
    }

    fn names(gaps: &[Gap]) -> Vec<(&str, usize, usize)> {
        gaps.iter().map(|gap| (gap.newest.text.as_str(), 1 + gap.others.len(), gap.people())).collect()
    }

    #[test]
    fn what_asks_the_same_is_one_gap_and_what_shares_a_word_is_not() {
        let found = gaps(
            vec![
                asked(6, 1, 0, "受付の花瓶の水は誰が替えますか？"),
                asked(5, 2, 1, "いつもお世話になっております。受付の花瓶の水は誰が替えるのですか"),
                asked(4, 3, 1, "いつもお世話になっております。受付の電話番号を教えてください"),
                asked(3, 3, 2, "How do I reset the printer password?"),
                asked(2, 4, 2, "how can I reset printer passwords"),
                asked(1, 5, 2, "Where is the printer?"),
            ],
            NOW,
        );
        assert_eq!(
            names(&found),
            [
                ("受付の花瓶の水は誰が替えますか？", 2, 2),
                ("How do I reset the printer password?", 2, 2),
                ("受付の電話番号を教えてください", 1, 1),
                ("Where is the printer?", 1, 1)
            ]
        );
        assert_eq!(found[0].other_words(), ["受付の花瓶の水は誰が替えるのですか"]);
    }

    #[test]
    fn many_people_lately_come_before_one_person_often_and_many_long_ago() {
        let mut questions: Vec<_> = (0..5).map(|number| asked(100 + number, 9, 0, "駐輪場の鍵はどこですか")).collect();
        questions.extend((0..2).map(|number| asked(50 + number, number, 1, "名刺の注文はどうしますか")));
        questions.extend((0..3).map(|number| asked(number, number, 60, "忘年会の会場はどこですか")));
        let found = gaps(questions, NOW);
        let order: Vec<_> = found.iter().map(|gap| gap.newest.text.as_str()).collect();
        assert_eq!(order, ["名刺の注文はどうしますか", "駐輪場の鍵はどこですか", "忘年会の会場はどこですか"]);
        assert!(found[1].weight <= 1.0, "one person counts once: {}", found[1].weight);
    }
}
