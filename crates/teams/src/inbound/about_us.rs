//! Questions in free words about the help desk itself: who it is, whether it is a program, what it can do, how it is used. The help
//! answers them; no entry does. As with [`wishes`](super::wishes), a whole message is such a question or it is none.

use std::sync::LazyLock;

use regex::Regex;

use super::wishes::{EN_AFTER, EN_BEFORE, JA_BEFORE, joined, whole};

/// Whether a message, prepared by [`plain`](super::commands), asks for nothing but what this is, what it can do or how it is used.
pub(super) fn asks_about_us(said: &str) -> bool {
    static PATTERNS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
        let japanese = [
            // あなたは誰, お名前は
            format!("(?:{JA_US}(?:って|は|とは|の)?)?(?:誰|だれ|何者|お?名前は?(?:何|なに|なん)?)"),
            format!("(?:{JA_US}|相手|中の人)(?:って|は)?(?:やっぱり|本当に)?{JA_KIND}"),
            // 何ができるの, どんな質問に答えてくれますか
            format!("(?:(?:{JA_US}|ここ)(?:って|は|で|に)*)?(?:何|なに|どんな(?:こと|質問))(?:が|を|まで|なら|に)?{JA_CAN}"),
            format!("(?:{JA_US}の?)?使い(?:方|かた)(?:を|が|は|って)?(?:教えて|知りたい|わか[らり]|分か[らり]|どう|何|なに)?"),
        ]
        .join("|");
        let english = [
            "(?:who|what)(?: exactly)? (?:are|r) (?:you|u)|who is this|who s this|what(?: i| )s your name|do you have a name".to_owned(),
            format!("(?:are|r) (?:you|u) (?:really )?{EN_KIND}"),
            format!("am i (?:talking|speaking|chatting|writing) (?:to|with) {EN_KIND}"),
            format!("is this {EN_KIND}"),
            "what (?:all )?(?:can|do|could) (?:you|u) (?:do|know|answer|help(?: me)? with)(?: for me)?".to_owned(),
            "what (?:sort|kind)s? of (?:questions|things) can (?:i ask|you answer)|what can i ask(?: you)?".to_owned(),
            format!("how can you help(?: me| us)?|what is {EN_US}|how (?:do you|does {EN_US}) work|how (?:do|can) i use (?:you|{EN_US})"),
        ]
        .join("|");
        [whole(&format!("{JA_BEFORE}(?:{japanese}){JA_ASKED}")), whole(&format!("{EN_BEFORE}(?:{english}){EN_AFTER}"))]
    });
    PATTERNS[0].is_match(&joined(said)) || PATTERNS[1].is_match(said)
}

const JA_US: &str = "(?:あなた|貴方|君|きみ|お前|おまえ|(?:この)?(?:窓口|ボット|bot|アシスタント)|このai|このアプリ|このチャット|まどぐち|madoguchi)";
const JA_KIND: &str = "(?:ai|人工知能|人間|人|ボット|bot|ロボット|機械|プログラム|chatgpt)";
const JA_CAN: &str =
    "(?:でき|出来|聞け|(?:教えて|答えて)くれ|して(?:くれ|もらえ|いただけ)|頼め|相談でき|質問でき|答えられ)る?";
const JA_ASKED: &str = "(?:です|ます|ません|ない|なの|なん|でしょう|の|ん|か|ください|下さい|ほしい|欲しい)*";
const EN_US: &str = "(?:this|the) (?:bot|chatbot|assistant|help ?desk)|madoguchi";
const EN_KIND: &str = "(?:an? )?(?:real |live |actual |human )?(?:ai|(?:chat)?bot|robot|machine|program|computer|human(?: being)?|person|chatgpt)";

#[cfg(test)]
mod tests {
    use super::super::commands::read;
    use desk::flow::Command;

    #[test]
    fn who_asks_what_it_is_or_can_do_is_told_by_the_help() {
        for said in [
            "あなたは誰ですか？",
            "君はAIなの？",
            "お名前は？",
            "何ができるの？",
            "何ができますか",
            "ここではどんな質問に答えてくれますか",
            "使い方を教えてください",
            "使い方がわかりません",
            "who are you",
            "What is your name?",
            "are you a bot?",
            "Are you a real person?",
            "am I talking to a human?",
            "what can you do?",
            "what can I ask you",
            "How can you help me?",
            "how does this bot work?",
        ] {
            assert_eq!(read(said), Some(Command::Help), "{said}");
        }
    }

    #[test]
    fn a_question_about_something_else_is_a_question() {
        for said in [
            "AIを使ってもいいですか",
            "プリンターの使い方を教えて",
            "担当者は誰ですか",
            "社長の名前は？",
            "これは何ですか",
            "有給で何ができますか",
            "在宅勤務の日は何をすればいいですか",
            "who is the head of IT",
            "what can I do about a slow VPN",
            "what is a VPN",
            "how does it work",
            "are you open on Saturday",
            "is this a phishing mail",
            "how do I use the printer",
            "what do I do",
        ] {
            assert_eq!(read(said), None, "{said}");
        }
    }
}
