//! What Japanese names look like: common family and given names, and the words that only look like names.
//!
//! The lists hold what is common knowledge; they never decide alone but with a cue or with each other (`person/`).

use std::collections::HashSet;
use std::sync::LazyLock;

static FAMILY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("family.txt")));
static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("given.txt")));
static FAMILY_KANA: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("family.kana.txt")));
/// In hiragana, those of the other list that are written in kana among them.
static GIVEN_KANA: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let kana = |word: &&str| word.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー'));
    let listed = GIVEN.iter().copied().filter(kana);
    words(include_str!("given.kana.txt")).into_iter().chain(listed).map(hiragana).collect()
});
static ROMAN_GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("given.roman.txt")));
/// Given names that count alone.
static ROMAN_ALONE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("given.world.roman.txt")));
static ROMAN_FAMILY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("family.roman.txt")));
static NO_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(include_str!("no_names.txt")));

/// Longest family name in the list, in characters.
const LONGEST_FAMILY: usize = 5;
/// What given names end in. A word of two or three kanji with such an end after a family name is a given name.
const GIVEN_ENDS: &str = "子美郎朗太汰介輔助也哉弥樹人斗翔平実香恵菜奈花華里莉理紀希代江枝衣依乃音織沙紗菊二三男雄夫彦志司史之行幸孝明昭博弘宏浩広隆剛誠徹豊茂勝進仁亮健建蓮葵光凛陽翼歩海空悠優真馬摩吾悟吉造蔵作治次嗣義美織穂帆月乙羽那";

fn words(text: &'static str) -> HashSet<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// Family names that are also places where a company has an office.
const PLACES: &str = "千葉 福島 宮城 山口 石川 福井 長野 宮崎 福岡 山形 岡山 富山 秋田 神田 町田 目黒 川崎 金沢 高松 松山 長岡 小倉 三田 大島 上野 中野 渋谷 品川 戸塚 横浜 大宮 川口 所沢 松本 松江 高崎 前橋 水戸 大津 三島 川越 立川 日野 和田 青山 赤坂 日高 深川 葛西 大和 本郷 広島 成田 羽田 有馬 平塚 藤沢 三原 福山 高知 徳島 熊本 宮古 鹿島 勝田 小松 江東";

/// Whether a family name is also such a place: 千葉から連絡 may speak of an office.
pub(super) fn is_place(family: &str) -> bool {
    PLACES.split(' ').any(|place| place == family)
}

/// The lengths, in characters, of the family names of the list that these letters begin with; the longest first.
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

/// Longest names of the kana lists, in characters.
pub(super) const LONGEST_FAMILY_KANA: usize = 6;
/// See [`LONGEST_FAMILY_KANA`].
pub(super) const LONGEST_GIVEN_KANA: usize = 8;

/// Katakana as hiragana.
pub(super) fn hiragana(text: &str) -> String {
    let plain = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 'ァ' as u32 + 'ぁ' as u32).unwrap_or(c),
        c => c,
    };
    text.chars().map(plain).collect()
}

/// Whether this is how a common family name is read, in either kana; サトー is サトウ.
pub(super) fn is_kana_family(text: &str) -> bool {
    is_read(text, |reading| FAMILY_KANA.contains(reading))
}

/// Whether this is how a common given name is read, in either kana.
pub(super) fn is_kana_given(text: &str) -> bool {
    is_read(text, |reading| GIVEN_KANA.contains(reading))
}

fn is_read(text: &str, listed: impl Fn(&str) -> bool) -> bool {
    let reading = hiragana(text);
    listed(&reading)
        || reading.contains('ー') && ["う", "お", "い"].iter().any(|vowel| listed(&reading.replace('ー', vowel)))
}

/// Whether this is a given name in Latin letters that is no English word.
pub(super) fn is_roman_given(word: &str) -> bool {
    ROMAN_GIVEN.contains(word.to_lowercase().as_str()) || is_roman_alone(word)
}

/// Whether this is a given name in Latin letters that is hardly anything else, so that it needs no cue but its capital.
pub(super) fn is_roman_alone(word: &str) -> bool {
    ROMAN_ALONE.contains(word.to_lowercase().as_str())
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
        assert!(FAMILY_KANA.iter().all(|name| name.chars().count() <= LONGEST_FAMILY_KANA));
        assert!(GIVEN_KANA.iter().all(|name| name.chars().count() <= LONGEST_GIVEN_KANA));
        assert!(FAMILY.len() > 400 && GIVEN.len() > 250);
    }
}
