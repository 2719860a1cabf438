//! Cuts out of a text what is said for courtesy, wherever it stands: a greeting or a closing has words of its own, which would
//! count as words of the question.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

/// Most characters that are read; what follows adds time, not sense.
const MOST_READ: usize = 1_500;

/// Ends of a sentence, or of what stands like one.
const MARK: &str = r"[。、！!？?\s~〜ー…♪^.,]*";

/// 「お願いします」 and its like.
const ASKED: &str = "(お願い|おねがい|御願い)(できます(でしょう)?か|できれば(と思います)?|(でき|いた|致)?(し|れ)?たい(です|と思います)?|(いた|致|申し上げ|もうしあげ)?(します|ます)?)";

static JAPANESE: LazyLock<Regex> = LazyLock::new(|| {
    let kindly = "(いただけ(ますと|ると|れば)|頂け(ますと|ると|れば)|くださると|もらえると)(大変)?(幸い|助かり|嬉し|ありがた|有難)(です|ます|いです|く存じます|に存じます)?";
    let receive = "(いただけ|頂け|もらえ|ください|下さい)(ます|ません|ないでしょう|ますでしょう)?(か|ませ)?";
    let patterns = [
        // Greetings.
        "おはよう(ございます|です)?|お早うございます|こんにち[はわ]|こんばん[はわ]|(はじめ|初め)まして",
        "(いつも)?(大変)?(お疲れ|おつかれ|御疲れ|お世話に)((様|さま|さん)?(です|でした|でございます)|なって(おり|い)ます|なります)",
        "突然(の(ご)?連絡)?(失礼(いた|致)?します|すみません|申し訳(ございません|ありません))",
        // Excuses.
        "(本日は|お忙しい(ところ|中)|ご多忙(のところ|中)|夜分(遅く)?(に)?|私事で)(大変|誠に)?(恐れ入ります|恐縮です|申し訳(ございません|ありません|ないです)|すみません|すいません|失礼(いた|致)?します)(が|けど|けれど)?",
        "(大変|誠に)?(すみません|すいません|申し訳(ございません|ありません|ないです)|恐れ入ります|恐縮です|失礼(いた|致)?します)(が|けど|けれど)?",
        "(ちょっと)?(聞き|お聞きし|伺い)にくいん?ですが|お手数(を)?(です|おかけ(し|いたし|致し)ます|おかけして(すみません|申し訳(ございません|ありません)))(が|けど)",
        // Who writes, and to whom.
        "(?:^|\\n)[^。、！!？?\\s]{1,12}(ご?担当者?(様|さま|さん|の方)|御中|各位|の皆(様|さま|さん))",
        "[^。、！!？?\\s]{1,15}の者です(が)?",
        "[^。、！!？?\\sはがをでにも]{1,12}(部|課|係|支店|営業所|センター|サポート)(の[^。、！!？?\\sはがをに]{1,8})?(です|と申します)(?:[。、\\n]|が、)",
        "(標題|表題|件名|首記)の件(で|について|につきまして)(ご相談があり|お伺いしたく|お尋ねしたく)?(ご?連絡(いた|致)?しました|です)?",
        // What is asked for in any mail.
        &format!(
            "(どうぞ|何卒|なにとぞ|以上|宜しく|よろしく){MARK}(よろしく|宜しく)?(ご(確認|対応|回答|返信|教示|検討|査収|協力)の?(ほど|程))?{MARK}(よろしく|宜しく)?{ASKED}"
        ),
        &format!(
            "ご?(確認|対応|回答|返信|連絡|教示|検討|査収|協力|指導)の?(ほど|程)?を?{MARK}(よろしく|宜しく){ASKED}"
        ),
        &format!(
            "ご(確認|対応|回答|返信|連絡|教示|検討|査収|協力)の?(ほど|程)?(を)?({ASKED}|{kindly}|{receive}|お待ちして(おり|い)ます)"
        ),
        &format!("(どなたか)?(助けて{receive}|教えて{kindly})"),
        kindly,
        "(どうも|本当に|大変)?(ありがとう|有難う)(ございま(す|した))?|助かります",
    ];
    Regex::new(&patterns.join("|")).expect("fixed patterns")
});

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let whom = r"(?: (?:all|team|everyone|everybody|there|folks|guys|colleagues|support|it|hr|sir|madam|sir or madam|sir/madam|helpdesk|help desk|(?:it|hr|support|service|office) (?:team|desk|department|support)))?";
    let patterns = [
        // Greetings, at the start of a sentence only: "translate hello into french" is about one.
        format!(r"(?:^|[。、.!?\n,;]\s*)(?:hi+|hello|hey+|hiya|dear|greetings|good (?:morning|afternoon|evening|day)){whom}(?:[\s,!.:;)]+|$)"),
        r"\bi? ?hope (?:this|you|all|everything)\b[^.!?\n]*[.!?]?".to_owned(),
        r"\b(?:i am|i'm) (?:writing|contacting you) from [^.,!?\n]*?(?:and |[.,!?\n])".to_owned(),
        // Excuses.
        r"\b(?:i(?:'m| am) )?(?:so |very |really )?(?:sorry|apologies|excuse me)(?: (?:to|for) (?:bother|bothering|disturb|disturbing|interrupt|interrupting|trouble|the trouble|the interruption|the inconvenience)(?: you| everyone)?)?(?: (?:with|about) this)?\b[,.!]*".to_owned(),
        // Thanks and closings.
        r"\b(?:many |kind |best |warm |with )?(?:thanks|thank you|thx|tnx|cheers)(?:,? (?:so much|very much|a lot|a million|in advance|again|for (?:your|the|any) (?:kind )?(?:help|support|time|assistance|understanding|cooperation|patience)))*".to_owned(),
        r"\b(?:and )?(?:kind|best|warm|with kind|with best)? ?(?:regards|wishes)\b[.,!]*[^.!?\n]{0,40}$".to_owned(),
        r"\b(?:yours )?(?:sincerely|truly|faithfully)(?: yours)?\b[.,!]*[^.!?\n]{0,40}$".to_owned(),
        r"\b(?:i (?:would |really |very much )*|much |highly |greatly )?appreciate[d]?(?: (?:it|your|any|the))?(?: kind)?(?: (?:help|support|assistance|time))?".to_owned(),
        r"\b(?:any|your|some) (?:help|advice|hint)(?: with this)? (?:is|would be) (?:very |much |greatly |really )*(?:appreciated|welcome|great)".to_owned(),
        r"\blooking forward to (?:your|hearing)[^.!?\n]*".to_owned(),
        // What is asked for in any mail.
        r"\b(?:could|can|would|will) (?:you|someone|anyone|somebody)(?: please| kindly)* (?:look into (?:it|this|that)|let me know|tell me|advise(?: me)?|help(?: me)?(?: out)?(?: with (?:this|that|it))?|assist(?: me)?)(?: please)?(?: when you (?:have|get) (?:a|the|some) (?:moment|minute|chance|time))?".to_owned(),
        r"\b(?:please|pls|plz|kindly)(?: (?:let me know|advise(?: me)?|help(?: me)?|tell me|assist))?\b".to_owned(),
    ];
    Regex::new(&format!("(?i){}", patterns.join("|").replace(r"\b", r"(?-u:\b)"))).expect("fixed patterns")
});

/// How urgent it is, as a label or a sentence of its own: 至急便, 緊急連絡先 or "priority high, urgent or low" is what is asked about.
static URGENT: LazyLock<Regex> = LazyLock::new(|| {
    let urgent = "(大?至急|お?急ぎ|早急|緊急|なるはや|なる早)";
    let very = "(すこし|少し|ちょっと|かなり|とても|非常に|大変|すごく|結構|本当に)?";
    let from = r"(?:^|[\n。.!?！？]\s*)";
    let patterns = [
        format!(r"(?:^|\n)\s*[【\[(<≪]({urgent}|重要|要対応|(?i:urgent|asap|important))(です)?[】\])>≫]"),
        format!(
            r"{from}{very}({urgent}(の件|案件)?(なの|なん|の)?(です|だ)(が|けど|けれど|ので|から)?|急いで(おり|い)?(ます|る)(ん?です)?(が|けど|けれど|ので|から)?)(?:[。、!?\n]+|$)"
        ),
        format!(r"{from}((大?至急|お?急ぎ|なるはや)で?、|{urgent}で?(?:[。!\n]+|$))"),
        format!(r"{urgent}(で|に|の)?、?(ご?(確認|対応|回答|返信|連絡)(を|の(ほど|程))?)?(よろしく|宜しく)?{ASKED}"),
        format!(
            r"(?i:{from}(?:(?:this|it|that)(?:'s| is) |i(?:'m| am) )?(?:(?:very|really|quite|rather|super|extremely|pretty|so|somewhat|a bit|kind of) )*(?:urgent|asap|in a (?:hurry|rush)|time.sensitive|an emergency)(?:[!.,:;\n]+|\s-\s|$))"
        ),
    ];
    Regex::new(&patterns.join("|")).expect("fixed patterns")
});

/// "As soon as possible" at the end of a sentence, with the word before it.
static SOON: LazyLock<Regex> = LazyLock::new(|| {
    let soon = r"(?i)(?P<before>(?-u:\b)[a-z]+),?\s+(?:asap|as soon as possible|at your earliest convenience) *(?P<after>[.!?\n]|$)";
    Regex::new(soon).expect("a fixed pattern")
});
/// Before them it is what is asked about: "what is ASAP?"
const NAMES: [&str; 12] = ["is", "s", "to", "in", "into", "on", "of", "for", "with", "about", "the", "does"];

fn without_urgency(text: &str) -> String {
    let mut text = text.to_owned();
    // What one match takes may be where the next would begin.
    for _ in 0..2 {
        text = URGENT.replace_all(&text, "\n").into_owned();
    }
    let kept = |found: &Captures<'_>| {
        let before = &found["before"];
        let is_name = NAMES.iter().any(|name| before.eq_ignore_ascii_case(name));
        if is_name { found[0].to_owned() } else { format!("{before}{}", &found["after"]) }
    };
    SOON.replace_all(&text, kept).into_owned()
}

/// A text without what is said for courtesy in it; in one width (NFKC). Empty where it was nothing else.
pub fn without_courtesy(text: &str) -> String {
    let text: String = text.chars().take(MOST_READ).nfkc().take(2 * MOST_READ).collect();
    let text = if text.is_ascii() { text } else { JAPANESE.replace_all(&text, "\n").into_owned() };
    let cut = without_urgency(&ENGLISH.replace_all(&text, "\n"));
    let words = |line: &&str| line.chars().any(char::is_alphanumeric);
    let trimmed =
        |line| str::trim_start_matches(line, ['。', '、', ',', '.', '!', '?', '…', '~', ' ', '\u{3000}']).trim_end();
    cut.split('\n').filter(words).map(trimmed).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesy_is_cut_wherever_it_stands() {
        for (text, left) in [
            ("お疲れ様です。VPNがつながりません。よろしくお願いいたします。", "VPNがつながりません。"),
            ("お疲れさまですVPNつながらないですよろしくお願いします", "VPNつながらないです"),
            ("おはようございます!プリンターの紙が詰まった", "プリンターの紙が詰まった"),
            (
                "お世話になっております。営業部の者です。お忙しいところ恐れ入ります。名刺が欲しいです。",
                "名刺が欲しいです。",
            ),
            ("人事ご担当者様 お世話になっております。生産技術部です。健診の日を変えたい", "健診の日を変えたい"),
            ("お忙しいところすみません、椅子が壊れました", "椅子が壊れました"),
            ("ご確認いただけますと幸いです。", ""),
            ("Hi, how do I print?", "how do I print?"),
            ("Hello team, sorry to bother you. The printer is jammed. Thanks in advance.", "The printer is jammed."),
            ("Dear IT, I hope you are doing well. My VPN is slow. Kind regards, Emma", "My VPN is slow."),
            ("Could you please tell me when payday is? Thank you very much for your help", "when payday is?"),
            ("pw reset pls", "pw reset"),
            ("good morning", ""),
            ("急ぎです。名刺が足りない", "名刺が足りない"),
            ("【急ぎ】名刺が足りない", "名刺が足りない"),
            ("[至急] 会議室の予約を取り消したい", "会議室の予約を取り消したい"),
            ("少し急ぎなのですが、名刺の注文方法は", "名刺の注文方法は"),
            ("至急、VPNを直して", "VPNを直して"),
            ("PCが起動しません。急いでいます。", "PCが起動しません"),
            ("PCが起動しません。至急ご対応をお願いいたします。", "PCが起動しません"),
            ("PCが起動しません、大至急お願いします！", "PCが起動しません、"),
            ("URGENT: my laptop won't start", "my laptop won't start"),
            ("[Urgent] my laptop won't start", "my laptop won't start"),
            ("my laptop won't start. This is really urgent!", "my laptop won't start"),
            ("need a new badge asap", "need a new badge"),
            ("Can I get a new badge, ASAP please?", "Can I get a new badge"),
            ("Hello, this is urgent. VPN down", "VPN down"),
            ("I'm in a hurry. Where is the form?", "Where is the form?"),
            ("至急です。急いでいます。VPNが切れる", "VPNが切れる"),
            ("すみません急ぎなんですがVPNが切れる", "急ぎなんですがVPNが切れる"),
            ("急いでいるので、VPNを直して", "VPNを直して"),
            ("至急お願いできますか。VPNが切れる", "VPNが切れる"),
            ("至急対応お願いします。VPNが切れる", "VPNが切れる"),
        ] {
            assert_eq!(without_courtesy(text), left, "{text}");
        }
    }

    #[test]
    fn what_is_no_courtesy_stays() {
        for text in [
            "VPNに接続できません",
            "translate hello into french",
            "感謝状の作り方を知りたい",
            "会議室です",
            "営業部の共有フォルダに入れません",
            "お願いしたサーバーはいつ届きますか",
            "挨拶のマナー研修はありますか",
            "Who approves a thank-you gift?",
            "How do I contact the help desk",
            "can you tell the weather",
            "sincerity training",
            "緊急連絡先を変更したい",
            "至急便で送りたい",
            "急ぎの出張の申請方法を知りたい",
            "急ぎで名刺を作りたい",
            "緊急、連絡先を知りたい",
            "通常、至急、どちらを選べばよいか",
            "件名に【重要】と入れる決まりを知りたい",
            "Who approves urgent purchases?",
            "Should I set the priority to high, urgent, or low?",
            "what does ASAP mean?",
            "what is ASAP?",
            "How do I log in to ASAP?",
            "mail with subject [URGENT] is blocked",
            "Is this urgent care covered by insurance?",
        ] {
            assert_eq!(without_courtesy(text), text, "{text}");
        }
    }
}
