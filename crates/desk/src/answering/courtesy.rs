//! Catches what is said without asking anything, so that no entry answers it by accident.

use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// What is said without asking anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Courtesy {
    /// Good morning.
    Greeting,
    /// Thank you.
    Thanks,
    /// Ok, I see.
    Acknowledgement,
    /// "And that?" with nothing to refer to.
    Unclear,
}

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    whole(
        r"(おはよう|お早う)(ございます)?|こんにち[はわ]|こんばん[はわ]|はじめまして|お疲れ(様|さま)?(です|でした)?|おつかれ(さま)?(です|でした)?|お世話になって(おり|い)ます|よろしく(お願い(します|致します|いたします))?|もしもし|やあ|どうも|hi|hello|hey|hiya|good (morning|afternoon|evening|day)|greetings|yo|hello there|hi there",
    )
});
static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    whole(
        r"(どうも|本当に|大変|ほんとに)?(ありがと(う|ー)?(ございま(す|した))?|有難う(ございま(す|した))?|助かりま(す|した)|感謝(です|します)|サンキュー)(助かりま(す|した))?|(解決(し|でき)|直り|治り|でき|出来)ま?した(ありがとう(ございま(す|した))?)?|(many |much )?(thanks|thank you|thx|ty|cheers)( (so much|very much|a lot|again|everyone|all))?|(that|it) (worked|helped|works)( thanks| thank you)?|much appreciated|great thanks|perfect thanks",
    )
});
static ACKNOWLEDGEMENT: LazyLock<Regex> = LazyLock::new(|| {
    whole(
        r"はい|いいえ|うん|ううん|ええ|了解(です|しました|いたしました|致しました)?|承知(しました|いたしました|です)?|わかりました|分かりました|かしこまりました|なるほど(です)?|そうですか|そうですね|オーケー|おk|大丈夫(です)?|結構です|ok|okay|k|yes|no|yep|yeah|nope|sure|got it|i see|understood|fine|alright|all right|right|great|perfect|nice|cool|good|never mind|nevermind|lol|笑|w+",
    )
});
static UNCLEAR: LazyLock<Regex> = LazyLock::new(|| {
    whole(
        r"(それ|これ|あれ|その件|この件|例の件)(は|って|が|を)?(何|なに|どう|なぜ)?(ですか|なの)?|え|は|ん|何|なに|なぜ|どうして|どういうこと(ですか)?|つまり|質問(があります|です)?|教えて(ください)?|困って(い)?ます|相談(があります|です)?|it|that|this|what|why|how|huh|what is (it|that|this)|(i have )?a question|question|test|テスト|(please )?(tell me|explain)",
    )
});

fn whole(alternatives: &str) -> Regex {
    Regex::new(&format!("^({alternatives})$")).expect("a fixed pattern")
}

/// What courtesy a text is, when it is nothing else: as a whole, or clause by clause ("了解です、ありがとうございます"), where
/// thanks count most. Punctuation, spaces at the ends and pictographs do not count.
pub fn courtesy(text: &str) -> Option<Courtesy> {
    let text = normalised(text);
    whole_courtesy(&text).or_else(|| clauses_of_courtesy(&text))
}

fn clauses_of_courtesy(text: &str) -> Option<Courtesy> {
    let clauses =
        text.split(['、', '。', ',', '.', '!', '\n']).filter(|clause| clause.chars().any(char::is_alphanumeric));
    let kinds: Vec<Courtesy> = clauses.map(whole_courtesy).collect::<Option<_>>()?;
    [Courtesy::Thanks, Courtesy::Acknowledgement, Courtesy::Greeting].into_iter().find(|kind| {
        // "はい、それは？" asks something.
        kinds.contains(kind) && !kinds.contains(&Courtesy::Unclear)
    })
}

fn whole_courtesy(text: &str) -> Option<Courtesy> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let bare = words.join(" ");
    if bare.is_empty() {
        return Some(Courtesy::Unclear);
    }
    let joined = bare.replace(' ', "");
    let is = |pattern: &Regex| pattern.is_match(&bare) || pattern.is_match(&joined);
    if is(&GREETING) {
        Some(Courtesy::Greeting)
    } else if is(&THANKS) {
        Some(Courtesy::Thanks)
    } else if is(&ACKNOWLEDGEMENT) {
        Some(Courtesy::Acknowledgement)
    } else if is(&UNCLEAR) {
        Some(Courtesy::Unclear)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_are_caught_whole() {
        for (text, expected) in [
            ("こんにちは！", Courtesy::Greeting),
            ("お疲れ様です。", Courtesy::Greeting),
            ("Good morning :)", Courtesy::Greeting),
            ("ありがとうございました😊", Courtesy::Thanks),
            ("どうもありがとう", Courtesy::Thanks),
            ("Thanks a lot!", Courtesy::Thanks),
            ("解決しました。ありがとうございます", Courtesy::Thanks),
            ("OK, thanks!", Courtesy::Thanks),
            ("了解です", Courtesy::Acknowledgement),
            ("ＯＫ", Courtesy::Acknowledgement),
            ("それは？", Courtesy::Unclear),
            ("？？", Courtesy::Unclear),
            ("", Courtesy::Unclear),
        ] {
            assert_eq!(courtesy(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_question_with_a_greeting_in_front_stays_a_question() {
        for text in [
            "こんにちは、VPNに繋がりません",
            "Hi, how do I print?",
            "ありがとう、あと経費の締め日は？",
            "ok google",
            "はい、それは？",
            "了解です。VPNは？",
            "VPN",
        ] {
            assert_eq!(courtesy(text), None, "{text}");
        }
    }
}
