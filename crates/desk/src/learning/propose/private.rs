//! Private matters: harassment, somebody's health, somebody's pay or standing. What was said of them is for those two; a
//! talk about one gives no draft. Questions that anybody may ask about the same words stay: "When is the salary paid?"

use super::super::{Speaker, Transcript};
use super::sentence::{plain, sentences};
use regex::{Regex, RegexSet};
use std::sync::LazyLock;

/// Said by the one it happens to.
static PRIVATE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // Harassment and bullying.
        r"\b(?:i|me|my|we|us)\b.{0,60}\b(?:harass|bull(?:y|ied)|discriminat|mobb|intimidat|humiliat|stalk|threaten|abus|grop)\w*|\b(?:harass|bull(?:y|ied|ies)|discriminat|mobb|intimidat|humiliat|stalk|threaten|insult|grop)\w*\b.{0,20}\b(?:me|us)\b",
        r"\b(?:manager|boss|lead|supervisor|colleague|coworker|co-worker|teammate|he|she|somebody|someone|director|they)\b.{0,40}\b(?:shouts?|yells?|screams?|shouting|yelling|touch(?:es|ed|ing)|comments? (?:about|on) my|stares?|staring|insults?|makes? fun|uncomfortable|unwanted|follows? me|messages? at night)\b",
        r"\b(?:makes?|made|making|feel|feels|feeling) (?:me )?(?:very |so |really )?(?:uncomfortable|unsafe|harassed|bullied|threatened|humiliated|worthless)\b",
        r"(?:セクハラ|パワハラ|モラハラ|マタハラ|カスハラ|ハラスメント|いじめ|嫌がらせ|差別|暴言|暴力|ストーカー|つきまと)[^。]{0,12}(?:を(?:受け|され)|され(?:て|た|まし)|だと(?:思|感)|に(?:あ[っい]|遭|当た|悩|困)|で(?:悩|困|つら|辛))|(?:上司|課長|部長|係長|社長|同僚|先輩|後輩|リーダー|彼|彼女|ある人|〓(?:さん|様)?)[^。]{0,30}(?:怒鳴ら|殴ら|触ら|無視され|罵ら|脅さ|からかわ|つらい|辛い|怖い|体型|容姿)|(?:夜|深夜|休日)に?[^。]{0,10}(?:メッセージ|連絡|電話|line)[^。]{0,10}(?:来て|届い|され)[^。]{0,12}(?:困|怖|つら|辛|嫌)",
        r"\b(?:invit(?:es?|ing)|asks?|asking|asked) me (?:out|to (?:dinner|drinks?|his|her))\b|\bon a date\b|\bmy (?:father|mother|wife|husband|partner|son|daughter|brother|sister|grandm\w+|grandf\w+|child|baby) (?:has )?(?:passed away|died|is dying)\b",
        r"(?:二人きり|しつこく|何度も|執拗に)[^。]{0,16}(?:誘われ|迫られ|食事に)|(?:誘い|誘われ)[^。]{0,12}断(?:り|れ)(?:づらい|にくい|ない|ません)|(?:父|母|祖父|祖母|義父|義母|夫|妻|主人|息子|娘|兄|姉|弟|妹|家族)が(?:急に|昨夜|昨日|今朝)?(?:亡くな|他界|倒れ|危篤)",
        // Health.
        r"\b(?:i|i'm|i've|my (?:wife|husband|partner|son|daughter|child|doctor|mother|father|therapist|psychiatrist))\b.{0,60}\b(?:diagnos\w+|cancer|tumou?r|depress\w+|burn-?out|epilep\w+|anxiety|panic attacks?|surgery|operation on|chemo\w*|therapy|therapist|psychiatr\w+|miscarr\w+|suicid\w+|bipolar|adhd|autis\w+|hiv|addict\w*|alcohol\w*|drinking too much|rehab|self-harm|seizures?|disab(?:led|ility)|chronic (?:illness|disease|pain))\b",
        r"\b(?:surgery|operation) on my\b|\b(?:hospital|clinic) for (?:my |an? |the )?(?:surgery|operation|treatment)\b|\bi (?:can't (?:take|cope)|cannot (?:take|cope)|cry|am crying|want to die)\b|\bpanic attacks?\b.{0,30}\b(?:i|my)\b",
        r"(?:うつ(?:病)?|鬱|適応障害|パニック障害|双極性|統合失調|がん|ガン|癌|腫瘍|てんかん|発達障害|adhd|依存症|流産|難病|持病|hiv|メンタル(?:不調)?|自律神経)[^。]{0,14}(?:と(?:診断|言われ)|に(?:なっ|なり|かかっ)|で(?:通院|休職|入院|治療|悩|つら|辛|休)|の(?:治療|診断|ため)|を(?:患|抱え|発症|持って)|が(?:あり|見つか|再発|悪化))|(?:手術|入院|通院|抗がん剤|不妊治療|カウンセリング)[^。]{0,8}(?:することに|しなければ|しており|しています|で[^。]{0,10}(?:休|入院)|を受け(?:る|て|ます|ること))|診断され(?:ました|て|た)|(?:お酒|飲酒|酒)の?量?が(?:増え|やめられ|止まら)|(?:心療内科|精神科|メンタルクリニック)(?:に|へ|で)[^。]{0,10}(?:通|行|かか|受診|診て)|(?:死にたい|消えたい|眠れません|眠れない日)",
        // Pay and standing of one person.
        r"\bmy (?:salary|pay|payslip|pay ?slip|pay ?check|wages?|bonus|overtime|raise|grade|commission)\b.{0,50}\b(?:wrong|less|lower|missing|short|cut|reduced|dropped|not paid|unpaid|more|only|late|incorrect|too low|too little|hasn't|wasn't|isn't)\b|\b(?:missing|wrong|unpaid|short)\b.{0,30}\b(?:on|in|from) my (?:salary|pay|payslip|wages?|bonus)\b|\bhow much (?:does|do|is|did) (?:he|she|they|〓|my \w+) (?:earn|make|paid|get paid)\b|\bwhat does (?:he|she|〓|my \w+) (?:earn|make)\b|\bmy (?:payslip|pay slip) is wrong\b",
        r"\b(?:i|i've|i'm)\b.{0,30}\b(?:garnish\w*|divorc\w*|bankrupt\w*|being (?:fired|laid off|let go)|been (?:fired|laid off|warned)|got a (?:written )?warning|performance improvement|debts?)\b|\bmy (?:divorce|debts?|custody|performance (?:review|rating)|appraisal|written warning)\b",
        r"(?:手取り|給与|給料|賞与|ボーナス|残業代|基本給|昇給|給与明細|等級|評価|査定)[^。]{0,16}(?:少な|減っ|減ら|下が|間違|おかし|足り|入ってい?(?:ない|ません)|振り込まれ(?:てい)?(?:ない|ません)|低い|低く|納得|違っ|違う|漏れ)|(?:〓|あの人|同僚|同期|上司|彼|彼女)(?:さん|様|氏)?[^。]{0,10}(?:いくら|どれくらい)(?:もらっ|稼|の給)|(?:離婚|借金|差し?押さえ|自己破産|懲戒|降格|解雇|退職勧奨|面談で注意)[^。]{0,10}(?:され|にな|しま|する|を(?:受け|言わ)|で(?:悩|困|相談)|の(?:件|こと)で)",
    ])
    .expect("constant patterns")
});
/// A rule is asked for, by anybody: who is responsible, what the law says.
static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:employees|people|somebody in|staff|training|course|policy|policies|guidelines?|hotline|where (?:can|do) (?:people|employees|we|you)|in general)\b|研修|規程|規定|制度|窓口はどこ|窓口を教え|一般|ポリシー|相談先(?:は|を)|どこに(?:相談|報告)").expect("a constant pattern")
});

/// Whether the requester speaks of a private matter.
pub(super) fn is_private(transcript: &Transcript) -> bool {
    let said = transcript.lines.iter().filter(|line| line.speaker == Speaker::Requester);
    said.flat_map(|line| sentences(&line.text)).any(|sentence| of_a_person(&sentence.text))
}

fn of_a_person(sentence: &str) -> bool {
    let plain = plain(sentence);
    PRIVATE.is_match(&plain) && !GENERAL.is_match(&plain)
}

#[cfg(test)]
mod tests {
    use super::of_a_person;

    #[test]
    fn a_private_matter_is_told_from_a_question_about_its_rules() {
        for private in [
            "He keeps making comments about my body in meetings.",
            "My manager shouts at me in front of everybody.",
            "I feel bullied and cry after work.",
            "A colleague has been sending me messages at night and it makes me uncomfortable.",
            "My doctor diagnosed me with epilepsy last week.",
            "I have to go to hospital for surgery on my back.",
            "Between work and everything I've started drinking too much.",
            "Why is my salary 300 less than last month?",
            "I think my payslip is wrong, the overtime from March is missing",
            "And what does he earn?",
            "I'm going through a divorce.",
            "My director keeps inviting me to dinner alone.",
            "My father passed away last night, I need the next days off",
            "部長から二人きりの食事に何度も誘われて断りづらいです。",
            "最近眠れなくて、心療内科に通い始めました。",
            "父が亡くなりました。",
            "上司からパワハラを受けています。",
            "課長にみんなの前で怒鳴られます。",
            "先週うつ病と診断されました。",
            "腰の手術で6週間ほど入院することになりました。",
            "先月より手取りが3万円少ないのですが、なぜですか？",
            "3月の残業代が入っていません。",
            "仕事がきつくてお酒の量が増えてしまいました。",
            "借金の件で相談があります。",
        ] {
            assert!(of_a_person(private), "{private}");
        }
        for general in [
            "When is the salary paid?",
            "How do I read my payslip?",
            "Where can employees report harassment?",
            "Is there a training about harassment?",
            "What do I need to do when my child is ill?",
            "Where do I hand in a doctor's note?",
            "How many days of parental leave are there?",
            "How long is my notice period?",
            "The app shouts at me with a red error.",
            "The manager field is missing in the form.",
            "My laptop is slow.",
            "The form asks me to sign twice.",
            "How many days of bereavement leave are there?",
            "忌引きは何日取れますか？",
            "認証を何度も求められます。",
            "ハラスメント研修の日程を教えてください。",
            "給与の振込日はいつですか？",
            "給与明細はどこで見られますか？",
            "健康診断の予約方法を教えてください。",
            "子どもが熱を出したときはどうすればいいですか？",
            "診断書はどこに出しますか？",
            "残業の申請方法を教えてください。",
            "ログが無視されます。",
        ] {
            assert!(!of_a_person(general), "{general}");
        }
    }
}
