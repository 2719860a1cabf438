//! Sentences that hold for one person or moment: what the agent has just done or goes to do, somebody's balance, an outage of
//! today, who else is at it.

use super::sentence::{is_japanese, plain, weight};
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
        // What was, and what the agent or somebody else goes to do.
        r"(?:でした|ました|ましたよ|中です|中でして)(?:ので|から|ね|が|よ|けど)?$",
        // 〜ています tells a habit as well: only what somebody is at now is of the moment.
        r"(?:確認|調査|調べ|対応|手配|連絡|転送|送っ|送付|向かっ|進め|やっ|見|聞い|待っ|待ち|耳にし|探し|作業し|依頼し|発生し|起き|混み合っ)(?:して|なって|て)?(?:い|お)り?ます(?:ので|から|ね|が|よ|けど)?$|^(?:[^。]{0,12}(?:は|、))?(?:今|いま|現在|ただいま|只今|昨日|今朝|本日|まだ|先ほど)[^。]{0,40}(?:て|で)(?:い|お)り?ます[^。]{0,3}$",
        r"^[^。]{0,40}お[^。をはがにで願]{1,6}(?:し|いたし|致し)ます(?:ね|ので|よ)?$|(?:して|て)(?:み|おき|き|まいり)ます(?:ね|ので|よ)?$|(?:つなぎ|回し|代わり|持って行き|持っていき|かけ|向かい|伺い|調べ|聞き|頼み|伝え|尋ね)ます(?:ね|ので|よ)$|^(?:今|いま|すぐ|これから|後で|あとで|明日|本日|今日|[0-9]+時)(?:から|に|中に)?[、]?[^。は]{0,20}ます(?:ね|ので|よ)?$|(?:者|担当|担当者|部署|窓口|チーム|〓)に(?:お?つなぎ|代わり|回し|引き継ぎ|聞き|確認し)ます[^。]{0,3}$|させて(?:いただき|頂き)ます[^。]{0,3}$|(?:わかったら|分かったら|復旧したら|届いたら|終わったら|でき(?:次第|たら)|次第|結果を|結果は)、?[^。]{0,12}(?:こちらから|私から|お知らせ|ご?連絡|お声がけ|お伝え|伺い)[^。]{0,8}ます[^。]{0,3}$|(?:なくなって|止まって|落ちて|混んで|溜まって|空いて)(?:い|お)り?ます[^。]{0,3}$|はずです[^。]{0,2}$|ように?なりました[^。]{0,2}$|(?:チケット|受付|お?問い?合わ?せ)(?:番号)?は[^。]{0,24}$|直通(?:番号)?は[^。]{0,24}$|^私(?:は|も|が|の|で|に)[^。]{0,40}$|〓(?:さん|様)?(?:に|へ|から|が|は|も|と|の)[^。]{0,30}(?:そうです|引き継|転送|連絡)[^。]{0,16}$",
        r"(?:復旧|復帰|再開|終了|解消|入荷)(?:の)?(?:見込み|予定|見通し)(?:は|が)[^。]{0,24}$|^(?:[^。はが]{0,24}(?:で|に))?お?預かって(?:い|お)り?ます(?:ので|から|よ|ね)?$",
        r"^[^。はが]{0,16}お(?:渡し|返し)(?:でき|し)ます(?:ので|よ|ね)?$|(?:届け|取っ|送っ|渡し|伝え|空け|出し|頼ん|話し|控え|直し|移し|変え|戻し|入れ|付け)て(?:あり|おき)ま(?:す|した)(?:ので|から|よ|ね)?$|(?:あと|残り)[^。]{0,4}[0-9][0-9.]*(?:日|時間|回|件|枚|円)[^。]{0,8}(?:残って|あり|使え|取れ)[^。]{0,8}$",
        r"(?:外出|離席|出張|不在|お休み|会議|来客)(?:され|中|して)[^。]{0,30}$|(?:戻られ|お戻りになり|いらっしゃい)ます(?:よ|ね)?$|^(?:[^。]{0,16}(?:が|けど)、)?(?:今回|このたび|この度)(?:は|だけ|のみ)[^。]{0,40}$|(?:直る|復旧する|戻る|終わる|落ち着く)まで(?:は|の間)?、?[^。]{0,30}ます[^。]{0,3}$",
        r"^(?:[^。]{0,12}は)?これから[^。]{0,16}ます(?:ね|ので)?$|^(?:でき|出来|終わ|決ま|わか|分か|届|揃)[^。]{0,4}(?:たら|次第)、?[^。]{0,10}ます(?:ね|ので)?$",
        // What our side goes to better: a promise, no rule.
        r"(?:まで(?:に)?|中に|のうちに|ように)[^。]{0,12}(?:改訂|改善|修正|見直し|直し|整備|検討|追記|公開)(?:いた|致)?します(?:ので|ね)?$|(?:改訂|改善|見直し|検討)(?:いた|致)?します(?:ので|ね)?$",
        r"(?:そう|とのこと|見込み|見通し|予定)です(?:ね|が|ので)?$",
        r"の(?:ほう|方)(?:に|で)(?:なります|なりますね|お願い[^。]{0,10}|す)$|(?:管轄|担当|範囲)(?:では(?:ない|ありません|ござい)|外|になり|ですね)[^。]{0,40}$|^それは[^。]{0,20}(?:ではなく|じゃなく)[^。]{0,20}(?:担当|管轄|窓口)[^。]{0,8}$",
        r"\b(?:inc|ritm|req|chg|prb|case|ticket|tkt)[-# ]?[0-9]{4,}",
        // When, counted from today: what holds from then on says から.
        r"(?:今日|本日|明日|あさって|明後日|明朝|昨日|今朝|今夜|今晩|今夕|今週|来週|先週)(?:中|末|の[^。、]{1,6})?(?:に|には|も|は|まで|までに|、|お|[^か。]{1,3})[^。]{0,40}(?:です|ます|ません|ました)[^。]{0,4}$",
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
    Regex::new(r"(?:[0-9]+(?:年度?|月)(?:[0-9]+[月日])?(?:から|より|以降)|規程|規則|制度|場合|ときは|原則|必ず|毎[日週月年]|\b(?:if|when|whenever|once|must|always|every|anyone|everyone|all employees)\b|していない|https?:|に移って|と表示され|ください|下さい|なら|(?:に|と|く)(?:変わり|変更になり|移行し|統合され|廃止され)ました|(?:廃止|終了|統合|移転|改定|改正|導入|移行)(?:に|を|が)?(?:し|され|なり|いたし)ました|毎[朝晩夕回]|(?:ことに|と)(?:なって|決まって)(?:い|お)り?ます|に(?:置いて|保管して|用意して|設置して|入って|まとまって|載って|貼って|書いて)(?:い|お|あ)り?ます|を(?:用意して|配って|発行して|貸し出して|受け付けて)(?:い|お)り?ます)").expect("a constant pattern")
});
/// English tells by who acts and when.
static OF_NOW: LazyLock<RegexSet> = LazyLock::new(|| {
    const BEFORE: &str = r"^(?:(?:ok(?:ay)?|right|ah|oh|so|yes|yep|yeah|no|well|hmm+|and|but|odd|sure|great|good news|good|sorry|still|also|actually|weird|unfortunately|thanks|then|now|just|all|there|hi|hey|hello|wonderful|perfect|excellent|lovely|fantastic|brilliant|awesome|nice|cool|super|certainly|of course|absolutely|no problem|noted|understood|alright)[ ,.!–-]+|〓[ ,!]+)*";
    const WEEKDAY: &str = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day";
    RegexSet::new([
        // The agent, doing something or thinking something.
        format!(r"{BEFORE}(?:i|i'm|i've|i'd|i'll|let me|let us|let's|we'll|we've|we know|we will|we are (?:on|looking|working|aware)|we're (?:on|looking|working|aware|having|seeing)|as (?:discussed|agreed|promised))\b"),
        format!(r"{BEFORE}(?:on it|on my way|ringing|calling|looking|checking|having|working on|sending|connecting|pulling|counting|adding you|asking|passing|forwarding|moving it|transferring|will (?:do|check|ask|look|call|send)|done|moved|fixed|sorted|cleared|merged|added|updated|passed|forwarded|unlocked|granted|extended|changed|removed|deleted|restarted|rebooted|found|ordered|approved|released|resent|re-sent|renewed|assigned|activated|installed|reset (?:now|done)|that's you|there you go|here you go|back up|back online|up again|all green|as good as new|nothing (?:obvious|wrong|strange|yet)|should (?:be|work)|identity confirmed|good talking|nice talking)\b"),
        // Somebody else, at this matter.
        format!(r"{BEFORE}(?:he|she|〓)(?:'s|'ll|'ve|'d)? "),
        format!(r"{BEFORE}they(?:'ll|'ve|'re| expect| say| said| told| think| have (?:been|found|started))\b"),
        r"〓 (?:has|had|is|was|will|says?|said|told|remembers|knows|wants|asked|can|does|did)\b|\b(?:from|with|by|to|over to|ask(?:ed)?|told|tell) 〓[^a-z]*(?:for|about|over there|today|already|as well)?$".to_owned(),
        // This very thing.
        r"\byour (?:ticket|request|order|case|incident|reference|laptop|phone|desk|seat|desk phone|parcel|replacement|invoice) (?:is|was|has|will|number|number's|no|arriv\w*|will be|comes?|should|can be picked)\b|\b(?:my|our) (?:direct|own|private) (?:line|number|mail)\b|\b(?:inc|ritm|req|chg|prb|case|ticket|tkt)[-# ]?[0-9]{4,}\b".to_owned(),
        r"\byou (?:had|were|have been|'ve been|'ve got a temporary|are still|'re still|are now|'re now|will get [0-9]|should (?:now )?(?:have|be able|see|get|receive))\b|\b(?:isn't|is not|aren't|not) (?:ours|us|our (?:area|team|job))\b".to_owned(),
        format!(r"^[^,;]{{0,60}}\b(?:is|are|was|were|has|have|will|'ll|'s|left|arrives?|arrived|went|came|comes back|back|should be|ready|expect\w*)\b.{{0,60}}\b(?:right now|at the moment|currently|today|tomorrow|tonight|yesterday|this (?:morning|afternoon|evening)|next (?:week|{WEEKDAY})|last (?:week|night|{WEEKDAY})|since (?:{WEEKDAY}|this morning|yesterday)|(?:minutes?|hours?|days?) ago|by noon|any minute|shortly|soon|(?:on|until|by) {WEEKDAY}|in (?:an?|one|two|five|ten|a few|[0-9]+) (?:minutes?|hours?|secs?|seconds?))\b"),
        r"^(?:yes,? )?(?:it's|it is|they're|they are|that's|it) (?:here|ready|in already|on its way|on the way|arrived)\b|[,;] (?:and |so )?i'll (?:bring|drop|send|come|call|ring|put|hand|get|pick)\b".to_owned(),
        r"\b(?:invite|invitation|mail|link)(?:'s| is| was)? (?:sent|out|on its way)\b".to_owned(),
        r"^(?:(?:yes|yep|yup|ok|okay|so),? )*(?:the |your )?\w+(?:'s| is| are) (?:now |all )?(?:out|gone|done|set up|sorted|fixed|sent|ready|unlocked|live)$|\b(?:it's|it is|right now|everybody's|everyone's|everybody is|everyone is) (?:month end|busy|crowded|in there)\b|\bcalm down\b|^[0-9]{1,2}(?::[0-9]{2})? ?(?:am|pm)? (?:works|then|is fine|it is|suits)\b".to_owned(),
        r"\b(?:an?|the|major|known) (?:outage|incident|disruption)\b|\bback up\b|\bup and running\b".to_owned(),
    ])
    .expect("constant patterns")
});
/// What "I" and "we" say for everybody: advice, and what the organisation has.
static FOR_ALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:yes|no|yep|ok(?:ay)?|well),? )*(?:i(?:'d| would)? (?:recommend|suggest|advise)|i think you (?:need|have|can|should|must)|we (?:recommend|suggest|advise|have|use|offer|moved|switched|support|don't (?:allow|support|have|offer|use)|do not|only|pay|cover|require|do have|do offer)|we've got|we've (?:moved|switched)|let's (?:open|go|set|check the|try the)|i'm afraid (?:you|that you|there))\b").expect("a constant pattern")
});

/// What everybody uses now: "We moved to PDF-XChange".
static MOVED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:yes|no|now|well),? )*we(?:'ve| have)? (?:moved|switched|changed|gone over) to\b")
        .expect("a constant pattern")
});

static DONE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?:リセット|解除|付与|登録|変更|設定|手配|発行|更新|追加|削除|再起動|復旧|修正|反映|承認|作成|有効化|無効化|割り?当て|交換|予約|調整|再送|再発行|初期化|開放|復元|移動|取り?消し|キャンセル|延長|停止|再開|招待|直|付け|外|戻|入れ|空け|開け|消|片付け|まと(?:め)?|延ば|伸ば|足|処理)(?:し|て)?(?:を|が)?(?:いた|致)?(?:し|て)?(?:おき|あり|あげ)?ま(?:した|す)|に(?:戻|直)しました|届いていました|空いてい?ます",
        r"\b(?:i|we)(?:'ve| have)? (?:just |already |now |also |gone ahead and |manually )*(?:reset|unlocked|updated|added|granted|created|fixed|changed|enabled|disabled|removed|deleted|restored|assigned|approved|processed|extended|ordered|cancell?ed|rebooted|restarted|cleared|corrected|adjusted|activated|re-?activated|registered|booked|set (?:it|that|you|this) up|set up|reopened|renewed|released|re-?issued|moved you|moved it|moved them|merged|put you|put it|entered|refunded|(?:sent|gave|put|handed) (?:it|that|them|you))\b",
        r"^(?:(?:ok(?:ay)?|right|yes|yep|there|all)[, ]+)*(?:done|fixed|sorted|cleared|merged|added|updated|unlocked|granted|extended|removed|deleted|restarted|rebooted|released|renewed|assigned|activated|installed|identity confirmed)\b|\byour (?:[a-z]+ ){0,3}(?:has been|have been|is now|are now)\b|\b(?:was|were) handed in\b|\b(?:is|are|'s) (?:now )?(?:gone|out|unlocked|live)$",
    ])
    .expect("constant patterns")
});

static INVESTIGATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^。、]{0,12}(?:お?調べ|ご?確認|調査|検証)(?:いた|致)?(?:しました|した|しまし(?:た))(?:ところ|が|ので)?|確認(?:が)?取れました(?:が|ので)?|お調べしたところ)[、,]\s?|^(?i:i (?:have )?(?:checked|looked)(?: it up| into (?:it|this))?(?: and|,|:)+ ?)").expect("a constant pattern")
});
/// A thing done together with what to do about it: "付与しましたので、再ログインしてください".
static DONE_SO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:しました|済みです|されました|おきました|いたしました|(?:直し|通し|送っ|変え|外し|入れ|戻し|付け|消し|足し|作っ|出し|空け|開け|取っ)た)(?:ので|から)[、]?")
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
    if !is_japanese(text) && OF_NOW.is_match(&plain) && !FOR_ALL.is_match(&plain) {
        return true;
    }
    if MOVED.is_match(&plain) {
        return false;
    }
    PERSONAL.is_match(&plain) && (plain.contains('〓') || !RULE.is_match(&plain))
}

/// Whether a sentence says that something was changed for this person: what stands beside it mostly goes on with that.
pub(super) fn is_done(text: &str) -> bool {
    DONE.is_match(&plain(text))
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
            "I logged it under INC0031177.",
            "He'll get in touch with you this afternoon.",
            "They expect it to be fixed in an hour.",
            "Moved it, they'll pick it up from here.",
            "It left the warehouse on Monday and will be on your desk tomorrow.",
            "It's here, I'll drop it at your desk at 2.",
            "Your request is with your manager for approval.",
            "That isn't ours, it belongs to facilities.",
            "Calling you in five minutes.",
            "[name] had the same last week.",
            "お持ちします",
            "工房に聞いてみます。",
            "セキュリティの者につなぎます。",
            "昨日〔氏名〕さんも同じでした。",
            "今向かっているそうです。",
            "チケットはINC0044120です。",
            "いま提供元で直しています。",
            "明日お席にお届けできます。",
            "来週にはお渡しできます。",
            "わかったらこちらからお声がけしますね。",
            "全拠点で使えなくなっています。",
            "Yep, invite's out.",
            "2 pm works for me.",
            "担当に確認しています。",
            "仮のものを個人のメールに送っています。",
            "明日10時頃にできるそうです。",
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
            "We moved to PDF-XChange.",
            "We have 40 editor seats.",
            "I'd recommend the form.",
            "They expire on 31 March.",
            "Reset it in the portal.",
            "The canteen closes on Fridays at two.",
            "Your manager must approve it.",
            "今はポータルで予約します。",
            "申請書は総務に置いてあります。",
            "緑の盾が付いたものなら承認されています。",
            "様式は新しいものに変わりました。",
            "総務の当番が水を替えています。",
            "来週から新しい様式です。",
            "今週中に申請してください。",
            "紙の申請は2024年に廃止しました。",
            "予備の鍵は守衛室で管理しています。",
            "3日目からは診断書が必要です。",
        ] {
            assert!(!is_personal(general), "{general}");
        }
    }
}
