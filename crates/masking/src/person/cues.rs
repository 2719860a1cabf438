//! What stands around a name.

use crate::finder::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Between the office and the name: 営業部田中, 株式会社の.
pub(super) const OFFICES: &str = "部課室係社店局院校署長";

/// Behind a name: a title.
pub(super) static HONORIFIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^ ?(?:さん(?:[^\p{Hiragana}]|[がはにのをとへもやでかだよね]|から|まで|より|って|方|$)|さま|様(?:[^式子々態相]|$)|氏(?:\P{Han}|より|名義|$)|殿|くん(?:\P{Hiragana}|[がはにのをとへも、]|$)|君(?:\P{Han}|$)|ちゃん|",
        r"先生|(?:[本副]?部|課|係|[副]?社|室|[副]?店|局|所|工場|支店|次|会|園|校|院)長|主任|主査|主事|専務|常務|取締役|顧問|教授|リーダー?|マネージャー?|ディレクター|サブリーダー|[GMT]M\b)"
    ))
});
pub(super) static SAYS_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:と申(?:し|す)|ともうし|と言い|といい(?:ます|まし)|と名乗|ともうす)"));
pub(super) static IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:\([A-Za-z]{0,2}-?[0-9]{4,8}\) ?)?(?:です|でございます|でした)(?:[。、,.!\s(]|$|が)")
});
/// Behind a family name: what only people do.
pub(super) static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^ ?(?:が(?:対応|承|担当|伺|ご案内|確認|お受け|申請|作成|不在|退職|休)|より(?:ご?連絡|折り返|お?電話|ご案内|回答)|から(?:ご?連絡|折り?返|お?電話|回答|ご案内|聞)|まで(?:ご?連絡|お問|お知ら)|",
        r"[宛あ]て?(?:に|、|。|$)|に(?:ご?連絡|ご?確認|聞い|お?尋ね|引き?継|代わ|替わ|依頼|相談|報告|お願い|伝え|渡し|転送)|へ(?:ご?連絡|転送|お願い)|と(?:相談|話|打ち?合わ)|",
        r"の(?:携帯|内線|席|アカウント|上司|代理|机|退職|異動|給与|後任|端末|パソコン|名刺|承認))"
    ))
});

/// Words for a person's part, before the name.
const PART: &str = concat!(
    r"(?:氏名|お?名前|姓名|名義人?|ご?担当者?名?|申請者|利用者|使用者|申込者|発信者|送信者|連絡者|報告者|依頼者|承認者|契約者|受取人|宛名|宛先|連絡先|署名|フリガナ|ふりがな|カナ|かな|ヨミ(?:ガナ)?|よみ(?:がな)?|読み(?:仮名|がな)?|",
    r"代理人?|後任|前任|引き?継ぎ?先|差出人|受信者|立会人|面談者|発表者|出席者|参加者|被保険者|保証人|上司|上長|部下|同僚|先輩|後輩|扶養家族|被扶養者|配偶者|家族|作成者|記入者|確認者|責任者|対象者|本人|件名|妻|夫|父|母|[長次三]男|[長次三]女|息子|娘|(?:[本副]?部|課|係|社|室|店|局|所|工場|支店|次)長|主任|リーダー|マネージャー|(?i:\bcc|\bto|\bfrom))"
);
/// Between the word and the name: a remark, signs, particles, brackets.
const LINK: &str =
    r"(?:\([^()\n]{1,6}\))?(?: ?(?:は|が|の|:|=|/|→|、|[(\[「『【〔〈《<{)\]」』】〕〉》>}≫])| |\n){1,4}$";

/// Before a name: a label, or the office somebody holds.
pub(super) static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("{PART}{LINK}")));
/// Before a name without anything between: 担当山本, 妻花子.
pub(super) static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:{PART}|[部課室係]|営業|総務|人事|経理|法務|開発|広報|購買|企画|社員|職員|従業員|係員)(?:\([^()\n]{{1,6}}\))?$"
    ))
});
/// A label after which unknown letters are a name, if they stand alone.
pub(super) static NAME_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:氏名|(?:^|[^の]|(?:私|本人|者|様|さん|妻|夫|父|母|子|員)の)お?名前|姓名|名義人?|フリガナ|ふりがな|宛名|申込者名|担当者名|社員名)(?:\([^()\n]{1,6}\))?(?: ?(?:は|:|=|/|→|[(「【\[」】\])>≫])| |\n){1,3}$|",
        r"(?:ご?担当者|申請者|利用者|使用者|申込者|発信者|送信者|連絡者|報告者|依頼者|承認者|契約者|受取人|署名|代理人|上司|作成者)は? ?[:=→] ?$"
    ))
});
pub(super) static NAME_ENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:です|でした|でござ|と申|ともう|$|[、。,/)」』】\]>(\n・|]|様|さん|さま|氏)"));
pub(super) static AT_START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[。、,.!?\n:(「・]|です|ます|私|わたし|わたくし|こちら|当方|(?:部|課|室|係|社|店|局|チーム|グループ|センター|本部|担当|支店|工場|デスク|総務|人事|経理|営業|法務|開発|[0-9] ?)の?)(?:は|、)? ?$",
    )
});
pub(super) static GREETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:お世話になって(?:おり|い)ます|お疲れ様です|お疲れさまです|おつかれさまです|はじめまして|初めまして|こんにちは|こんばんは|おはようございます|失礼(?:いた)?します|突然の?ご連絡)[。、! ]{0,2}(?:[^。\n]{0,16}の)?$|(?:部|課|室|係|社|店|局|チーム|グループ|センター|支店|総務|人事|経理|営業|法務|開発)の$",
    )
});
/// Behind a name: a number or a date in brackets or after a sign, as only a person has.
pub(super) static IDENTIFIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^ ?(?:[(「【](?:[\p{Katakana}ー]{2,12}|[\p{Hiragana}ー]{2,8})(?: (?:[\p{Katakana}ー]{2,12}|[\p{Hiragana}ー]{2,8}))?[)」】]|",
        r"(?:[(\[【〔「『<{]|[:、,/・|_-] ?| |\n)(?:(?:ID|No\.?|番号|社員番号|社番|社員コード)[: ]?|[男女]性?[、・/])?",
        r"(?:[A-Za-z]{0,3}[0-9]{5,8}(?:[)\]】〕」』>}]|$)|(?:昭和|平成|大正|[SHTsht昭平])[0-9元一二三四五六七八九十]|(?:19[0-9]{2}|200[0-9])[-/.年]|19[0-9]{6}))"
    ))
});
/// Before a name: a number in brackets or with a sign, as only a person has.
pub(super) static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^0-9A-Za-z-])[A-Za-z]{0,3}[0-9]{5,8}(?:[:/_|] ?|[)\]】〕」』>}] ?|[(\[【〔「『<{])$|^[A-Za-z]{0,3}[0-9]{5,8} $",
    )
});
/// Behind a family name and its sign: another name of a list that ends as one of people does.
pub(super) static LISTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:さん|様|氏)?(?:、|・|,|/|と|&|及び|および) ?(?P<next>\p{Han}{1,4})"));
/// A name's end within a run of kanji: 佐藤花子名義.
pub(super) const SUFFIXES: [&str; 26] = [
    "名義",
    "宛",
    "宛名",
    "本人",
    "分",
    "用",
    "側",
    "宅",
    "両名",
    "作成",
    "記入",
    "記名",
    "承認",
    "申請",
    "退職",
    "入社",
    "異動",
    "休職",
    "復職",
    "経由",
    "様分",
    "様宛",
    "様名義",
    "氏名義",
    "担当",
    "記",
];
