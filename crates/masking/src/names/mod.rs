//! What Japanese names look like: common family and given names, and the words that only look like names.
//!
//! The lists hold what is common knowledge; they never decide alone but with a cue or with each other (`person.rs`).

use std::collections::HashSet;
use std::sync::LazyLock;

static FAMILY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("family.txt")));
static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("given.txt")));
static ROMAN_FAMILY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("family.roman.txt")));
static NO_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("no_names.txt")));

/// Longest family name in the list, in characters.
const LONGEST_FAMILY: usize = 5;
/// What given names end in. A word of two or three kanji with such an end after a family name is a given name.
const GIVEN_ENDS: &str = "子美郎朗太汰介輔助也哉弥樹人斗翔平実香恵菜奈花華里莉理紀希代江枝衣依乃音織沙紗菊二三男雄夫彦志司史之行幸孝明昭博弘宏浩広隆剛誠徹豊茂勝進仁亮健建蓮葵光凛陽翼歩海空悠優真馬摩吾悟吉造蔵作治次嗣義美織穂帆月乙羽那";

fn words(text: &'static str) -> HashSet<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// Splits letters into a family name of the list and the rest; the longest family name first.
pub(super) fn family_prefixes(letters: &[char]) -> impl Iterator<Item = usize> + '_ {
    (1..=LONGEST_FAMILY.min(letters.len())).rev().filter(|length| {
        let prefix: String = letters[..*length].iter().collect();
        FAMILY.contains(prefix.as_str())
    })
}

/// Whether this is a given name of the list.
pub(super) fn is_given(text: &str) -> bool {
    GIVEN.contains(text)
}

/// Whether this could be a given name after a family name of two characters or more.
pub(super) fn is_given_like(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let ends = letters.last().is_some_and(|last| GIVEN_ENDS.contains(*last));
    is_given(text)
        || matches!(letters.len(), 2 | 3)
            && ends
            && !matches!(letters[0], '第' | '全' | '各' | '同' | '本' | '新')
            && !is_no_name(text)
}

/// Whether this is a family name in Latin letters.
pub(super) fn is_roman_family(word: &str) -> bool {
    ROMAN_FAMILY.contains(word.to_lowercase().as_str())
}

/// Whether this stands where names stand but is none: お客様, ユーザーさん, Hi Team.
pub(super) fn is_no_name(word: &str) -> bool {
    NO_NAMES.contains(word) || NO_NAMES.contains(word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_family_name_is_longer_than_we_look() {
        assert!(FAMILY.iter().all(|name| name.chars().count() <= LONGEST_FAMILY));
        assert!(FAMILY.len() > 400 && GIVEN.len() > 250);
    }
}
