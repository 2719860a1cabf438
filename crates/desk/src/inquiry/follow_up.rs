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

/// Whether a text only makes sense with the question before it: short, and pointing back ("それは？", "what about macOS?",
/// 「スマホの場合は？」).
pub(crate) fn is_follow_up(text: &str) -> bool {
    let text = normalised(text);
    let text = text.trim();
    let count = text.chars().count();
    count > 0 && count <= LONGEST && (POINTS_BACK.is_match(text) || SHORT_CASE.is_match(text))
}

/// The question that a follow-up asks, with its context in front.
pub(crate) fn with_context(before: &str, follow_up: &str) -> String {
    format!("{} {}", before.trim(), follow_up.trim())
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
        ] {
            assert!(is_follow_up(text), "{text}");
        }
        for text in [
            "VPNに接続できません",
            "How do I reset my password?",
            "有給休暇は何日ありますか",
            "",
            "プリンターで印刷できない",
        ] {
            assert!(!is_follow_up(text), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_never_a_follow_up() {
        assert!(!is_follow_up(&format!("それは{}", "とても".repeat(20))));
    }
}
