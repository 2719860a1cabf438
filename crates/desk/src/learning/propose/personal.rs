//! Sentences that hold for one person or moment: what the agent has just done, somebody's balance, an outage of today.

use super::sentence::{plain, weight};
use regex::{Regex, RegexSet};
use std::sync::LazyLock;

static PERSONAL: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // What the agent has done.
        r"(?:リセット|解除|付与|登録|変更|設定|手配|発行|対応|処理|更新|追加|削除|送付|送信|お送り|確認|申請|再起動|復旧|修正|反映|完了|承認|作成|有効化|無効化|割り?当て|交換|予約|調整|再送|再発行|初期化|開放|復元|移動|取り?消し?|キャンセル|受理|受領|報告|共有|転送|依頼|連絡|発送|出荷|延長|停止|再開|回復|訂正|差し?戻し|招待)(?:を|が|は)?(?:すでに|既に|無事)?(?:(?:いた|致)?しました|させていただきました|(?:いた|致)?して(?:おき|あり|い|おり)ま(?:した|す)|して(?:もら|いただ)いました|できました|されました|されて(?:い|おり)ます|済み?です|済みとなっ[^。]{0,6}|完了です|りました|おきました)(?:ので|が|から)?[、]?[^。]{0,40}$",
        r"(?:直し|付け|外し|戻し|送り|入れ|空け|開け|直り|届き|伝え|押さえ|取り|進め)(?:て(?:おき|あげ|もらい|いただき))?ました(?:ので|が|から)?[、]?[^。]{0,30}$",
        // Whose it is.
        r"〓(?:様|さん|さま|氏)?(?:の|は|、|分の)[^。]{0,40}(?:です|ました|ています|おります|ございます|なっ[^。]{0,8}|残|日|円|分|台)$",
        r"(?:お客様|あなた|貴方|ご自身|ご本人|貴殿)(?:の|は)[^。]{0,40}(?:[0-9]|され|なって(?:い|おり)|ました|中です|済み|状態|期限切れ|残|未)[^。]{0,24}$",
        r"(?:残り|残日数|残高|残数|残時間|残業時間|残(?:って|りは|は)|消化日数|支給額|振込額|手取り|査定|評価結果|等級)(?:は|が|も|、|:)?[^。]{0,12}[0-9][0-9,.]*(?:日|円|時間|件|点|ポイント|回|分|gb|mb|%)?[^。]{0,14}$",
        // This moment only.
        r"^(?:現在|ただいま|只今|今|本日|今日|先ほど|昨日|今朝)(?:は|、)?[^。]{0,40}(?:障害|停止|不具合|混み合|メンテナンス|故障|遅延|復旧|ダウン|発生|点検|作業)[^。]{0,30}$",
        r"(?:復旧|復帰|お届け|到着|納品|お渡し|配送|発送|修理|交換)[^。]{0,20}(?:予定|見込み|見通し)(?:です|となっ[^。]{0,6}|でございます)$|(?:申請|注文|荷物|お荷物|端末|アカウント|チケット)は(?:現在|すでに|既に|本日|昨日|まだ|[0-9]+[月日時])[^。]{0,40}$",
        r"^(?:こちら|当方|弊課|私)(?:で|の方で|側で)[^。]{0,40}(?:しました|ました|済みです|しておきます|対応します|します)[^。]{0,10}$",
        // English.
        r"\b(?:i|we)(?:'ve| have)? (?:just |already |now |also |gone ahead and )*(?:reset|unlock|updat|add|grant|sent|create|fix|chang|enabl|disabl|remov|delet|restor|assign|approv|process|submit|forward|escalat|order|extend|re-?sent|issued?|cancel|reboot|restart|check|clear|correct|adjust|activat|register|book|set up|reopened|closed|renew|releas|reissue|moved|found|noticed|refund|shipp|looked|confirm)\w*\b[^?]{0,160}$",
        r"\byour (?:[a-z]+ ){0,3}(?:has been|have been|was|were|will be shipped|will arrive|is now|is currently|are now|is (?:approved|pending|processed|rejected|complete|scheduled|on its way|ready|locked|unlocked|expired|blocked|disabled|active))\b",
        r"\b(?:you|your (?:[a-z]+ ){0,3})(?:'ve| have| has| is|:)?(?: got)?(?: a)?(?: remaining| total| leave| balance)*(?: of| is)? ?[0-9][0-9,.]*(?: and a half)? ?(?:days?|hours?|gb|mb|dollars|yen|usd|points?|%)?[^.]{0,30}\b(?:left|remaining|available)\b|\b(?:balance|remaining (?:leave|days|balance)|leave balance) (?:is|of|:)[^.]{0,10}[0-9]|^[0-9][0-9.]* (?:days?|hours?|points?) (?:left|remaining)",
        r"^〓(?:'s|,)? (?:account|request|balance|leave|ticket|order|password|laptop|has|is|was|you (?:have|are|were))\b[^?]{0,120}$",
        r"^(?:it|that|this|everything|all)(?:'s| is| has| should be| should)?(?: been| be| now)* (?:done|fixed|reset|unlocked|sorted|resolved|restored|updated|back|all set|good to go|working)\b[^?]{0,60}$|^(?:you(?:'re| are) all set|you should (?:now )?(?:be able|have received|see (?:it|the e-?mail) (?:now|shortly)))[^?]{0,80}$|^(?:done|fixed)[,.: -]",
        r"\b(?:there is|there's|we are having|we have|we're (?:having|seeing)|we are experiencing|currently)(?: currently)?(?: an?)? (?:ongoing |known |major |current |service )?(?:outage|incident|downtime|disruption|delay)\b[^?]{0,120}$|\b(?:expected|should be|will be) (?:back|restored|fixed|resolved|available) (?:by|at|in|on|within|around)\b[^?]{0,60}$",
    ])
    .expect("constant patterns")
});

/// Words of a rule: they tell everybody what holds from when on.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[0-9]+(?:年度?|月)(?:[0-9]+[月日])?(?:から|より|以降)|規程|規則|制度|場合|ときは|原則|必ず|毎[日週月年]|\b(?:if|when|whenever|once|must|always|every|anyone|everyone|all employees)\b|していない|と表示され|ください|下さい)").expect("a constant pattern")
});
static INVESTIGATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^。、]{0,12}(?:お?調べ|ご?確認|調査|検証)(?:いた|致)?(?:しました|した|しまし(?:た))(?:ところ|が|ので)?|確認(?:が)?取れました(?:が|ので)?|お調べしたところ)[、,]\s?|^(?i:i (?:have )?(?:checked|looked)(?: it up| into (?:it|this))?(?: and|,|:)+ ?)").expect("a constant pattern")
});
/// A thing done together with what to do about it: "付与しましたので、再ログインしてください".
static DONE_SO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:しました|済みです|されました|おきました|いたしました)(?:ので|から)[、]?")
        .expect("a constant pattern")
});

/// Whether a sentence holds for one person or moment only.
pub(super) fn is_personal(text: &str) -> bool {
    let plain = plain(text);
    // A placeholder with だ or です around it relays a secret, a number, a name.
    let bare = plain.contains('〓') && weight(&plain.replace('〓', "")) <= 4;
    if bare || DONE_SO.is_match(&plain) {
        return true;
    }
    PERSONAL.is_match(&plain) && (plain.contains('〓') || !RULE.is_match(&plain))
}

/// Without "確認したところ、" before what was found.
pub(super) fn without_investigation(text: &str) -> &str {
    INVESTIGATED.find(text).map_or(text, |found| &text[found.end()..])
}

#[cfg(test)]
mod tests {
    use super::is_personal;

    #[test]
    fn what_holds_for_one_person_is_told_from_what_holds_for_all() {
        for personal in [
            "〔氏名〕様の残日数は12日です",
            "〔氏名〕様、残り12日です",
            "パスワードをリセットしました。",
            "権限を付与しましたので、再ログインしてください。",
            "お客様のアカウントはロックされています。",
            "現在、メールサーバーで障害が発生しております。",
            "〔パスワード等〕 です。",
            "I've reset your password.",
            "Your request has been approved.",
            "You have 12 days left.",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for general in [
            "有給休暇は入社半年後に10日付与されます。",
            "4月から申請方法が変わりました。",
            "設定アプリを開いてください。",
            "パスワードは90日ごとに変更してください。",
            "ロックされた場合は30分待つと解除されます。",
            "残日数は勤怠システムの休暇画面で確認できます。",
            "Your password expires after 90 days.",
            "If your account is locked, wait 30 minutes.",
            "Open the portal and choose Reset.",
        ] {
            assert!(!is_personal(general), "{general}");
        }
    }
}
