//! Reads a follow-up with the question before it.

use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// Longest follow-up, in characters. Whoever writes more says what they mean.
const LONGEST: usize = 40;

static POINTS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(
            (それ|その|これ|この|そこ|そちら|さっき|先ほど|上記|同じ)
          | (では|じゃあ|じゃ|でも|あと|ほかに|他に|もし)
          | (it|its|that|they|those|these|then|and|but|or|so|also|otherwise|same)\b
          | (what|how)\s+(about|if|else)\b
          | (if|when)\s+(it|that|this|so|not)\b
        )",
    )
    .expect("a fixed pattern")
});

static SHORT_CASE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[^。、,.]{1,14}(の場合は?|だと|のときは?|でも)[?？]?$").expect("a fixed pattern"));

/// Asks when, where, who or how much, and nothing else: of what was asked before.
static ASKS_MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(
            (いつ|どこ|誰|だれ|いくら|何(日|時|分|週間|[かヶカ]月|年|回|円|個|枚|人|階)|なん(にち|じ|かい)|ど(の|れ)[くぐ]らい)
            (前|後|以内|間)?(まで|から|ごろ|頃)?(に|で|へ|を|が|は|も)?
            (出|申請|提出|予約|連絡|登録|行|取|受け取|言|聞|使|届|必要)?[ぁ-ん]{0,10}
          | ((and|but|so|ok|okay)[,\s]+)?((by|until|since|from|for|to|at|in)\s+)?
            (when|where|who|whom|how\s+(many|much|long|often|far|soon)(\s+(minutes|hours|days|weeks|months|years|times|people|yen|more))?)
            (\s+(is|was|does|do|did|can|could|should|must|will|would)\s+(it|that|this|they|i|we)
              (\s+(take|cost|need|last|arrive|come|do|get|have|send|hand|submit|apply|file|use|see|find|ask))?
              (\s+(it|that|this|them|one|in|to|for))*)?
            (\s+(before|after|ahead|later|earlier|in\s+advance|then|exactly))?
        )\s*[?？。.]*$",
    )
    .expect("a fixed pattern")
});

/// Whether a text only makes sense with the question before it: short, and pointing back ("それは？", "what about macOS?",
/// 「スマホの場合は？」) or asking no more than when or how much ("by when?", 「いつまでに出すの？」).
pub(crate) fn is_follow_up(text: &str) -> bool {
    let text = normalised(text);
    let text = text.trim();
    let count = text.chars().count();
    count > 0
        && count <= LONGEST
        && [&POINTS_BACK, &SHORT_CASE, &ASKS_MORE].iter().any(|pattern| pattern.is_match(text))
}

/// The question that a follow-up asks, with its context in front: one sentence, since it is one matter.
pub(crate) fn with_context(before: &str, follow_up: &str) -> String {
    let before = before.trim().trim_end_matches(['?', '？', '。', '.', '!', '！']);
    format!("{before} {}", follow_up.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_back_is_a_follow_up_and_what_stands_alone_is_not() {
        for text in [
            "それは？",
            "それはMacでも同じですか",
            "スマホの場合は？",
            "What about macOS?",
            "and on the phone?",
            "その場合の期限は？",
            "いつまでに出すの？",
            "何日前まで？",
            "どこに申請すればいいですか",
            "どのくらいかかりますか",
            "誰に聞けばいい？",
            "by when?",
            "how many days before?",
            "How long does it take?",
            "where do I get it",
            "how much?",
        ] {
            assert!(is_follow_up(text), "{text}");
        }
        for text in [
            "VPNに接続できません",
            "How do I reset my password?",
            "有給休暇は何日ありますか",
            "",
            "プリンターで印刷できない",
            "いつ給料が入りますか",
            "どこで昼ごはんを食べられますか",
            "何階に食堂がありますか",
            "when do we get paid",
            "where is the canteen",
            "how many days of leave do I have",
            "who approves my overtime",
        ] {
            assert!(!is_follow_up(text), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_never_a_follow_up() {
        assert!(!is_follow_up(&format!("それは{}", "とても".repeat(20))));
    }
}
