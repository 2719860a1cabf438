//! What an agent takes back: "Sorry, scratch that", 「失礼しました、今のは昨年度の規程でした」. What they said just before is wrong.

use super::sentence::plain;
use regex::Regex;
use std::sync::LazyLock;

static TAKES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:scratch (?:that|this)|strike that|ignore (?:that|this|my (?:last|previous)|what i)|forget (?:that|what i)|not that(?: one)?$|disregard (?:that|my)|my (?:mistake|bad|fault|error)|i (?:was|am|'m) (?:wrong|mistaken)|i (?:made|make) a mistake|i(?:'ve)? (?:mixed|mix) (?:that|this|them|it|those|something|things)? ?up|i (?:misread|mistyped|misspoke|confused)|that(?:'s| is| was) (?:wrong|not right|not correct|incorrect|outdated|last year's|the old)|i take that back|wait,? no|typo|that (?:figure|number|date|amount|price|link|form|information|info|answer) (?:was|is) (?:last year's|outdated|old|the old one|wrong|no longer)|i (?:gave|told) you (?:the wrong|wrong))\b|^(?:correction\b|i meant\b|(?:oh |ah |oops,? |so |ok |no,? )*(?:sorry|apologies),? (?:i meant|no,|it's|it is|that's|that should|should be|make that|correction|wrong)\b)|",
        r"(?:今の|先ほどの|さっきの|先程の|上の|前の)(?:は|説明は|回答は|案内は|内容は|話は)[^。]{0,24}(?:間違|誤|違い|違って|忘れて|古い|でした$|なしで|取り消)|^(?:[^。、]{0,12}、)?それは(?:昨年|去年|前年|以前|旧|古い|昔)[^。]{0,16}(?:です|でした|ですね)$|(?:間違え(?:ました|て(?:い|お)ました|ていました)|間違いでした|間違っていました|誤りでした|勘違い(?:でした|して|しました)|訂正(?:し|いたし|します|です|させて)|取り消し(?:ます|て)|^訂正(?:です|です。|:|：|、)|案内が誤|誤って(?:ご案内|お伝え|案内))"
    ))
    .expect("a constant pattern")
});
/// The apology before what is right: "Sorry, I meant 30 days", 「訂正します、30日です」.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:(?:oh|ah|oops|whoops|so|ok|no|wait|sorry|apologies|my (?:mistake|bad)|correction|scratch that|not that)\b[,:;. !–-]*)+(?:(?:i meant|make that|that should be|should be)(?: to say)?:? )?|^(?i:i meant(?: to say)?:? )|",
        r"^(?:(?:あ|すみません|すいません|失礼(?:いた)?しました|申し訳(?:ありません|ございません)|訂正(?:です|します|いたします)?|間違えました|先ほどの(?:は|説明は)?間違いで|勘違いで)[、。:：,]\s?)+"
    ))
    .expect("a constant pattern")
});

/// Whether a sentence takes back what was said before it.
pub(super) fn takes_back(sentence: &str) -> bool {
    TAKES_BACK.is_match(&plain(sentence))
}

/// What a sentence that takes something back says instead, as far as it does.
pub(super) fn instead(sentence: &str) -> Option<&str> {
    let rest = &sentence[LEAD.find(sentence).map_or(0, |lead| lead.end())..];
    (rest.chars().any(char::is_alphanumeric) && !takes_back(rest)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_told_from_other_apologies() {
        for (sentence, says) in [
            // An excuse; it tells nothing, and falls out as that.
            ("Sorry, scratch that, I was looking at last year's policy.", Some("I was looking at last year's policy.")),
            ("Sorry, not that!", None),
            ("Oops, my mistake, I mixed that up.", None),
            ("Sorry, I meant 30 days.", Some("30 days.")),
            ("Correction: it's room 4.", Some("it's room 4.")),
            ("すみません、今のは昨年度の規程でした。", None),
            ("失礼しました、今のは年金のほうでした。", None),
            ("あ、すみません、間違えました", None),
            ("訂正します、30日以内です。", Some("30日以内です。")),
        ] {
            assert!(takes_back(sentence), "{sentence}");
            assert_eq!(instead(sentence), says, "{sentence}");
        }
        for sentence in [
            "Sorry for the wait.",
            "Sorry to hear that.",
            "Sorry, the deadline was yesterday.",
            "If the total is wrong, correct it in the form.",
            "That is not the form you need.",
            "お待たせして申し訳ありません。",
            "金額を間違えた場合は、差し戻しを依頼してください。",
            "訂正印を押してください。",
        ] {
            assert!(!takes_back(sentence), "{sentence}");
        }
    }
}
