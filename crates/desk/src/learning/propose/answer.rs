//! The agent's sentences: which of them answer.

use super::chitchat;
use super::credentials;
use super::personal::{is_done, is_personal, without_investigation};
use super::retracted;
use super::sentence::{Sentence, plain, weight};
use super::telling;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What an agent's sentence is to a draft.
pub(super) enum Said {
    /// Frame around the matter.
    Chitchat,
    /// A question to the requester.
    AskedBack,
    /// Holds for this person or moment.
    Personal,
    /// Was changed for this person.
    Done,
    /// Takes back what was said just before, and says what holds instead, or not yet.
    TakenBack(Option<Sentence>),
    /// Part of an answer.
    Reusable(Sentence),
    /// A plain statement: part of an answer where it goes on with one.
    GoesOn(Sentence),
}

static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:か|かね|かな)$|(?:教えて|聞かせて|お聞かせ|お知らせ|お教え|お伺い|伺って|ご提示|ご共有|共有して|見せて|貼って|添付して|お送り|送って|ご返信|返信して|ご記入の上返信)(?:ください|下さい|いただけ[^。]{0,10}|もらえ[^。]{0,8}|頂け[^。]{0,10}|ほしい[^。]{0,4})$|",
        r"\b(?:please |could you |can you )?(?:tell|send|share|provide|show|give) (?:me|us)\b[^.]{0,80}$|^(?:please )?(?:let me know|confirm|describe|specify|clarify|advise) (?:what|which|whether|if|your|when|how|where|who|the)\b|^may i (?:know|have|ask|get)\b"
    ))
    .expect("a constant pattern")
});
/// A question in form, an instruction in fact.
static INSTRUCTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:して|試して|押して|開いて|入れて|切って|選んで|変えて|消して|外して|戻して|待って|つないで|繋いで|抜いて|差して)(?:いただけ|もらえ|頂け|みていただけ|みてもらえ|みて(?:ください|は))[^。]{0,12}か?$|(?:再起動|入力|設定|選択|変更|削除|更新|確認|実行|クリック|インストール|申請|ログイン|接続)(?:いただけ|頂け|願え)[^。]{0,10}か$|てみては(?:いかが|どう)でしょうか$|",
        r"^(?:(?:ok(?:ay)?|then|first|next|also|now|and),? )?(?:could|can|would|will) you (?:please |kindly |also |first |then |maybe )*(?:try|restart|reboot|open|click|check that|check the|go|press|run|clear|update|reinstall|install|log|sign|unplug|plug|select|disable|enable|make sure|turn|switch|close|use|follow|remove|add|set|connect|disconnect|enter|delete|download)\b|^(?:have|did) you (?:try|tried) (?:to )?\w+ing"
    ))
    .expect("a constant pattern")
});
static REQUEST_FOR_FACTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:教えて|聞かせて|お送り|送って|知らせて|お知らせ|共有|提示|見せて|貼って|添付|お伺い|確認させて)|スクリーンショット|screenshot|^(?:have|did) you").expect("a constant pattern")
});
/// What is said to one person by name before the matter.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:〔氏名〕|\[name\])[_0-9|`]*(?:(?:様|さん|さま|-san| san)[、,:! ]+|[、,:!]+ ?)|(?:お世話になっております|お疲れ様です|こんにちは|承知しました|かしこまりました|恐れ入りますが|申し訳(?:ございません|ありません)が|お手数(?:です|をおかけします)が|ご連絡ありがとうございます|ありがとうございます)[、,]\s?|",
        r"(?i:(?:hi|hello|hey|hiya|morning|dear|thanks|thank you|thx|sure|sure thing|ok|okay|no problem|no worries|of course|certainly|alright|right|great|perfect|gotcha|got it|sorry about that|ah|oh|yep|yeah|well)(?: (?:\[name\]|there|\w+))?[,!.:]+ )|[^。、]{0,12}〔氏名〕です、(?:お待たせ(?:いたし|し)ました。)?|(?:はい|ええ|あ|ああ|なるほど(?:です)?(?:ね)?|了解です|承知です)[、,]\s?)+"
    ))
    .expect("a constant pattern")
});
static LEANS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:初回に?|当日(?:は|、)|その日(?:は|に)|時間になったら|それまで(?:は|に)|その後|あとは|後は|これで|それで|再度|もう一度|では|次回|ログイン後|then|after that|now|afterwards|please (?:try|log in|sign in) again|try again|(?:please )?(?:sign|log) (?:out|off|in)\b|restart\b|it (?:can|may|might|will|should|takes?)\b|this (?:can|may|might|will|should|takes?)\b|you (?:can|may|should) (?:now|then)\b|(?:please )?allow\b[^.]{0,60}\b(?:take effect|propagate|show up|sync|come through|to work)|一度サインアウト|サインアウト|ログアウト|[0-9]+(?:分|時間)ほど|反映(?:に|まで))").expect("a constant pattern")
});

/// Tells what a sentence of an agent is; `topic` are the words of the question.
pub(super) fn said(sentence: &Sentence, topic: &HashSet<String>) -> Said {
    let text = addressed_to_all(&sentence.text);
    if retracted::takes_back(text) {
        let instead = retracted::instead(text).map(|rest| matter(rest, sentence, topic));
        return Said::TakenBack(match instead {
            Some(Said::Reusable(instead)) => Some(instead),
            _ => None,
        });
    }
    matter(text, sentence, topic)
}

/// What a sentence is that takes nothing back; `text` is the part of it that is for everybody.
fn matter(text: &str, sentence: &Sentence, topic: &HashSet<String>) -> Said {
    let plain = plain(text);
    if chitchat::of_agent(text) || credentials::are_asked_for(text) {
        return Said::Chitchat;
    }
    let instructs = INSTRUCTS.is_match(&plain) && !REQUEST_FOR_FACTS.is_match(&plain);
    let asks = text.trim_end().ends_with(['?', '？']) || ASKS.is_match(&plain);
    if asks && !instructs {
        return Said::AskedBack;
    }
    let found = without_investigation(text);
    if is_personal(found) || (found.len() < text.len() && found.ends_with("でした。")) {
        return if is_done(found) { Said::Done } else { Said::Personal };
    }
    let tells = telling::tells(found, topic);
    if !tells && !telling::goes_on(found) {
        return Said::Chitchat;
    }
    let text = if found.len() < sentence.text.len() { capital(found) } else { found.to_owned() };
    let part = Sentence { text, begins_line: sentence.begins_line };
    if tells { Said::Reusable(part) } else { Said::GoesOn(part) }
}

/// Words of a rule that holds the next time as well: 「5回間違えると」, "for next time", "in general".
static NEXT_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"場合|(?:とき|際)(?:は|には|に、)|(?:たら|れば|なら|と)、|ごと|毎[日週月年回朝]|以内|以上|前まで|必要|原則|一般|なお|次回|今後|必ず|普段|通常|規程|規則|ルール|決まり|自動|(?:える|れる|ない|くる|する|わる|ある|いる)と|",
        r"\b(?:for next time|from now on|in (?:the )?future|in general|generally|usually|normally|please note|note that|always|never|every|whenever|automatically|otherwise|must|required|policy|only)\b|\b(?:if|after|when|once|before|unless) "
    ))
    .expect("a constant pattern")
});

/// Whether a sentence tells a rule for the next time, too, and does not only go on with what was done for this person.
pub(super) fn holds_next_time(text: &str) -> bool {
    !leans(text) && NEXT_TIME.is_match(&plain(text))
}

/// Whether a sentence leans on one that is not there: "初回に変更してください" after a password.
pub(super) fn leans(text: &str) -> bool {
    weight(text) < 60 && LEANS.is_match(&plain(text))
}

fn addressed_to_all(text: &str) -> &str {
    let rest = ADDRESSED.find(text).map_or(text, |found| &text[found.end()..]);
    if weight(rest) > 0 { rest } else { text }
}

/// With a capital at the beginning, where the beginning was cut off.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.trim_start().chars();
    match letters.next() {
        // "macOS" and "iPhone" are written so.
        Some(first)
            if first.is_ascii_lowercase()
                && !letters.clone().take_while(|c| c.is_alphanumeric()).any(|c| c.is_ascii_uppercase()) =>
        {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => text.trim_start().to_owned(),
    }
}
