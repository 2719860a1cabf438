//! The rule: does what somebody writes belong to the matter that is open, or is it another one?
//!
//! People write one question in several messages (a topic, the question, a detail), and several questions one after the
//! other. Time does not tell the two apart; what kind of sentence it is, and what it is about, does.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::normalised;
use regex::Regex;

/// Above this share of common words a text is another try at an earlier question. 0–1; "cannot connect", which stands in a
/// question about the VPN and in one about the printer, is half of each.
const ANOTHER_TRY: f32 = 0.5;

/// What kind of sentence a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Asks, wants or complains: it stands alone.
    Question,
    /// Tells something: a topic, a detail.
    Statement,
    /// A few words, as one types them into a search.
    Words,
}

static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          [?？]
        | (か|かな|かね|の)$
        | (たい|ほしい|欲しい)(です|のですが|んですが|んだけど|のですけど)?$
        | (教えて|おしえて|知りたい|方法|やり方|手順|どう|どこ|いつ|なぜ|誰|だれ|何)
        | (ません|ない|なくなった|なりました|できん|ず)(でした|です|のですが|んですが|んだけど|のですけど|が|けど)?$
        | (壊れ|失くし|なくし|忘れ|エラー|故障)
        | ^(how|what|where|when|why|who|which|can|could|do|does|is|are|may|should)\b
        | \b(can't|cant|cannot|doesn't|does\snot|don't|won't|unable|not\sworking|broken|fails?|error|need|want|lost|forgot|help)\b
        ",
    )
    .expect("a fixed pattern")
});

static TELLS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (です|でした|ます|ました|ています|てます|の件|について|に関して|のこと|お願いします|ください|下さい)$
        | ^(it's|its|i'm|im|i\sam|i\suse|i\shave|using|on|in|at|since|about|with|this\sis|my)\b
        ",
    )
    .expect("a fixed pattern")
});

/// What kind of sentence a text is.
pub(super) fn kind(text: &str) -> Kind {
    let text = normalised(text);
    let bare = text.trim().trim_end_matches(['。', '.', '!', '！', '、', ',', '…']);
    if ASKS.is_match(bare) {
        Kind::Question
    } else if TELLS.is_match(bare) {
        Kind::Statement
    } else {
        Kind::Words
    }
}

/// Whether a text and an earlier one are about the same thing.
pub(super) fn is_another_try(earlier: &str, text: &str) -> bool {
    let (a, b) = (content(earlier), content(text));
    let all = a.len() + b.len();
    all > 0 && (found(&a, &b) + found(&b, &a)) as f32 / all as f32 > ANOTHER_TRY
}

/// How many words of one text are in the other, alone or as part of a longer one (「水替え」 holds 「水」).
fn found(words: &HashSet<String>, among: &HashSet<String>) -> usize {
    let is_in = |word: &&String| among.iter().any(|other| other.contains(*word) || word.contains(other.as_str()));
    words.iter().filter(is_in).count()
}

/// The words that carry the content: runs of kanji, of katakana, of Latin letters and digits. What stands between them is
/// grammar. English words of grammar are left out.
fn content(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut word = String::new();
    let mut before = Script::Other;
    for letter in normalised(text).chars().chain(std::iter::once(' ')) {
        let script = Script::of(letter);
        if script != before && !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        if script != Script::Other {
            word.push(letter);
        }
        before = script;
    }
    words.retain(|word| !GRAMMAR.contains(&word.as_str()));
    // A noun without its long-vowel mark or plural is the same noun.
    words
        .into_iter()
        .map(|word| word.trim_end_matches(['ー', 's']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// English words that say nothing about the matter.
const GRAMMAR: [&str; 46] = [
    "a", "am", "an", "and", "are", "at", "be", "can", "cannot", "can't", "cant", "do", "does", "doesn't", "don't",
    "for", "from", "get", "have", "hello", "hi", "how", "i", "in", "is", "it", "me", "my", "not", "of", "on", "or",
    "please", "t", "the", "there", "this", "to", "we", "what", "when", "where", "who", "with", "you", "your",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Latin,
    Other,
}

impl Script {
    fn of(letter: char) -> Self {
        match letter {
            '\u{4e00}'..='\u{9fff}' | '々' => Self::Kanji,
            '\u{30a1}'..='\u{30fa}' | 'ー' => Self::Katakana,
            '\'' => Self::Latin,
            letter if letter.is_alphanumeric() && !('\u{3040}'..='\u{309f}').contains(&letter) => Self::Latin,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_stands_alone_and_a_detail_does_not() {
        for text in [
            "VPNに接続できません",
            "承認ボタンが灰色で押せません",
            "有給休暇は何日ありますか",
            "会議室を予約したい",
            "プリンターの用紙はどこ？",
            "パスワードを忘れました",
            "How do I reset my password?",
            "I cannot log in",
            "my screen is broken",
        ] {
            assert_eq!(kind(text), Kind::Question, "{text}");
        }
        for text in
            ["経理システムの件です", "Chromeです", "電源は入っています。", "3階の複合機について", "I'm on macOS"]
        {
            assert_eq!(kind(text), Kind::Statement, "{text}");
        }
        for text in ["プリンター", "会議室 予約", "printer"] {
            assert_eq!(kind(text), Kind::Words, "{text}");
        }
    }

    #[test]
    fn the_same_thing_in_other_words_is_another_try_and_the_same_trouble_with_something_else_is_not() {
        assert!(is_another_try("VPNに接続できません", "VPNにつながらない"));
        assert!(is_another_try("花瓶の水は誰が替えますか", "花瓶の水替えは誰の当番ですか"));
        assert!(is_another_try("How do I reset my password", "password reset please"));
        assert!(!is_another_try("VPNに接続できません", "プリンターに接続できません"));
        assert!(!is_another_try("有給休暇は何日ありますか", "会議室を予約したい"));
        assert!(!is_another_try("これは", "それは"));
    }
}
