//! Whether the requester turns to something else.

use super::sentence::plain;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

static QUESTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[?？]\s*$|(?:か|かな|かね)[。.]?$|教えて|知りたい|方法|やり方|手順|どう(?:すれば|やって|したら)|どこ|いつ|なぜ|何を|したい|ほしい|欲しい|ください|下さい|お願い|必要です|",
        r"(?i:^(?:how|what|when|where|who|why|which|can|could|do|does|is|are|may|should|will|would|i (?:need|want|would like|can'?t|cannot)|please)\b|\bhow (?:do|can|to)\b)"
    ))
    .expect("a constant pattern")
});
static PROBLEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)できません|できない|ません(?:。|$)|しまいます|しまいました|エラー|不具合|壊れ|遅い|重い|固まる|消えた|なくし|紛失|忘れ|\b(?:can'?t|cannot|doesn'?t|won'?t|error|fail(?:s|ed)?|broken|lost|forgot|slow|stuck|missing|unable)\b").expect("a constant pattern")
});
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:別件|もう(?:一|1|１)(?:つ|点|件)|ところで|話は変わ|ついでに|あと[、一1もで]|それと[、は]?|それから、|another (?:question|thing|one|issue)|one more (?:question|thing)|by the way|btw\b|separately|unrelated|on another|a? ?different (?:question|topic)|also,)").expect("a constant pattern")
});
static BACKWARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:それ|その|これ|この|そこ|そちら|こちら|同じ|さっき|先ほど|では|じゃあ|ちなみに)|(?:ても|でも|場合も|ときも)(?:です|いい|大丈夫|でしょう)?か?[?？。]*$|^even\b|^(?:(?:and|but|or) )?(?:what )?if\b|^(?:(?:and|so|but|then|ok(?:ay)?),? )?(?:(?:does|is|can|will|would|do|should|what about|how about) )?(?:it|that|this|those|these|they|the same)\b").expect("a constant pattern")
});
static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:よろしい|いただけ|頂け|もらえ|大丈夫|ましょう|いかが|どう|何|どの|どこ|いつ|どちら|どなた|なぜ|または|それとも|でしょうか.+か)").expect("a constant pattern")
});

/// Whether a sentence asks or complains.
pub(super) fn is_question(text: &str) -> bool {
    QUESTION.is_match(text.trim()) || PROBLEM.is_match(text)
}

/// Whether a question of the agent's cannot become a statement by a yes.
pub(super) fn is_offer(text: &str) -> bool {
    OFFER.is_match(text)
}

/// One word in so many may be shared by two matters.
const FEW: usize = 5;

/// Whether a sentence opens another question than the one whose texts these are: it says so, or it is whole by itself
/// and shares hardly a word with them.
pub(super) fn is_new<'a>(text: &str, before: impl Iterator<Item = &'a str>) -> bool {
    if !is_question(text) {
        return false;
    }
    if MARKER.is_match(text.trim()) {
        return true;
    }
    let words = words(text);
    if BACKWARD.is_match(text.trim()) || words.is_empty() {
        return false;
    }
    let known: HashSet<String> = before.flat_map(self::words).collect();
    // One word in five or more is the place or the product, and may stay: "laptop", "Teams".
    words.intersection(&known).count() * FEW <= words.len()
}

/// The words that carry the topic: Latin words, runs of katakana, pairs of kanji.
pub(super) fn words(text: &str) -> HashSet<String> {
    const EMPTY: [&str; 77] = [
        "the", "and", "for", "with", "how", "what", "when", "where", "which", "can", "could", "you", "your", "please",
        "does", "not", "from", "have", "has", "this", "that", "there", "are", "was", "will", "would", "should", "need",
        "want", "help", "they", "them", "then", "than", "some", "any", "all", "our", "its", "don", "doesn", "isn",
        "won", "just", "only", "but", "who", "why", "did", "been", "out", "now", "too", "very", "still", "same",
        "other", "over", "more", "back", "were", "thank", "hello", "get", "use", "also", "into", "about", "one",
        "another", "thing", "question", "方法", "場合", "確認", "質問", "必要",
    ];
    let plain = plain(text);
    let mut words = HashSet::new();
    let mut run: Vec<char> = Vec::new();
    let mut kind = 0;
    for letter in plain.chars().chain([' ']) {
        let next = kind_of(letter);
        if next != kind {
            keep(&run, kind, &mut words);
            run.clear();
            kind = next;
        }
        run.push(letter);
    }
    words.retain(|word| !EMPTY.contains(&word.as_str()));
    words
}

fn kind_of(letter: char) -> u8 {
    match letter {
        'a'..='z' | '0'..='9' | 'à'..='ÿ' => 1,
        'ァ'..='ヺ' | 'ー' => 2,
        '\u{3400}'..='\u{9fff}' | '々' => 3,
        _ => 0,
    }
}

fn keep(run: &[char], kind: u8, words: &mut HashSet<String>) {
    match kind {
        1 if run.len() > 2 => {
            // A plural is the same word.
            let word: String = run.iter().collect();
            words.insert(word.strip_suffix('s').filter(|stem| stem.len() > 3).map_or(word.clone(), str::to_owned));
        }
        2 if run.len() > 1 => {
            words.insert(run.iter().collect());
        }
        3 if run.len() > 1 => words.extend(run.windows(2).map(|pair| pair.iter().collect::<String>())),
        _ => {}
    }
}
