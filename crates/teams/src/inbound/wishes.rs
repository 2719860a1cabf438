//! Wishes in free words: for a person, and for one's own inquiries.
//!
//! A whole message is a wish or it is none: a wish is made of a word for whom or what one wants, a word for wanting it, and
//! politeness around them. Anything else in the message (a topic, a team, a reason) makes it a question, which the assistant
//! answers as ever, with a person offered. So a wish is missed now and then, and hardly ever seen where there is none.

use std::sync::LazyLock;

use regex::Regex;

/// Whether a message, prepared by [`plain`](super::commands), asks for nothing but a person.
pub(super) fn wants_person(said: &str) -> bool {
    static PATTERNS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        [
            whole(&format!(
                "{JA_BEFORE}{JA_PERSON}(?:と|に|へ|を|は|が|で|から|の方と)?(?:直接|すぐに?|一度)?{JA_TALK}{JA_AFTER}"
            )),
            whole(&format!("{EN_BEFORE}(?:{EN_WANT})?{EN_TALK} {EN_ARTICLE}{EN_ANYBODY}{EN_AFTER}")),
            whole(&format!("{EN_BEFORE}(?:{EN_WANT}|is there )?{EN_ARTICLE}{EN_HUMAN}{EN_AFTER}")),
        ]
    });
    let japanese = joined(said);
    PATTERNS[0].is_match(&japanese) || PATTERNS[1..].iter().any(|pattern| pattern.is_match(said))
}

/// Whether a message asks for nothing but one's own inquiries and how they stand.
pub(super) fn wants_own_inquiries(said: &str) -> bool {
    static PATTERNS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            whole(&format!("{JA_BEFORE}{JA_OWN}?{JA_INQUIRY}の?{JA_STANDING}{JA_SHOW}{JA_AFTER}")),
            whole(&format!("{JA_BEFORE}{JA_OWN}(?:{JA_INQUIRY}|件|やつ)の?(?:{JA_STANDING})?{JA_SHOW}{JA_AFTER}")),
            whole(&format!(
                "{JA_BEFORE}(?:{JA_OWN}?{JA_INQUIRY}|{JA_OWN}(?:件|やつ))(?:は|って|が)?{JA_HOW}{JA_AFTER}"
            )),
            whole(&format!("{EN_BEFORE}(?:{EN_SHOW})?(?:the |an? |any )?{EN_STATUS} {EN_OWN}{EN_INQUIRY}{EN_AFTER}")),
            whole(&format!(
                "{EN_BEFORE}(?:{EN_SHOW}|{EN_HOW})(?:all )?(?:of )?{EN_OWN}{EN_INQUIRY}(?: {EN_HAPPENS})?{EN_AFTER}"
            )),
        ]
    });
    let japanese = joined(said);
    PATTERNS[..3].iter().any(|pattern| pattern.is_match(&japanese))
        || PATTERNS[3..].iter().any(|pattern| pattern.is_match(said))
}

pub(super) const JA_BEFORE: &str = "(?:すみません(?:が)?|すいません(?:が)?|申し訳ありませんが?|恐れ入りますが|お手数ですが|お疲れ様です|お世話になります|\
    やっぱり|やはり|それでは|それなら|では|じゃあ|もう|もういいので|いいから|ちょっと|できれば|可能なら|可能であれば|今すぐ|すぐに?|至急|あの|ええと|えっと)*";
const JA_PERSON: &str = "(?:(?:人間|有人|本物|生身|別|他|ほか)の)?(?:担当(?:者|の方|の人|の者|のかた)?|人間|人|ヒト|ひと|有人|オペレーター?|\
    スタッフ|係(?:の方|の人|の者|員)?|中の人|サポート(?:の方|の人|担当者?)?|窓口の(?:方|人)|誰か|だれか|どなたか)(?:の方)?(?:さん|様|さま)?";
const JA_TALK: &str = "(?:話したい|話をしたい|話がしたい|お?話ししたい|お話がしたい|話させて|お話しさせて|話せますか|話せる|話すことはできますか|話をさせて|\
    ご?相談したい|相談させて|直接聞きたい|聞きたい|質問したい|つないで|つなげて|繋いで|繋げて|取り次いで|とりついで|代わって|替わって|変わって|かわって|\
    呼んで|出して|お願い|おねがい|頼みたい|対応して|対応してほしい|対応をお願い|対応希望|対応を希望|希望|切り替えて|いますか|いませんか|はいますか)";
const JA_AFTER: &str = "(?:です|ます|したい|たい|ください|下さい|くださいませんか|下さいませんか|くれますか|くれませんか|くれる|もらえますか|もらえませんか|\
    もらえる|もらいたい|いただけますか|いただけませんか|いただきたい|頂けますか|頂けませんか|頂きたい|ほしい|欲しい|できますか|できませんか|可能ですか|\
    でしょうか|んですが|のですが|ですけど|ですが|けど|けれど|いたします|致します|します|しますね|と思います|と思っています|か|が|よ|ね|な|の|。|、|!)*";
const JA_OWN: &str = "(?:(?:(?:私|自分|わたし|僕|ぼく|俺|当方|以前|先日|前|前回|今|現在|これまで|今まで|さっき|先ほど|この前|この間|こないだ|昨日|今朝|先週)(?:の|に)?が?|\
    (?:出した|送った|した|していた|してた|お願いした|頼んだ|依頼した|問い合わせた|聞いた))+(?:の)?)";
const JA_INQUIRY: &str = "(?:お?問い?合わ?せ|チケット|サポートへの依頼|依頼|質問|リクエスト)(?:内容)?";
const JA_STANDING: &str =
    "(?:の?(?:対応)?(?:状況|状態|進捗(?:状況)?|進み具合|一覧|履歴|リスト|経過|ステータス|その後))";
const JA_SHOW: &str = "(?:を|は|が|って|について|の)?(?:教えて|知りたい|お知らせ|確認したい|確認させて|確認して|確認お願い|確認|見せて|見たい|みたい|表示して|表示|どう|どうなって(?:い)?(?:る|ます)|いかが)?";
const JA_HOW: &str = "(?:どうなった|どうなりました|どうなって(?:い)?(?:る|ます)|どうなってん|どう|いかが|まだ|終わりました|終わった|進んで(?:い)?(?:る|ます)|返事はまだ|返信はまだ)";

pub(super) const EN_BEFORE: &str =
    "(?:please |hi |hello |hey |ok |okay |no |sorry |excuse me |well |just |actually |thanks |thank you |but |so )*";
const EN_WANT: &str = "(?:(?:can|could|may|would) (?:i|you|we)(?: please)?(?: just)? (?:get |have |like )?|i (?:really |just )?(?:want|need|have|wish|prefer|would like|d like|would love|d love|d rather|would rather)(?: to)? |\
    id (?:like|love|rather)(?: to)? |i (?:really )?wanna |want(?: to)? |need(?: to)? |would like(?: to)? |let me |lets |give me |get me |find me |is it possible to |how (?:do|can) i |help me )+";
const EN_TALK: &str = "(?:(?:talk|speak|chat|get through|get in touch|be connected|be transferred)(?: directly)? (?:to|with)|(?:connect|transfer|put|pass|forward|switch|hand|redirect|refer) ?(?:me|us|this|it)?(?: over| through| on)? (?:to|with)|\
    contact|reach|call|see)";
const EN_ARTICLE: &str = "(?:a |an |some |the |any |one of (?:your|the) )?(?:real |live |actual |human |different |another |support |help ?desk |service )*";
const EN_HUMAN: &str = "(?:person|human|human being|agent|operator|representative|rep)";
const EN_ANYBODY: &str = "(?:person|human|human being|agents?|operator|representative|rep|someone|somebody|anyone|anybody|staff|staff member|member of staff|colleague|people|humans?|team|support)";
pub(super) const EN_AFTER: &str = "(?: please| pls| now| instead| thanks| thank you| asap| directly| right now| right away| here| for help| about this| about it| to talk to| to speak to| to help me| i can talk to| i can speak to)*";
const EN_SHOW: &str = "(?:what is |what are |whats |what s |how is |show |show me |list |check |see |view |get |tell me |give me |let me see |let me check |is there |are there |do you have |have you |can i (?:see|check|get|view) |\
    could i (?:see|check|get|view) |i (?:want|need|would like|d like) (?:to )?(?:see |check |know |view )?|id like to (?:see|check|know|view) |open |display |what about |where is |where are )+";
const EN_STATUS: &str = "(?:status|state|progress|updates?|news|history)(?: of| on| about| for)";
const EN_OWN: &str =
    "(?:my |our )(?:open |last |latest |recent |previous |past |own |current |old |support |help ?desk |it )*";
const EN_INQUIRY: &str =
    "(?:tickets?|inquiry|inquiries|enquiry|enquiries|requests?|questions?|cases?)(?: status| history| list)?";
const EN_HOW: &str = "(?:what happened (?:to|with) |what s happening with |how is |hows |any (?:news|updates?) (?:on|about) |is |are |did )";
const EN_HAPPENS: &str = "(?:going|coming along|doing|done|ready|solved|resolved|still open|open|at)";

pub(super) fn whole(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).expect("a constant pattern")
}

/// Japanese has no spaces, but people put some.
pub(super) fn joined(said: &str) -> String {
    said.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '、' | '。' | ',' | '.' | '!' | '?' | '…' | '〜' | '~'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::commands::read;
    use desk::flow::Command;

    fn check(wish: Option<&Command>, messages: &[&str]) {
        for said in messages {
            assert_eq!(read(said).as_ref(), wish, "{said}");
        }
    }

    #[test]
    fn a_person_is_asked_for_in_many_ways() {
        check(
            Some(&Command::Person),
            &[
                "人と話したい",
                "担当者お願いします",
                "担当者をお願いします。",
                "担当者と話したいです",
                "担当の方につないでください",
                "すみません、担当者につないでもらえますか？",
                "誰かいますか",
                "人間と話させて",
                "オペレーターに繋いでください",
                "オペレータにつないで",
                "スタッフの方に相談したいのですが",
                "有人対応をお願いします",
                "担当者に代わってください",
                "人間の担当者と話したい",
                "やっぱり人に聞きたいです",
                "担当者を呼んでください",
                "担当者様お願いいたします",
                "どなたか対応してください",
                "人と話せますか",
                "有人対応希望",
                "担当者に直接相談したい",
                "中の人と話したい",
                "human please",
                "I want to talk to a human",
                "I'd like to speak with a real person, please.",
                "can I talk to someone?",
                "Could you connect me to an agent",
                "connect me with a person",
                "agent",
                "please transfer me to a human agent",
                "I need a human",
                "let me speak to somebody",
                "talk to a real human",
                "is there a person I can talk to?",
                "How can I talk to a human?",
                "get me an agent now",
                "put me through to support",
                "No, I want to speak to a person",
                "live agent please",
                "I want a real person",
            ],
        );
    }

    #[test]
    fn a_question_about_people_is_a_question() {
        check(
            None,
            &[
                "人事の担当者は誰ですか",
                "経理の担当者と話したい",
                "担当者を変更したい",
                "担当者の連絡先を教えてください",
                "人と話すのが苦手です",
                "人と話したくない",
                "担当者に連絡したのに返事がない",
                "人と話したいときはどうすればいいですか",
                "人を増やしたい",
                "人が足りません",
                "人間ドックを予約したい",
                "担当者が休みのときの代わりは",
                "オペレーター権限をお願いします",
                "スタッフ証をなくしました",
                "係長に昇進しました",
                "担当者一覧を出して",
                "人事に相談したい",
                "上司と話したい",
                "お客様と話したい",
                "別の人のパソコンを使いたい",
                "誰かのカードを拾いました",
                "お願いします",
                "人",
                "I want to talk to a human resources person about leave",
                "who is the contact person",
                "How do I install the agent?",
                "agent installation failed",
                "I need a person to fix my printer",
                "I want to talk to the printer",
                "contact person for travel",
                "human resources",
                "I don't want to talk to a person",
                "do I need to talk to a person",
                "person of the year",
                "talk to me",
                "someone stole my laptop",
                "I need support for VPN",
                "can someone help me with VPN",
                "call",
                "how do I reach the office",
                "see the team calendar",
                "I need people data",
                "How do I transfer a ticket to another person?",
                "support",
            ],
        );
    }

    #[test]
    fn ones_own_inquiries_are_asked_for_in_many_ways() {
        check(
            Some(&Command::HowItStands),
            &[
                "問い合わせ状況を教えて",
                "問い合わせの状況を教えてください",
                "私の問い合わせはどうなっていますか？",
                "チケットの状況は？",
                "チケットの進捗を知りたいです",
                "問合せ履歴を見せて",
                "お問い合わせの対応状況を確認したいのですが",
                "先日の件はどうなりましたか",
                "この前出した依頼はどうなった？",
                "自分の質問の一覧を見たい",
                "依頼の進捗はいかがでしょうか",
                "問い合わせはどうなりましたか",
                "私のチケットを見せてください",
                "前に送った問い合わせの状況",
                "what's the status of my request",
                "What is the status of my ticket?",
                "show me my tickets",
                "any news on my request?",
                "check my ticket status",
                "status of my ticket",
                "list my open tickets please",
                "How is my ticket going?",
                "what happened to my request",
                "show my inquiries",
                "is there any update on my case",
                "Can I see my requests?",
                "I'd like to check my ticket status",
            ],
        );
    }

    #[test]
    fn a_question_about_inquiries_or_requests_is_a_question() {
        check(
            None,
            &[
                "問い合わせ先を教えて",
                "問い合わせの方法を教えてください",
                "チケットの取り方を教えて",
                "出張チケットの状況を教えて",
                "申請状況を教えて",
                "注文の状況を教えて",
                "質問があります",
                "質問してもいいですか",
                "依頼書の書き方",
                "お客様からの問い合わせはどうすればいいですか",
                "問い合わせフォームが開きません",
                "ネットワークの状況を教えて",
                "よくある質問の一覧",
                "チケットを発行したい",
                "先日の出張の精算はどうなりますか",
                "問い合わせ件数の一覧を出したい",
                "質問です",
                "在庫状況の確認方法",
                "勤怠の状況を確認したい",
                "what is the status of my leave request",
                "my ticket was rejected by the machine",
                "what is the status of the VPN",
                "where is my train ticket",
                "how do I see the status of a purchase request",
                "is my laptop ready",
                "status of my account",
                "show me my payslip",
                "check my vacation balance",
                "can I see my colleague's requests?",
                "what are ticket types",
                "I have a question",
                "my request was denied, why?",
                "How do I open a ticket?",
                "are my expenses approved",
            ],
        );
    }
}
