//! Catches what is said without asking anything, so that no entry answers it by accident.

use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// What is said without asking anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Courtesy {
    /// Good morning, how are you?
    Greeting,
    /// Thank you.
    Thanks,
    /// Ok, I see; I will try that; goodbye.
    Acknowledgement,
    /// "And that?" with nothing to refer to, "help me" without saying with what.
    Unclear,
}

const GREETINGS: &[&str] = &[
    "おはよう|お早う|こんにち[はわ]|こんばん[はわ]|はじめまして|お疲れ(様|さま)?|おつかれ(さま)?|お世話になって(おり|い)ます|もしもし|やあ|どうも",
    "よろしく(お願い(します|致します|いたします))?|(お)?元気(ですか)?|調子(は)?どう(ですか)?",
    "hi|hello|hey|hiya|good (morning|afternoon|evening|day)|greetings|yo|hello there|hi there",
    "how are (you|things)( doing)?( today)?|how r u|how (is|s) it going|hows it going|what s up|whats up|sup|nice to meet you",
];
const THANKS: &[&str] = &[
    "(どうも|本当に|大変|ほんとに|ほんと|とても|すごく)?(ありがと(う|ー)?|有難う|助かりま(す|した)|助か(る|った)|感謝(します|してます)?|サンキュー)",
    "(解決(し|でき)|直り|治り|でき|出来)ま?した|(解決|直っ|治っ)(し)?た",
    "(many |much )?(thanks|thank you|thx|ty|cheers|tysm)( (so much|very much|a lot|again|everyone|all|for (your|the) (help|answer)))?",
    "(that|it|this) (really )?(worked|helped|works|helps)( a lot| me)?|that (was|is) (very |really )?(helpful|great|perfect)|much appreciated|good (bot|job|work)|well done",
];
const ACKNOWLEDGEMENTS: &[&str] = &[
    "はい|いいえ|うん|ううん|ええ|りょ(うかい)?|了解(しました|いたしました|致しました)?|しょうち(しました)?|承知(しました|いたしました)?|わか(りました|った)|分か(りました|った)|かしこまりました",
    "なるほど|そう(ですか|か)?|オーケー|おk|おけ|大丈夫|結構|(やって|試して|確認して)み(ます|る)|確認します",
    "さようなら|さよなら|バイバイ|おやすみ(なさい)?|(お先に)?失礼(いた|致)?します|またね?",
    "ok|okay|k|yes|no|yep|yeah|nope|sure|got it|i see|understood|fine|alright|all right|right|great|perfect|nice|cool|good|never mind|nevermind|lol|haha|笑|w+",
    "(i )?(will|ll|gonna) (try|do)( (it|that|this))?|let me (try|check)( (it|that|this))?|will do|no (problem|worries)|sorry",
    "bye|bye bye|goodbye|see (you|ya)( later| tomorrow| soon)?|good night|have a (nice|good|great) (day|one|evening|weekend)|take care|talk (to you )?later",
];
const UNCLEAR: &[&str] = &[
    "(それ|これ|あれ|その件|この件|例の件)(は|って|が|を)?(何|なに|どう|なぜ)?(ですか|なの)?|え|は|ん|何|なに|なぜ|どうして|どういうこと(ですか)?|つまり",
    "(ちょっと)?(質問|相談|(お)?(聞|訊|たずね)(きし)?(き)?たいこと)(が(あります|ある|あるん|あり))?(です|ですが|んですが|んですけど|けど|が|まして)?|教えて(ください)?|困って(い)?ます",
    "(すみません|すいません|ごめん(なさい)?|申し訳(ありません|ございません))(が|けど)?|(誰か)?(助けて|たすけて|手伝って)(ください|下さい|ほしい(です)?)?",
    "it|that|this|what|why|how|huh|what is (it|that|this)|(i have )?(a|another) question|i have a question for you|question|test|テスト|(please )?(tell me|explain)",
    "((can|could) (you|someone|anyone|somebody) )?(please )?help( me)?( out)?|i need (some |your )?help|excuse me|are you there|anyone there",
];
/// What softens the end of a word of courtesy in Japanese.
const SOFTENED: &str = "(です|でした|ございま(す|した))?(よ|ね|わ|ー|っ)*";

static GREETING: LazyLock<Regex> = LazyLock::new(|| whole(&[GREETINGS]));
static THANKING: LazyLock<Regex> = LazyLock::new(|| whole(&[THANKS]));
static ACKNOWLEDGING: LazyLock<Regex> = LazyLock::new(|| whole(&[ACKNOWLEDGEMENTS]));
static ASKING_NOTHING: LazyLock<Regex> = LazyLock::new(|| whole(&[UNCLEAR]));
/// Several of them without a mark between: "thx that helped a lot".
static IN_A_ROW: LazyLock<Regex> = LazyLock::new(|| {
    let one = any_of(&[GREETINGS, THANKS, ACKNOWLEDGEMENTS]);
    Regex::new(&format!("^{one}( {one})+$")).expect("a fixed pattern")
});
static AMONG: LazyLock<[(Regex, Courtesy); 2]> = LazyLock::new(|| {
    [(THANKS, Courtesy::Thanks), (ACKNOWLEDGEMENTS, Courtesy::Acknowledgement)]
        .map(|(words, kind)| (Regex::new(&format!("(^| ){}( |$)", any_of(&[words]))).expect("a fixed pattern"), kind))
});

fn any_of(kinds: &[&[&str]]) -> String {
    format!("(?:(?:{}){SOFTENED})", kinds.concat().join("|"))
}

fn whole(kinds: &[&[&str]]) -> Regex {
    Regex::new(&format!("^{}$", any_of(kinds))).expect("a fixed pattern")
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
    } else if is(&THANKING) {
        Some(Courtesy::Thanks)
    } else if is(&ACKNOWLEDGING) {
        Some(Courtesy::Acknowledgement)
    } else if is(&ASKING_NOTHING) {
        Some(Courtesy::Unclear)
    } else if IN_A_ROW.is_match(&bare) {
        let most = AMONG.iter().find(|(words, _)| words.is_match(&bare));
        Some(most.map_or(Courtesy::Greeting, |(_, kind)| *kind))
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
            ("ありがとう、助かったよ〜", Courtesy::Thanks),
            ("thx that helped a lot", Courtesy::Thanks),
            ("good bot", Courtesy::Thanks),
            ("こんにちは!元気ですか？", Courtesy::Greeting),
            ("hi! how are you?", Courtesy::Greeting),
            ("りょうかいです", Courtesy::Acknowledgement),
            ("OKです！", Courtesy::Acknowledgement),
            ("わかりました、やってみます", Courtesy::Acknowledgement),
            ("I will try that, thanks", Courtesy::Thanks),
            ("see you", Courtesy::Acknowledgement),
            ("さようなら", Courtesy::Acknowledgement),
            ("すみません", Courtesy::Unclear),
            ("助けて！", Courtesy::Unclear),
            ("ちょっと聞きたいことがあるんですが", Courtesy::Unclear),
            ("can you help me?", Courtesy::Unclear),
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
            "すみません、VPNは？",
            "大丈夫ですか",
            "結構ですか",
            "助けてください、PCが動きません",
            "help me with the printer",
            "I have a question about my computer",
            "感謝状を作りたい",
            "good morning coffee machine is broken",
            "no sound",
            "right to vacation",
            "VPN",
        ] {
            assert_eq!(courtesy(text), None, "{text}");
        }
    }
}
