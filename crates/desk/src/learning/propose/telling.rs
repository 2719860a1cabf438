//! Whether an agent's sentence tells something that others can use: what to do, what holds, where something is.
//!
//! Small talk has no end of forms, so that what is kept must show that it tells something, and is not kept only because no
//! list knows it. The signs are words and shape. A model of sentences would be asked here, beside them.

use super::sentence::{is_japanese, plain, weight};
use super::topic::words;
use regex::{Regex, RegexSet};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What somebody is told to do. In English the verb stands first in its clause.
static INSTRUCTION: LazyLock<RegexSet> = LazyLock::new(|| {
    const VERBS: &str = concat!(
        r"open|re-?open|click|right[- ]click|double[- ]click|press|go|select|choose|pick|tick|untick|check|uncheck|enter|re-?enter|type|set|switch|turn|enable|disable|restart|reboot|start|stop|close|quit|exit|sign|log|install|uninstall|reinstall|",
        r"download|upload|update|upgrade|remove|delete|add|re-add|create|copy|paste|move|drag|rename|save|export|import|print|scan|tap|hold|plug|unplug|connect|disconnect|reconnect|dial|call|write|mail|e-?mail|send|ask|contact|report|submit|fill|",
        r"attach|request|order|book|apply|register|enrol|enroll|use|try|run|put|place|take|bring|return|hand|drop|leave|keep|wait|make sure|ensure|follow|read|find|look|search|visit|navigate|scroll|swipe|expand|change|reset|replace|clear|configure|",
        r"pair|join|share|forward|encrypt|unlock|charge|insert|pull|push|clean|do not|don't|never|always|avoid|allow|accept|confirm|verify|cancel|renew|convert|mount|map|include|exclude|claim|record|get|fetch|collect|talk to|speak to|see|unsubscribe|mark|lift|feed|point|hit|grab|note that|remember"
    );
    RegexSet::new([
        format!(
            r"(?:^|[,;:>.)] ?|\b(?:please|then|and|first|next|now|just|simply|also|to|or|but|so|instead|either|afterwards|lastly|finally) |[0-9][.)] ?|[-*•] ?)(?:{VERBS})\b [^ ]|^(?:{VERBS})\b[^,!?]{{0,3}} ?[^ ]"
        ),
        // "In the new mail choose …"
        r"^(?:then |next |first )?(?:in|on|under|from|at|to|for|with|as) [^.,;!?]{2,40} (?:open|click|press|select|choose|pick|tick|untick|enter|type|set|switch|go|use|hold|tap|dial|add|log|sign) [^ ]".to_owned(),
        r"\byou(?:'ll| will)? (?:only |just |also |simply )?(?:can|could|may|must|need|should|have to|want to|'d better|don't have to|cannot|can't)\b|\bi(?:'d| would)? (?:recommend|suggest)\b|\bwe (?:recommend|suggest|advise)\b|\byou'll (?:need|have to|find)\b".to_owned(),
        format!(r"^(?:ok(?:ay)?|then|first|next|also|now|and|,| )*(?:could|can|would|will) you (?:please |kindly |also |first |then |maybe )*(?:{VERBS})\b|^(?:have|did) you (?:try|tried) (?:to )?\w+ing"),
        r"(?:ください|下さい)(?:ね|ませ)?$|(?:ください|下さい|頂き|いただき)(?:、|ますよう|たく)|(?:て|で)(?:ください|下さい)|(?:て|で)(?:おく|みる)と[^。]{0,8}(?:よい|いい|良い|確実|安心)|(?:すれば|れば|したら|たら|すると|のが)[^。]{0,4}(?:よい|いい|良い|ok|大丈夫|おすすめ|お勧め|早い|確実)(?:です|よ)?".to_owned(),
        r"(?:申請|登録|連絡|確認|提出|依頼|記入|入力|予約|相談|利用|返却|手続き?|ご?参照)を?(?:お願い(?:し|いたし|致し)ます|お願いできれば|いただけますか|願います)|てみましょう$|(?:こと|事)(?:。|$)|て(?:は(?:いけ|なり)ません|はだめ|はダメ|はならない)|ないで(?:ね|ください|下さい|$)|(?:て|で)(?:いただけ|もらえ|頂け)(?:ます|れば|ません)".to_owned(),
        // A step, told without a request.
        r"(?:を|から|に|で|へ|と)[^。]{0,30}(?:選び|選択し|押し|開き|入れ|設定し|クリックし|申請し|入力し|行い|行え|送り|読み取り|つなぎ|起動し|消し|外し|付け|変え|変更し|登録し|予約し|提出し|利用し|使い|使え|入り|進み|貼り|書き|探し|発注し|依頼し|受け取り|返し)ます$|(?:を|から|に|で|へ|と)[^。]{0,24}(?:する|押す|開く|選ぶ|消す|入れる|送る|外す|付ける|書く|使う|起動する|終了する|つなぐ|変える)$|(?:を|から|に|で|へ)[^。]{0,24}(?:て|んで|いで)(?:から)?$".to_owned(),
    ])
    .expect("constant patterns")
});

/// What holds for everybody: must, may, until, costs, when.
static RULE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"\b(?:must|needs?|needed|required?|requires|mandatory|allowed|forbidden|permitted|has to|have to|only|always|never|at least|at most|within|per|maximum|minimum|limit(?:ed)?|up to|as soon as|whenever|unless|otherwise|valid|expires?|counts?|costs?|means|by default|for free|free of charge|deadline|due|approval|approves?|approved|covers?|covered|support(?:s|ed)|available|automatically|no longer|instead of|supposed to|entitled|eligible|blocked)\b",
        r"^(?:(?:yes|no|yep|nope|ok(?:ay)?|in general|generally|usually),? )?(?:if|when|once|after|before|during|for|from|until|every|each|as) ",
        r"(?:場合|とき|際)(?:は|には|に|、)|(?:なら|たら|れば)(?:、|ば|[^。]{2})|必要|不要|(?:要り|いり)ま(?:す|せん)|(?:でき|行え|使え|見られ|停められ|受けられ|もらえ|入れ|借りられ|送れ|選べ|変えられ|出せ|取れ)ま(?:す|せん)|られま(?:す|せん)|れます$|可能|不可|(?:です|だめ|ダメ|ok)(?:が|けど)?、?[^。]{0,12}(?:決まり|規則|規程|規定|ルール|制度|対象|上限|期限|締め?切り?)|(?:決まり|規則|規程|規定|ルール|制度|対象|対象外|上限|期限|締め?切り?|原則|有効|無効|無料|有料|有給|無給|禁止|許可|承認|自動)(?:後|前|で|の|は|が|に|な|を|され|と|制)|まで(?:です|に|の|が|、|と)|以内|以上|以下|以降|前日|翌日|当日|営業日|毎[日週月年]|にあります|にございます|にいます|から(?:です|行|申請|入)|してはいけ",
    ])
    .expect("constant patterns")
});

/// Something to hold on to: a number, a name in quotation marks, a path through menus, an address.
static CONCRETE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"[0-9]|→|➡|https?:|www\.| > |\\|「[^」]+」|『[^』]+』|【[^】]+】|[\x22“][^\x22”]+[\x22”]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half) (?:\w+ )?(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?|euros?|dollars?|pounds?|times?|people|owners?|digits?|percent|price)\b",
    ])
    .expect("a constant pattern")
});

/// A name of a product or place: a capital that begins no sentence; in Japanese, Latin letters or a longer word in katakana.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[^.!?:\s\x22“(>\[][,;]? (?:[A-Z][A-Za-z]*[a-zA-Z0-9+]{2}|[a-z]+[A-Z][A-Za-z]*)\b|\b[A-Z][a-z]+[A-Z][A-Za-z]*\b|\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+\b")
        .expect("a constant pattern")
});
static NAMED_JAPANESE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[a-z][a-z0-9+.-]+|[ァ-ヺー]{4,}").expect("a constant pattern"));
/// A verb that states.
static STATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:is|are|isn't|aren't|has|have|hasn't|haven't|does|do|doesn't|don't|go(?:es)?|lives?|shows?|contains?|belongs?|happens?|starts?|ends?|begins?|gets?|works?|pays?|comes?|handles?|moved|replaced|offers?|uses?|prints?|runs?|opens?|closes?|can|cannot|can't|will|takes?|lacks?|stays?|sits?|hands?|sends?|includes?|depends?|went|got|called|keeps?|says?)\b|'s\b").expect("a constant pattern")
});

/// Friendly where it holds nothing: 大変ですね, 20日ですね.
static SOFT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:です|ます)ね$").expect("a constant pattern"));
static STATES_JAPANESE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:です|ます|ません)$").expect("a constant pattern"));
/// Speaks of the two who talk.
static OURSELVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:i|i'm|i'll|i've|me|my|we|us|you're|people|everybody|everyone|nobody)\b|^(?:it|it's|this|that|that's|they|there's)\b|がちです|意外|みんな|皆さん|〓|私|僕|こちら|ここまで").expect("a constant pattern")
});

/// A remark: what people say to be friendly. It tells nothing unless it tells what to do.
static REMARK: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"\b(?:ha(?:ha)+|lol|rofl|phew|yikes|oops|whoops|woo+(?:hoo+)?|yay|wow|eh|ugh|argh|congrat\w*|bless|lucky|funny|weird|odd|strange|annoying|nasty|nuts|mad|crazy|tricky|classic|guru|hero|legend|genius|gem|star|lifesaver|terrible|awful|lovely|exciting|amazing|brilliant|gorgeous|delicious|weather|weekend|football|holidays?\b[^.]{0,12}\b(?:nice|good|great)|coffee machine|well spotted|good (?:question|catch|point|thinking|old|luck|news)|bad luck|poor you|old (?:days|thing|story)|happens to|join the club|not alone|fair enough|tell me about|i know|who knows|believe me|trust me|to be honest|between us|rumou?rs?)\b|^(?:ha|ah|oh|aw+|hm+|uh|um)\b[^a-z]*|(?:^|\s)[:;]-?[)dp](?:\s|$)",
        r"(?:よね|だね|ねー+|ね〜|なぁ|なあ|かな|かも(?:しれません|ですね)?|かもです|気がします|と思います|みたいです|ようです|なさそう(?:です)?|らしい(?:です)?|ますように|ですように|でしょうね|ですかね|ですもんね|んですよ)(?:…|\.|〜|ー|笑|\(笑\))*$|笑[)）]?$|\bw+$|(?:がんば|頑張|お大事|ご自愛|お気をつけ|おめでと|嬉し|うれし|楽し|残念|びっくり|さすが|泣|久しぶり|無沙汰|お元気|眠|美味し|おいし|ひどい|すごい|すごく|最高です|面倒|めんどう|気難し|よくある|あるある|噂|やった|わーい|^えっ|^あれ[、っ]|^おや|ほっと|祈)",
    ])
    .expect("constant patterns")
});
/// The agent does not know.
static UNSURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:not (?:quite |really |entirely |100% )?sure|no idea|don't know|do not know|can't say|cannot say|couldn't say|not that i know|as far as i (?:know|remember)|i guess|not aware|i'm afraid|who knows|would have been)\b|(?:分か|わか)(?:り(?:ません|かねま)|らない)|存じ上げ|何とも(?:言え|申し)|はっきりしたこと|聞いて(?:い|お)(?:ない|りません|ません)|把握して(?:い|おり)ません|定かでは").expect("a constant pattern")
});
/// What does not go beyond the moment: "try again now".
static RETRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:please |now |so |ok(?:ay)?,? |then |just |and |can you |could you |if you )*(?:try|give|do|check) (?:it |that |this |them )?(?:once )?(?:again|once more|another (?:try|go|shot)|a (?:try|go|shot)|now|one more time)\b[^,;:]{0,24}$|^(?:please |could you |can you |now )*(?:try|do|send) (?:one more|another|once more)\b[^,;:]{0,24}$|^(?:please )?(?:try|test|check|retry) (?:it |that |this )?(?:please )?$|^もう(?:一|1|１)(?:回|度|枚|件|通)[^。、]{0,8}(?:試し|やって|送って)[^。]{0,16}$|",
        r"^(?:では|それでは|一度|もう一度|再度|今一度|念のため|これで|、)*(?:もう一度|再度|今一度)?(?:お?試し|やって(?:みて)?|ご?確認|試して(?:みて)?)(?:して)?(?:いただけ(?:ますか|ますでしょうか)|ください|下さい|頂けますか|もらえますか|みてください)[^。]{0,4}$|ました(?:ので|から)、(?:もう一度|再度|今一度|一度)?(?:お試し|ご確認)[^。]{0,8}$"
    ))
    .expect("a constant pattern")
});
/// Said to the one who asks, about the two of them: let me know, say hello, take care.
static BETWEEN_US: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:let|tell|send|give|show|ping|ring|call|drop|remind|ask|message|write|text|mail|excuse|trust|bear with|join|forgive|blame)(?: it| that| this)?(?: to)? (?:me|us|him|her|〓)\b|\b(?:shout|give (?:me|us) a shout|holler|yell|reach out|get back to|take care|get well|say (?:hi|hello)|feel free|don't hesitate|do not hesitate|keep (?:me|us) posted|stay (?:safe|healthy)|keep it up|keep an eye|give it (?:some|a bit of|a little) time|works for me|write (?:in )?any ?time|any time|anytime|no (?:worries|bother|problem|rush)|don't worry|never mind|here you go|there you go|look forward|enjoy|see you|all yours|for a while)\b|",
        r"よろしく(?:お伝え|伝え|言)|様子を?見|(?:少し|しばらく|ちょっと)(?:時間|間)?を?(?:お|置)いて[^。]{0,10}(?:ください|下さい)|(?:[0-9]+時|[0-9]+日|[月火水木金土日]曜日?)(?:から)?(?:なら|で)[^。]{0,4}(?:大丈夫|空いて|ok|お待ち|いかが)[^。]{0,10}$|(?:何でも|なんでも|いつでも|お気軽に|遠慮なく|困ったら|お困り|何かあれば|何かありましたら|分からないことが|わからないことが|また(?:何か|起き|出|あれば))[^。]{0,30}(?:どうぞ|ください|下さい|ね|声|連絡)$|ご?(?:安心|心配|無理|自愛|ゆっくり|休み)[^。]{0,10}(?:ください|下さい)[^。]{0,3}$|(?:がんば|頑張|楽し|お気をつけ)[^。]{0,8}(?:ください|下さい|いってら|行ってら)[^。]{0,12}$|待って(?:い|お)?て?(?:ください|下さい)[^。]{0,12}$|(?:ここまで|こちらです|以下(?:です)?)[^。]{0,10}(?:答え|大丈夫|ね)?(?:します|しますね|ね|です)?$"
    ))
    .expect("a constant pattern")
});

/// Whether a sentence tells others something. `topic` are the words of the question: a plain statement must share one, or
/// hold a number or a name.
pub(super) fn tells(text: &str, topic: &HashSet<String>) -> bool {
    let plain = plain(text);
    if weight(text) < 2 || UNSURE.is_match(&plain) || RETRY.is_match(&plain) || BETWEEN_US.is_match(&plain) {
        return false;
    }
    let concrete = is_concrete(text);
    let meant = concrete || !cheers(text);
    if meant && INSTRUCTION.is_match(&plain) {
        return true;
    }
    if REMARK.is_match(&plain) {
        return false;
    }
    if RULE.is_match(&plain) {
        return meant;
    }
    let japanese = is_japanese(text);
    let states = japanese || concrete || STATES.is_match(&plain);
    let named = if japanese { NAMED_JAPANESE.is_match(&plain) } else { NAMED.is_match(text) };
    let of_the_matter = named || !topic.is_disjoint(&words(text));
    states && (concrete || (of_the_matter && !SOFT.is_match(&plain)))
}

/// Whether a plain statement goes on with a sentence that tells something: "The guest network is called Visitor. Reception
/// hands out a code."
pub(super) fn goes_on(text: &str) -> bool {
    let plain = plain(text);
    let friendly =
        REMARK.is_match(&plain) || SOFT.is_match(&plain) || BETWEEN_US.is_match(&plain) || RETRY.is_match(&plain);
    let states = if is_japanese(text) { STATES_JAPANESE.is_match(&plain) } else { STATES.is_match(&plain) };
    states
        && !friendly
        && !UNSURE.is_match(&plain)
        && !OURSELVES.is_match(&plain)
        && !text.ends_with(['!', '！', '?', '？'])
}

/// Whether a plain statement speaks of what was said just before. In Japanese it must share a word with it, since nearly
/// every sentence there states something.
pub(super) fn joins<'a>(statement: &str, mut before: impl Iterator<Item = &'a str>) -> bool {
    !is_japanese(statement) || before.any(|sentence| !words(sentence).is_disjoint(&words(statement)))
}

/// Whether a sentence ends with a call: "Enjoy your meeting!"
fn cheers(text: &str) -> bool {
    text.trim_end().ends_with(['!', '！']) && !is_japanese(text)
}

fn is_concrete(text: &str) -> bool {
    CONCRETE.is_match(&masking::without_placeholders(text, "〓").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_goes_on_with_what_was_told_before_it() {
        let joins = |statement, before: &str| goes_on(statement) && joins(statement, [before].into_iter());
        assert!(joins("Reception hands out a code.", "The network is called Visitor."));
        assert!(joins("コードは受付が渡します。", "来客用のコードを入れてください。"));
        assert!(!joins("It hides quite deep down.", "Open the Files tab."));
        assert!(!joins("場所が変です。", "画面の設定を開いてください。"));
        assert!(!joins("Thanks!", "Open the Files tab."));
    }

    #[test]
    fn what_tells_others_something_is_told_from_what_is_friendly() {
        let asked = words("Where do trainees get their printer badge? 研修生の社員証はどこですか");
        for telling in [
            "Press Source on the remote until it says HDMI 2.",
            "In the new mail choose Encrypt.",
            "First report it to the police, then call the desk.",
            "You can stay home with pay for five days a year per child.",
            "Trainees pay half price with the badge.",
            "It is on Northwind-Staff.",
            "25 euros a month.",
            "If it still fails, restart the Mac.",
            "Could you open Settings and select the headset?",
            "Please don't forward it.",
            "設定アプリを開いてください。",
            "電源を抜き、十秒待ってから挿し直してください。",
            "OneDriveに置いて",
            "3日目からは診断書が必要です。",
            "研修生にも出ます。",
            "部長の承認後に付与します",
            "Teamsを終了する。",
            "ポータルの予約から行えます",
            "申請が必要ですね",
        ] {
            assert!(tells(telling, &asked), "{telling}");
        }
        for friendly in [
            "Guru, well, haha.",
            "Oh that old thing.",
            "It was great, we went to the lake!",
            "Enjoy the trip!",
            "Please try once more.",
            "Let me know how it goes.",
            "Say hello to [name] from me.",
            "I'm afraid I don't know.",
            "Well spotted that you ask!",
            "Good luck with all the boxes, and do reach out if anything is unclear!",
            "おかえりなさい。",
            "湖に行ってきましたよ。",
            "あれ、変ですね",
            "停電のたびにHDMI1に戻っちゃうんですよね",
            "荷造りがんばってくださいね。",
            "もう一度お試しください。",
            "お子さん、早く良くなりますように。",
            "分からないことがあれば何でもどうぞ",
            "私も噂は耳にしています",
        ] {
            assert!(!tells(friendly, &asked), "{friendly}");
        }
    }
}
