//! The rule: does somebody say that what they asked is not solved?

use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// Longest sentence that says so, in characters; a longer one says what it is about itself.
const LONGEST: usize = 60;

/// With what it may begin.
const OPENING: &str = r"((すみません|ごめんなさい|あの|いえ|いいえ|いや|うーん|残念ながら|やっぱり|やはり|でも|sorry|nope|no|but|hi|hello|well|hmm|unfortunately)[、,。.!\s]*)*";

/// What was tried, which may stand before it.
const TRIED: &str = r"(?x)(
      (やってみ|試してみ|試し|やり|[^、。\s]{1,12}?[りお]に(し|やっ))(まし)?た(の|ん)?(です)?(が|けど|けれど)
    | [^、。\s]{0,10}?(それ|これ|直し|起動し|試し|やっ|てみ|[りお]にし|入れ|切っ|閉じ|替え|変え)[てで]も
    | (i\s+|i've\s+|i\s+have\s+)?(tried|did|done|restarted|rebooted|followed)(\s+[a-z]+){0,3}?[,.;]?\s+(but|and|yet|still)?
  )[、,\s]*";

/// What says so by itself.
const VERDICT: &str = r"(?x)(
      まだ.{0,12}?(ません|ない|なかった|です|だめ|ダメ|駄目|でした|続いて)
    | (だめ|ダメ|駄目)(でした|です|だった)
    | (直|治)(って|り)(い?ません|い?ない|ませんでした)
    | 解決(して(い?ません|い?ない)|しません|しない|できません|しなかった|しませんでした)
    | うまくいき?(ません|ない|きません|かない)
    | (何も|なにも|全く|全然)?変わ(り|って|ら)(い?ません|い?ない|ませんでした|なかった)
    | (また|再び)?(同じ|おなじ)(エラー|症状|問題|状態|こと)(が|に|です)
    | 再発
    | (it('s|\s+is)\s+|it\s+|that\s+|this\s+)?still\s+(not|no|nothing|broken|failing|doesn'?t|does\s+not|isn'?t|can'?t|cannot|won'?t|have|having|the\s+same|happening)\b
    | (it\s+|that\s+|this\s+|it's\s+)?(is\s+not|isn'?t|was\s+not|wasn'?t|not)\s+(solved|fixed|resolved|working)\b
    | (it\s+|that\s+|this\s+)?(didn'?t|did\s+not|doesn'?t|does\s+not)\s+(work|help|solve|fix)
    | same\s+(problem|issue|error)
    | (no\s+luck|nothing\s+(changed|helped)|no\s+(change|effect|difference))\b
  )";

/// What says so after what was tried; alone it would be a question.
const FAILED: &str = r"(?x)(
      [^、。\s]{0,10}?(ません|ない|なかった|だめ|ダメ|駄目)(でした|です)?[。.!！]*$
    | (it|that|this)?\s*(still\s+)?(doesn'?t|does\s+not|didn'?t|did\s+not|won'?t|can'?t|cannot|isn'?t|is\s+not|nothing|no)\b
  )";

static SAYS_SO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!("^{OPENING}((?:{TRIED})?(?:{VERDICT})|(?:{TRIED})(?:{FAILED}))")).expect("a fixed pattern")
});

/// Whether a text says that it is not solved: 「まだ直りません」, "it's still not working".
pub fn says_not_solved(text: &str) -> bool {
    let text = normalised(text);
    let first = text.trim().split(['。', '.', '\n', '!']).next().unwrap_or_default();
    first.chars().count() <= LONGEST && SAYS_SO.is_match(text.trim().replace('’', "'").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_that_it_is_not_solved_is_told_from_what_asks_something_else() {
        for text in [
            "まだ直りません",
            "まだ解決していません。棚にありませんでした",
            "まだダメです",
            "すみません、まだつながらないです",
            "直っていません",
            "解決しませんでした",
            "うまくいきません",
            "また同じエラーが出ます",
            "still not working",
            "It's still broken",
            "it still doesn’t work",
            "That didn't help",
            "not solved",
            "Same problem again",
            "それでもつながりません",
            "再起動してもダメでした",
            "やってみましたが変わりません",
            "言われた通りにしましたが、まだ入れません",
            "書いてあるとおりにしても直りませんでした",
            "tried that, still nothing",
            "I restarted it but it doesn't connect",
            "I did that and nothing changed",
            "no luck",
        ] {
            assert!(says_not_solved(text), "{text}");
        }
        for text in [
            "VPNに接続できません",
            "まだ有給休暇が何日残っているか知りたい",
            "同じ部署の人の連絡先は？",
            "How do I still get the old form?",
            "解決しました",
            "在宅でもVPNが使えない",
            "今日試した電子契約が送れません",
            "やり方がわからない",
            "I tried the new printer and want to scan",
            "I did not get my payslip",
            "no printer found",
            "nothing works",
            "",
        ] {
            assert!(!says_not_solved(text), "{text}");
        }
    }
}
