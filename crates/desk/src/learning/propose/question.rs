//! The requester's sentences: which of them ask or describe, and the question made of them.

use super::answer::capital;
use super::chitchat;
use super::sentence::{Sentence, join, plain, weight};
use super::topic;
use regex::Regex;
use std::sync::LazyLock;

/// What a requester's sentence is to a question.
pub(super) enum Asked {
    /// Nothing of use.
    Nothing,
    /// "Yes" to what the agent asked: the agent's question as a statement.
    Confirmed(Sentence),
    /// What was tried did not help.
    Failed,
    /// Asks or describes, without its polite frame.
    Told(Sentence),
}

static YES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:はい|ええ|うん|そうです|そのとおりです|その通りです|あります|されます|yes|yep|yeah)(?:[、,。 ].{0,12})?$",
    )
    .expect("a constant pattern")
});
static FAILED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:[^。]{0,24}(?:試し|やり|やってみ|再起動し|確認し|し)(?:ました|てみました|たの?ですが|ましたが|ても)[、]?)?(?:やはり|やっぱり|まだ|それでも|残念ながら)?[、]?(?:[^。]{0,10})(?:だめ|ダメ|駄目|変わり(?:ません|ない)|変わらない|直り(?:ません|ませんでした)|直らない|同じ(?:です|でした|エラー|状態)[^。]{0,10}|うまくいき(?:ません|ませんでした)|解決しません(?:でした)?)(?:です|でした)?[^。]{0,6}$|",
        r"^(?:(?:no|hmm|ok|tried(?: that| it)?|i tried(?: that| it)?|unfortunately|sorry),? ?(?:but |and )?)*(?:it |that |this )?(?:still )?(?:does(?:n't| not)|did(?:n't| not)|is(?:n't| not)|has(?:n't| not)|no luck|same (?:error|problem|issue|thing|result)|not working|nothing (?:changed|happens|happened))[^?]{0,40}$|^still (?:not|the same|no|broken|failing)[^?]{0,40}$"
    ))
    .expect("a constant pattern")
});
/// Polite frames before the matter.
static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:お忙しいところ|お手数(?:を)?(?:です|おかけします|お?かけ)|恐れ入り|恐縮|すみません|すいません|失礼(?:し|いたし)|突然|申し訳(?:ございません|ありません|ない)|いつもお?世話に|お世話になって|お疲れ(?:様|さま)|こんにち[はわ]|おはようございます|初めまして|はじめまして|度々|たびたび|急ぎで|ちなみに)[^。、]{0,18}[、,]\s?|",
        r"(?:〔氏名〕|\[name\])(?:さん|様)?[:、,：]\s*|",
        r"[^。、]{0,14}(?:〔氏名〕|\[name\])(?:です|と申します)(?:が|けど|けれど)?[、,]\s?|",
        r"(?:ちょっと|少し|一点|1点|１点|一つ|ひとつ)?[、]?(?:お聞き|お伺い|伺い|質問|ご?相談|お尋ね|教えて(?:いただき|頂き|もらい)|確認)(?:を)?(?:し|させて(?:いただき|頂き)|いたし)?(?:たい(?:こと|の|ん)?(?:です|があ(?:り|る)|ですが)?(?:ます|の|ん)?(?:です)?(?:が|けど|けれど)?|(?:なの|なん)?です(?:が|けど|けれど)|があるの?ですが|があります(?:が)?|ます(?:が)?)[、,]\s?|",
        r"(?:質問|相談|確認|お願い|報告)(?:なの|なん)?(?:です)?(?:が|けど)?[、,:：]\s?|(?:えっと|あの|あのー|実は|えーと)[、,]?\s?|",
        r"(?i:(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear|greetings)(?:[ ,]+(?:there|all|team|everyone|again|folks|support|it|help ?desk|\[name\]|〔氏名〕))*[,!.:]+\s*|sorry (?:to bother you|for the trouble|for asking)(?: again)?[,.]?(?: but)?\s+|excuse me[,.]\s*|quick question[:,.\-–]*\s*|just wondering[,:]\s*|(?:ok(?:ay)?|thanks?|thank you|great|perfect|well|so|um|uh)[,!.]+\s+|(?:this is|my name is|i'?m|i am) \[name\](?:,? (?:from|in|at) [^,.]{1,24})?[,.]?\s*(?:and|-|–)?\s+))"
    ))
    .expect("a constant pattern")
});
static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<x>[^。、]{2,40}?)(?:の|に関する)件(?:で|について|に関して)[^。、]{0,4}(?:お?聞き|お?伺い|質問|ご?相談|ご?連絡|お?問い?合わ?せ|お?尋ね|教えて)[^。、]{0,24}(?P<end>[、。]|$)").expect("a constant pattern")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[、,]\s?(?:どうぞ|何卒)?(?:よろしく|宜しく)お願い[^。、]{0,10}([。！!]?)$|(?i:,?\s+(?:thanks|thank you|thx|cheers)(?: in advance| so much| a lot)?[.!]*$)").expect("a constant pattern")
});
static NEW_TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:別件|もう(?:一|1|１)(?:つ|点|件)|あと|それと|それから|ところで|話は変わり|ついでに|追加で|他に|ほかに)(?:(?:に?なり|変わり)?ます|なの|なん)?(?:です|で)?(?:が|けど|けれど)?(?:[、,]|(?:お聞き|質問|教えて)[^。、]{0,14}[、,])?\s?|",
        r"^(?i:(?:also|another (?:question|thing|one|issue)|one more (?:question|thing)|by the way|btw|separately|on another (?:note|topic)|unrelated(?: question)?|and|next|a different (?:question|topic)|different question)\s?[,:.\-–]*\s+)"
    ))
    .expect("a constant pattern")
});
/// Words that only lead to personal data: "社員番号は〓です" asks nothing.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)社員番号|従業員番号|社員コード|電話番号|電話|携帯|メールアドレス|メール|アドレス|内線|名前|氏名|住所|連絡先|番号|端末|部署|所属|生年月日|マイナンバー|口座|折り返し|連絡|お願い|いたし|します|ください|または|もしくは|です|になります|まで|は|か|の|が|に|へ|と|を|〓|\b(?:my|is|name|phone|number|e-?mail|mail|employee|id|and|the|reach|me|at|call|please|contact|address|it'?s|i'?m|i am|on|or)\b").expect("a constant pattern")
});

/// Tells what a sentence of a requester is; `asked_back` is what the agent asked just before.
pub(super) fn asked(sentence: &Sentence, asked_back: Option<&Sentence>) -> Asked {
    let plain = plain(&sentence.text);
    if let Some(statement) = asked_back.filter(|_| YES.is_match(&plain)).and_then(|back| confirmed(&back.text)) {
        return Asked::Confirmed(Sentence { text: statement, begins_line: false });
    }
    if FAILED.is_match(&plain) {
        return Asked::Failed;
    }
    let text = unframed(&sentence.text);
    let only_leads = plain.contains('〓') && weight(&LEADS.replace_all(&plain, "")) < 3;
    if chitchat::of_requester(&sentence.text) || chitchat::of_requester(&text) || only_leads || weight(&text) < 2 {
        return Asked::Nothing;
    }
    Asked::Told(Sentence { text, begins_line: sentence.begins_line })
}

/// A sentence that opens a question, without "別件ですが".
pub(super) fn opened(sentence: Sentence) -> Sentence {
    match NEW_TOPIC.find(&sentence.text).map(|found| &sentence.text[found.end()..]) {
        Some(rest) if weight(rest) > 1 => {
            Sentence { text: capital(&unframed(rest)), begins_line: sentence.begins_line }
        }
        _ => sentence,
    }
}

/// The question made of its sentences.
pub(super) fn compose(sentences: &[Sentence]) -> String {
    // Failures are told where they say more than that it failed.
    let mut kept: Vec<Sentence> = Vec::new();
    for sentence in sentences {
        let failed = FAILED.is_match(&plain(&sentence.text));
        if (!failed || kept.is_empty()) && !kept.iter().any(|before| before.text == sentence.text) {
            kept.push(sentence.clone());
        }
    }
    // A heading that the next sentence repeats is not needed.
    if kept.len() > 1 && kept[0].text.ends_with("について。") {
        let heading = kept[0].text.trim_end_matches("について。").to_owned();
        if kept[1..].iter().any(|sentence| sentence.text.contains(&heading)) {
            kept.remove(0);
        }
    }
    let enough = kept.iter().any(|sentence| weight(&sentence.text) >= 2);
    if enough { join(&[kept], crate::faq::MAX_QUESTION) } else { String::new() }
}

/// Without greeting, apology, self-introduction and thanks around it.
fn unframed(text: &str) -> String {
    let mut rest = text.trim();
    // Each round takes one frame off; people stack a few.
    for _ in 0..5 {
        match FRAME.find(rest) {
            Some(frame) if !frame.is_empty() && weight(&rest[frame.end()..]) > 1 => {
                rest = rest[frame.end()..].trim_start();
            }
            _ => break,
        }
    }
    let about = ABOUT.replace(rest, |found: &regex::Captures<'_>| {
        let end = if &found["end"] == "、" { "、" } else { "。" };
        format!("{}について{end}", &found["x"])
    });
    let closed = CLOSING.replace(&about, "$1");
    let done = if weight(&closed) > 1 { closed.trim() } else { rest };
    if text.trim().starts_with(done) { done.to_owned() } else { capital(done) }
}

/// "社外からの接続ですか？" and a yes: 社外からの接続です。
fn confirmed(asked: &str) -> Option<String> {
    let plain = asked.trim().trim_end_matches(['。', '？', '?', '.']);
    let plain = plain.rsplit('、').next()?;
    if topic::is_offer(plain) || plain.chars().count() > 40 {
        return None;
    }
    let statement =
        ["でしょうか", "ですか"].iter().find_map(|end| plain.strip_suffix(end)).map(|begin| format!("{begin}です。"));
    statement.or_else(|| {
        ["ますか", "ましたか", "ませんか"]
            .iter()
            .find(|end| plain.ends_with(**end))
            .map(|_| format!("{}。", plain.trim_end_matches('か')))
    })
}
