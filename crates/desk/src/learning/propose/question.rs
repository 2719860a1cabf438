//! The requester's sentences: which of them ask or describe, and the question made of them.

use super::answer::capital;
use super::chitchat;
use super::sentence::{Sentence, join, plain, weight};
use super::topic;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a requester's sentence is to a question.
pub(super) enum Asked {
    /// Nothing of use.
    Nothing,
    /// "Yes" to what the agent asked: the agent's question as a statement.
    Confirmed(Sentence),
    /// What was tried did not help.
    Failed,
    /// It works again, though nobody has told what to do.
    RightAgain,
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
static OF_ONESELF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:私|わたし|僕|自分|うち)の[^。]{0,16}(?:は|が|って)?[^。]{0,8}(?:あと|残|何日|何時間|いくら|どうなって|届き|届く|承認され)")
        .expect("a constant pattern")
});
/// Polite frames before the matter.
static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:お忙しいところ|お手数(?:を)?(?:です|おかけします|お?かけ)|恐れ入り|恐縮|すみません|すいません|失礼(?:し|いたし)|突然|申し訳(?:ございません|ありません|ない)|いつもお?世話に|お世話になって|お疲れ(?:様|さま)|こんにち[はわ]|おはようございます|初めまして|はじめまして|度々|たびたび|急ぎで|ちなみに|平素より|平素は|日頃より)[^。、]{0,18}[、,]\s?|[^。、]{0,14}(?:で|て)(?:すみません|すいません|恐縮です|申し訳(?:ありません|ございません|ないです))(?:が|けど)?[、,]\s?|[^。、]{0,8}ここで[^。、]{0,16}(?:いい|よい|良い|合って|大丈夫)[^。、]{0,16}(?:が|けど)、|",
        r"(?:〔氏名〕|\[name\])(?:さん|様)?[:、,：]\s*|",
        r"[^。、]{0,14}(?:〔氏名〕|\[name\])(?:です|と申します)(?:が|けど|けれど)?[、,]\s?|",
        r"(?:ちょっと|少し|一点|1点|１点|一つ|ひとつ)?[、]?(?:お聞き|お伺い|伺い|質問|ご?相談|お尋ね|教えて(?:いただき|頂き|もらい)|確認)(?:を)?(?:し|させて(?:いただき|頂き)|いたし)?(?:たい(?:こと|の|ん)?(?:です|があ(?:り|る)|ですが)?(?:ます|の|ん)?(?:です)?(?:が|けど|けれど)?|(?:なの|なん)?です(?:が|けど|けれど)|があるの?ですが|があります(?:が)?|ます(?:が)?)[、,]\s?|",
        r"(?:質問|相談|確認|お願い|報告)(?:なの|なん)?(?:です)?(?:が|けど)?[、,:：]\s?|(?:えっと|あの|あのー|実は|えーと|それはそうと|それはさておき|ところで)[、,]?\s?|",
        r"(?i:(?:hi|hello|hey|hiya|morning|good (?:morning|afternoon|evening)|dear|greetings)(?:[ ,]+(?:there|all|team|everyone|again|folks|support|it|help ?desk|\[name\]|〔氏名〕|\w+))?[,!.:]+\s*|sorry (?:to bother you|for the trouble|for asking)(?: again)?[,.]?(?: but)?\s+|excuse me[,.]\s*|quick question[:,.\-–]*\s*|just wondering[,:]\s*|(?:ok(?:ay)?|thanks?|thank you|great|perfect|well|so|um|uh|anyway|anyways)[,!.]+\s+|(?:this is|my name is|i'?m|i am) \[name\](?:,? (?:from|in|at) [^,.]{1,24})?[,.]?\s*(?:and|-|–)?\s+))"
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
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:(?:no|nope|yes|yep|yeah)[,.] )|^(?:いいえ|いえ|はい|ええ)[、,]\s?").expect("a constant pattern")
});
/// Trouble, and wishes that are no question in form.
static TROUBLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:shows?|showing|keeps?|freez\w*|crash\w*|hangs?|errors?|blocked|locked|full|blank|black screen|blue screen|message|warning|stuck|gone|dead|lost|stolen|expired|says|only ever|need|must|want|would like|trying to|no sound|not found)\b|[0-9]|\x22[^\x22]+\x22|「[^」]+」|(?:固ま|真っ暗|真っ白|青い画面|弾かれ|止ま|落ち|切れ|消え|重く|遅く|出て|表示|警告|エラー|ロック|期限|盗ま|失く|壊|動か|つなが|繋が|届か|開か|開け|入れ|見え|なりました|になります|ことになり|たい(?:$|の|ん|です|が|けど|、))").expect("a constant pattern")
});
static HOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"方法|手順|やり方|仕方|どう|どこ|どれ|どの|どちら|いつ|いくら|何|誰|なぜ|教えて|知りたい|ですか|ますか|ませんか|でしょうか|っけ$|\b(?:how|where|what|which|when|who|why|whether)\b|^(?:(?:and|so|also|hi|hello)[, ]+)*(?:is|are|do|does|can i|can we|may i|may we|should|will|am i)\b").expect("a constant pattern")
});
/// Asks for something to be done: 「入れてもらえますか」, "Could you reset it?"
static WANTS_DONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:られ|もらえ|いただけ|頂け|でき|使え)ませんか$|^[^どいつ]*を(?:もらえ|いただけ|頂け)ますか$|(?:て|で)(?:もらえ|いただけ|頂け|くれ|もらい|いただき|ほしい|欲しい)|[^え](?:て|で)(?:ください|下さい)|お願い|\b(?:can|could|would|will) (?:you|someone|somebody|anyone|one of you)\b|^please\b").expect("a constant pattern")
});
/// It is all right again, without anybody's help.
static RIGHT_AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:勝手に|何もして|自然に|急に|いつの間にか|普通に|もう一度)[^。]{0,20}(?:直|治|つなが|動|なおり|使え|戻)[^。]{0,8}(?:ました|ます|た)|気のせい|(?:直|治|なお)ってました|(?:直|治)りました|",
        r"\b(?:it|that|this|they|everything)(?:'s| is| has| just| now| suddenly)* (?:gone|working|works?|behaving|fine|back|connected|better|fixed itself|okay|ok|resolved itself) (?:now|again|by itself|on its own)\b|\b(?:by itself|on its own|fixed itself|never ?mind)\b"
    ))
    .expect("a constant pattern")
});
static HEARSAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"〓.{0,30}\b(?:said|says|told|thinks|thought|mentioned|sent me|suggested|recommended|pointed|showed|asked me)\b|\b(?:talking|chatting|spoke|speaking|lunch|coffee) (?:to|with) (?:〓|my |some)|\b(?:heard|know) (?:it |this |that )?from\b|^(?:so |well |hi,? |hey,? )*(?:my|a|the|some) (?:\w+ )?(?:colleague|co-?worker|boss|manager|team ?mate|friend|desk neighbour|lead|mate)s? (?:〓 )?(?:said|says|told|thinks|thought|mentioned|sent me|suggested|recommended|showed)\b|",
        r"(?:〓|同僚|同期|先輩|後輩|上司|課長|部長)(?:さん|様|くん)?(?:から|に|が|と)[^。]{0,40}(?:聞い|聞き|言っ|言われ|紹介|伺っ|伺い|勧め|教わ|話にな|話して|とのこと|食べ)"
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
    if RIGHT_AGAIN.is_match(&plain) && !plain.ends_with('か') && !sentence.text.ends_with(['?', '？']) {
        return Asked::RightAgain;
    }
    if FAILED.is_match(&plain) {
        return Asked::Failed;
    }
    let text = unframed(&sentence.text);
    let only_leads = plain.contains('〓') && weight(&LEADS.replace_all(&plain, "")) < 3;
    if chitchat::of_requester(&sentence.text) || chitchat::of_requester(&text) || only_leads || weight(&text) < 2 {
        return Asked::Nothing;
    }
    // "No, it is orange" says what it is; a bare no was caught above.
    let text = if asked_back.is_some() { DENIED.replace(&text, "").into_owned() } else { text };
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

/// Which sentences make a question, of those that were told before it was answered and the follow-ups: those that ask,
/// describe or answer the agent; what stands directly before one of them in the same message leads to it. `answer` are the
/// words of the answer.
pub(super) fn telling<'a>(told: &'a [Told], answer: &HashSet<String>) -> Vec<&'a Told> {
    let signs: Vec<bool> = told.iter().map(|told| told.replies || shows(&told.sentence.text, answer)).collect();
    let any = signs.iter().any(|sign| *sign);
    let mut kept: Vec<&Told> = Vec::new();
    for (place, told_here) in told.iter().enumerate() {
        let leads = weight(&told_here.sentence.text) >= LEADING
            && told.get(place + 1).is_some_and(|next| next.line == told_here.line && signs[place + 1]);
        let failed = FAILED.is_match(&plain(&told_here.sentence.text));
        let tells = !any || signs[place] || leads;
        let hearsay = any && is_hearsay(&told_here.sentence.text);
        // Failures are told where they say more than that it failed.
        if tells && !hearsay && !is_passed_over(told, place, answer) && (!failed || kept.is_empty()) {
            kept.push(told_here);
        }
    }
    kept
}

/// Letters that a sentence has at least which leads to a question: 「引っ越すことになりました。」 does, "Suits you." does not.
const LEADING: usize = 10;

/// Whether an earlier question was passed over, and a later one of another message is what the answer speaks of: "How was your
/// holiday?"
fn is_passed_over(told: &[Told], place: usize, answer: &HashSet<String>) -> bool {
    let answered = |told: &Told| !answer.is_disjoint(&topic::words(&told.sentence.text));
    // Somebody spoke between them, so that they are no one message in pieces.
    let later =
        |next: &&Told| next.line > told[place].line + 1 && !next.replies && topic::is_question(&next.sentence.text);
    !answered(&told[place]) && told[place + 1..].iter().find(later).is_some_and(answered)
}

/// What a requester told, and where.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Index of the message.
    pub(super) line: usize,
    /// Without its polite frame.
    pub(super) sentence: Sentence,
    /// Whether it answers what the agent asked back.
    pub(super) replies: bool,
}

/// Signs of a matter: it asks, describes trouble, names something to hold on to, or the answer speaks of it.
fn shows(text: &str, answer: &HashSet<String>) -> bool {
    topic::is_question(text) || TROUBLE.is_match(&plain(text)) || !answer.is_disjoint(&topic::words(text))
}

/// Whether a sentence asks for something to be done or given.
pub(super) fn wants_done(text: &str) -> bool {
    WANTS_DONE.is_match(&plain(text))
}

/// Whether a sentence asks how things stand with who asks: 「私の有給はあと何日残っていますか」.
pub(super) fn asks_of_oneself(text: &str) -> bool {
    OF_ONESELF.is_match(&plain(text))
}

/// Whether a sentence asks how, where, whether: something that others may ask, and not only for something to be done.
pub(super) fn asks_how(text: &str) -> bool {
    HOW.is_match(&plain(text)) && !wants_done(text)
}

/// What somebody else is said to have said: it leads to the matter and is none.
fn is_hearsay(text: &str) -> bool {
    let plain = plain(text);
    let asks = text.trim_end().ends_with(['?', '？']) || plain.ends_with('か');
    HEARSAY.is_match(&plain) && !asks
}

/// The question made of its sentences.
pub(super) fn compose(sentences: &[&Told]) -> String {
    let mut kept: Vec<Sentence> = Vec::new();
    for told in sentences {
        if !kept.iter().any(|before| before.text == told.sentence.text) {
            kept.push(told.sentence.clone());
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
