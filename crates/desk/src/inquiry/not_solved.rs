//! The rule: does somebody say that what they asked is not solved?

use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// Longest sentence that says so, in characters; a longer one says what it is about itself.
const LONGEST: usize = 60;

static SAYS_SO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^
          ( (すみません|ごめんなさい|あの|いえ|いいえ|やっぱり|やはり|でも|sorry|no|but|hi|hello|well)[、,。.!\s]* )*
          (
            まだ.{0,12}?(ません|ない|なかった|です|だめ|ダメ|駄目|でした|続いて)
          | (だめ|ダメ|駄目)(でした|です|だった)
          | (直|治)(って|り)(い?ません|い?ない|ませんでした)
          | 解決(して(い?ません|い?ない)|しません|しない|できません|しなかった|しませんでした)
          | うまくいき?(ません|ない|きません|かない)
          | (また|再び)?(同じ|おなじ)(エラー|症状|問題|状態|こと)(が|に|です)
          | 再発
          | (it('s|\s+is)\s+|it\s+|that\s+|this\s+)?still\s+(not|no|broken|failing|doesn'?t|does\s+not|isn'?t|can'?t|cannot|won'?t|have|having|the\s+same|happening)
          | (it\s+|that\s+|this\s+|it's\s+)?(is\s+not|isn'?t|was\s+not|wasn'?t|not)\s+(solved|fixed|resolved|working)\b
          | (it\s+|that\s+|this\s+)?(didn'?t|did\s+not|doesn'?t|does\s+not)\s+(work|help|solve|fix)
          | same\s+(problem|issue|error)
          )",
    )
    .expect("a fixed pattern")
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
        ] {
            assert!(says_not_solved(text), "{text}");
        }
        for text in [
            "VPNに接続できません",
            "まだ有給休暇が何日残っているか知りたい",
            "同じ部署の人の連絡先は？",
            "How do I still get the old form?",
            "解決しました",
            "",
        ] {
            assert!(!says_not_solved(text), "{text}");
        }
    }
}
