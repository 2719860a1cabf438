//! Whether a talk is marked confidential: by a heading (【社外秘】), by what is said of it (この件は極秘です), or by asking to
//! keep it (ここだけの話で). Talk *about* confidential things is ordinary: "How do I mark a document as confidential?".

use super::super::{Speaker, Transcript};
use super::clean::clean;
use super::sentence::{plain, sentences};
use crate::text::normalised;
use regex::Regex;
use std::sync::LazyLock;

/// The words that mark, in plain form.
const MARK: &str = concat!(
    r"(?:社外秘|部外秘|課外秘|対外秘|極秘|厳秘|取り?扱い?(?:厳重)?注意|関係者(?:限り|外秘)|部内限り|課内限り|マル秘|丸秘|[(]秘[)]|秘匿|秘密|内密|機密|社外持ち?出し?(?:禁止|厳禁)|",
    r"(?:strictly |highly |company |private (?:and|&) )*confidential|(?:for )?internal (?:use )?only|top secret|do not (?:share|distribute|forward)|not for distribution|need[- ]to[- ]know(?: basis| only)?|off the record)"
);
/// What may stand between the mark and its end: 社外秘情報, 極秘案件.
const KIND: &str = r"(?:情報|事項|案件|の(?:話|件|内容|情報|案件|相談|お話))?";

/// A heading: the mark alone, in brackets, or before a colon.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^[※■◆●◎*#!・\s]{{0,4}}{MARK}{KIND}\s*(?:$|[:;!。.]|[-–—]\s)|^[※■◆●◎*#!・]{{1,3}}\s?{MARK}{KIND}\s|^[(]秘[)]\s?[^のとをがはもに]"
    ))
});
/// In brackets before or behind the matter; in quotation marks it is only spoken of.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?:^|[。\s])[\[【(<《≪〔*※■◆]{{1,2}}\s?{MARK}{KIND}\s?[\]】)>》≫〕*:]{{1,2}}(?:[^のとをがはもにラ]|$)|[\[【(<《≪〔]\s?{MARK}{KIND}\s?[\]】)>》≫〕]$"
    ))
});
/// Said of the talk or its matter.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?P<s>^|[^。]{{1,40}}?)(?:{MARK}){KIND}(?:で(?:す(?:$|[^か])|ある|ございます|お願い|進め|すすめ|よろしく|のお?取り?扱)|だ(?:から|が|けど|$)|なので|なの(?:で|です(?:$|[^か]))|につき|の(?:ため|こと)(?:$|[^、]{{0,2}}(?:お願い|よろしく))|扱い(?:で(?:す(?:$|[^か])|お願い)|とさせ|となり|となって|として(?:ください|下さい|お願い))|とさせて(?:ください|いただ)|として(?:ください|下さい|お?取り?扱|お願い)|(?:に|で)(?:して(?:ください|下さい|おいて|ほしい|いただ)|お?願い|頼み)|厳守|となって(?:い|お)り?ます)"
    ))
});
/// Things that carry a mark; said of them, it is their mark and not that of the talk.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:資料|文書|書類|ファイル|フォルダー?|データ|メール|ラベル|区分|分類|マーク|透かし|スタンプ|欄|項目|設定|表示|図面|箱|荷物|機器|装置|薬品|電池|バッテリー)(?:の[^はが]{0,10})?(?:は|が|も|を|には)[^。]{0,8}$",
    )
});
static THIS: LazyLock<Regex> = LazyLock::new(|| regex(r"この|本|当|以下|上記|今回|添付|お渡し|お送り"));
/// What is shown or sent in a talk: the mark of this very one is that of the talk.
static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:資料|文書|書類|ファイル|データ|メール|図面|画像|写真|スクショ|スクリーンショット|名簿|一覧|リスト|(?:契約|見積|計画|報告|提案)書)(?:の[^はが]{0,10})?(?:は|が|も|を)[^。]{0,8}$",
    )
});
/// The mark is why something is to be done with the document, or cannot be: the question is about that.
static WISH: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"たい(?:$|です|の|と|。)|方法|やり方|仕方|手順|(?:でき|出来|られ|送れ|開け|入れ|使え|付け|押せ|見え|貼れ)(?:ない|ません)|\b(?:cannot|can not|can't|how|want|wish|would like|won't|unable)\b",
    )
});
static ENGLISH_DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"\b(?:this|these|those|the (?:attached|enclosed|following|above)|attached|what i (?:attach|attached|send|sent)) ?(?:\w+ )?(?:documents?|files?|sheets?|slides?|screenshots?|attachments?|lists?|reports?|contracts?|data|e?-?mails?|pictures?|images?)? ?",
        r"(?:is|are) (?:strictly |highly |company |very |still |all )*(?:confidential|secret|internal(?: use)? only|for internal use only|restricted|under (?:nda|embargo))\b"
    ))
});
/// Asks to keep it. Passwords are not to be told either, which is a rule for everybody.
static KEEP: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"他言(?:無用|は?(?:し|なさら)ない|厳禁|禁止)|口外(?:無用|は?(?:し|なさら)ない|厳禁|禁止)|ここだけの(?:話|こと)|オフレコ|内々(?:に|の話)|内緒(?:に|で|の話)|",
        r"(?:この|本|今の|以上の|これらの)(?:件|話|こと|内容|情報|会話|チャット|やり取り|やりとり|相談|案件)[^。]{0,16}(?:誰|だれ|他|ほか|外|部外|社内外|周り|周囲)[^。]{0,12}(?:言わ|話さ|伝え|漏らさ|見せ|出さ|共有し|広め|転送し|教え)ない|",
        r"(?:faq|ナレッジ)(?:に|へ|として)は?[^。]{0,6}(?:載せ|し|登録し|公開し|残さ|使わ)ない(?:で|よう)|(?:この|本|今の)(?:件|話|内容|情報|会話|チャット|やり取り|やりとり)[^。]{0,10}(?:公開|共有|転送|展開)(?:しない|不可|禁止|厳禁|は(?:しない|お?控え|ご遠慮))"
    ))
});
static SECRETS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"パスワード|暗証番号|認証コード|パスコード|\bpasswords?\b|\bpins?\b|\bcodes?\b"));
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"\b(?:this|that|it|everything|what i (?:say|said|tell you|told you)|the (?:above|following|information|conversation|chat|details?|matter|content|discussion))(?: (?:chat|conversation|thread|information|matter|ticket|message|case|news|plan|project|deal|discussion|topic|issue|request|info|below|above|here))?(?:'s| is| are| must| should| has to| needs to| remains?| stays?| will| be| stay| remain| kept| treated as| considered| marked| still| strictly| highly| company| very| completely| all| and| private)* (?:confidential|secret|internal(?: use)? only|for internal use only|restricted|off the record|under (?:nda|embargo)|not (?:to be|for) (?:shar|public|distribut)\w*)\b|",
        r"\bkeep (?:this|it|that|everything|the (?:matter|details|conversation))(?: \w+){0,2} (?:confidential|private|secret|quiet|between (?:us|you and me)|to yourself|internal)\b|\b(?:just |strictly )?between (?:us|you and me)\b|\bfor your eyes only\b|\bin (?:strict |the strictest )?confidence\b|",
        r"\b(?:do not|don't|never|must not|please avoid) (?:share|sharing|forward|distribute|disclose|repeat|publish|pass on|discuss|mention)(?: \w+)? (?:this|any of this|what i|the (?:above|following|details|conversation|information))(?: (?:chat|conversation|thread|information|matter|ticket|news|with|outside|further|anywhere|beyond)\b| (?:to|with) |$)|",
        r"\b(?:do not|don't|never) tell any(?:one|body) (?:about )?(?:this|it)\b|\b(?:must|should|may) not leave this (?:chat|room|conversation|thread)\b"
    ))
});
/// A question asks about the mark.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"[?？]\s*$|(?:か|かな|かね)[。.]?$|(?:教えて|知りたい)|^(?:how|what|when|where|who|why|which|can|could|do (?:i|you|we|they|people|any|the|my|our)|does|is|are|may|should|will|would)\b",
    )
});

fn regex(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Whether somebody has marked this talk as not for others.
pub(super) fn is_confidential(transcript: &Transcript) -> bool {
    transcript
        .lines
        .iter()
        .filter(|line| line.speaker != Speaker::Assistant)
        .any(|line| is_marked(&line.text, line.speaker))
}

/// Whether what somebody said marks the talk.
pub(super) fn is_marked(text: &str, speaker: Speaker) -> bool {
    let text = clean(text).replace('㊙', "【マル秘】");
    sentences(&text).iter().any(|sentence| marks(&sentence.text, speaker))
}

fn marks(sentence: &str, speaker: Speaker) -> bool {
    // Brackets at either end are part of a heading, which the plain form takes off.
    let whole = unicode(sentence);
    if BRACKETED.is_match(whole.trim()) || HEADING.is_match(whole.trim()) {
        return true;
    }
    let plain = plain(sentence);
    if KEEP.is_match(&plain) && !SECRETS.is_match(&plain) && !ASKS.is_match(sentence.trim()) {
        return true;
    }
    if ASKS.is_match(&whole) || ASKS.is_match(&plain) {
        return false;
    }
    let of_this_talk = |before: &str| match speaker {
        _ if !THIS.is_match(before) => false,
        Speaker::Requester => DOCUMENT.is_match(before) && !WISH.is_match(&plain),
        Speaker::Agent | Speaker::Assistant => true,
    };
    SAID.captures(&plain).is_some_and(|said| !THING.is_match(&said["s"]) || of_this_talk(&said["s"]))
        || ENGLISH_DOCUMENT.is_match(&plain) && !WISH.is_match(&plain)
        || ENGLISH.is_match(&plain) && !SECRETS.is_match(&plain)
}

/// One width and lower case, with the signs.
fn unicode(text: &str) -> String {
    normalised(text).replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_talk_is_told_from_talk_about_marks() {
        let marked = [
            "【社外秘】来期の組織変更についてです。",
            "（社外秘）来期の組織変更について",
            "来期の組織変更について（社外秘）",
            "社外秘：新製品の価格は4月に決まります",
            "※社外秘 新製品の件",
            "社外秘です。",
            "社外秘でお願いします",
            "この件は社外秘でお願いします。",
            "これは社外秘ですが、4月から組織が変わります。",
            "本件は部外秘につき、取り扱いにご注意ください。",
            "極秘で進めている案件です。",
            "この内容は極秘です",
            "取扱注意でお願いします。",
            "取り扱い注意：役員人事の件",
            "関係者限りでお願いします。",
            "【関係者限り】",
            "機密情報です。",
            "機密情報なので、ほかの方には伏せてください。",
            "㊙ 役員人事の件",
            "【㊙】来期の予算",
            "マル秘でお願いします",
            "(秘) 来期の予算",
            "この話は内密にお願いします。",
            "内密にしてください",
            "ここだけの話ですが、来月移転します。",
            "他言無用でお願いします",
            "口外しないでください。",
            "この件はほかの人には話さないでください。",
            "この会話は共有しないでください。",
            "このやり取りはFAQには載せないでください。",
            "＜社外秘＞",
            "新製品の価格は社外秘です。",
            "CONFIDENTIAL: the merger closes in May.",
            "[Confidential] About the merger",
            "(confidential)",
            "Strictly confidential",
            "This is confidential.",
            "This conversation is confidential, please.",
            "this is company confidential",
            "Please keep this confidential.",
            "Please keep it between us.",
            "Do not share this with anyone.",
            "Do not share.",
            "Don't forward this outside the team.",
            "Internal only",
            "INTERNAL ONLY - do not distribute",
            "This information is for internal use only.",
            "Between you and me, the office will move.",
            "I tell you this in confidence.",
            "This must not leave this chat.",
            "Off the record: the office will move.",
        ];
        let topics = [
            "社外秘の資料はどこに保存しますか",
            "社外秘の資料はどこに保存しますか？",
            "文書を社外秘にする方法を教えてください。",
            "社外秘のスタンプはどこにありますか。",
            "「社外秘」の透かしを入れたい。",
            "【社外秘】の表示を消したい。",
            "ファイル名に（社外秘）を付ける決まりですか。",
            "この資料は社外秘ですか？",
            "資料が社外秘なのですが、印刷できません。",
            "このファイルは社外秘なので、暗号化したいです。",
            "社外秘の文書は金庫に保管してください。",
            "社外秘ラベルを付けて保存してください。",
            "社外秘になっている場合は、所有者に申請してください。",
            "機密情報の取り扱い研修はいつですか。",
            "機密情報は暗号化して送ってください。",
            "秘密の質問を忘れました。",
            "取扱注意のシールはどこにありますか。",
            "この荷物は取扱注意です。",
            "関係者以外は入れません。",
            "関係者のみ入室できます。",
            "極秘フォルダーを開けません。",
            "パスワードは誰にも言わないでください。",
            "パスワードは口外しないでください。",
            "リンクを外部に共有しないでください。",
            "機密区分の一覧はポータルにあります。",
            "How do I mark a document as confidential?",
            "Where do I store confidential documents?",
            "Confidential files go into the vault.",
            "Is this confidential?",
            "The Confidential label is missing in Word.",
            "My document is confidential and cannot be printed.",
            "Choose the label Internal only, then save.",
            "Do not share your password with anyone.",
            "Do not share passwords.",
            "The site is for internal use only.",
            "How do I share this with my team?",
            "I cannot share the folder with anyone.",
        ];
        let says = |text: &&&str| marks(&text.replace('㊙', "【マル秘】"), Speaker::Requester);
        let missed: Vec<_> = marked.iter().filter(|text| !says(text)).collect();
        let taken: Vec<_> = topics.iter().filter(says).collect();
        assert!(missed.is_empty() && taken.is_empty(), "missed {missed:#?}, taken {taken:#?}");
    }

    #[test]
    fn the_mark_of_what_a_requester_shows_is_that_of_the_talk_unless_it_is_what_they_ask_about() {
        let marked = [
            "この資料は社外秘なので",
            "この資料は社外秘なので、他の部署には見せないでください。",
            "添付のファイルは部外秘です。",
            "お送りした図面は社外秘につき、取り扱いにご注意ください。",
            "添付した見積書は極秘なので、よろしくお願いします。",
            "以下のデータは機密情報です。",
            "このスクリーンショットは社外秘なのですが、確認をお願いします。",
            "今回の名簿は関係者限りでお願いします。",
            "This document is confidential.",
            "The attached file is strictly confidential, please handle it with care.",
            "These slides are for internal use only.",
            "The attached contract is under NDA.",
        ];
        let topics = [
            "この資料は社外秘なので、パスワードを付けて送りたいです。",
            "このファイルは社外秘なので印刷できません。",
            "添付のファイルは社外秘なので、暗号化の方法を教えてください。",
            "この資料は社外秘ですか？",
            "この荷物は取扱注意です。",
            "社外秘の資料は金庫にあります。",
            "This document is confidential and cannot be printed.",
            "This file is confidential, how do I encrypt it?",
            "Confidential documents are kept in the vault.",
        ];
        let says = |text: &&&str| marks(text, Speaker::Requester);
        let missed: Vec<_> = marked.iter().filter(|text| !says(text)).collect();
        let taken: Vec<_> = topics.iter().filter(says).collect();
        assert!(missed.is_empty() && taken.is_empty(), "missed {missed:#?}, taken {taken:#?}");
    }

    #[test]
    fn an_agents_word_of_this_very_document_marks() {
        assert!(marks("この資料は社外秘です。", Speaker::Agent));
        assert!(!marks("契約の書類は社外秘です。", Speaker::Agent));
    }
}
