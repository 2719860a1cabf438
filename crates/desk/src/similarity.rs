//! How much two texts have in common.

use std::collections::HashSet;

use crate::language::Language;
use crate::text::normalised;

/// Shortest word that tells something, in letters: what is shorter stands in every English sentence.
const TELLING: usize = 4;

/// Share of its pieces that the smaller text has in common with the other, 0–1. Pieces are pairs of letters in Japanese,
/// where they carry meaning; in English they are words, since its pairs of letters stand in every text.
pub(crate) fn similarity(a: &str, b: &str) -> f32 {
    let (a, b) = pieces(a, b);
    let smaller = a.len().min(b.len());
    if smaller == 0 {
        return f32::from(u8::from(a.is_empty() && b.is_empty()));
    }
    a.intersection(&b).count() as f32 / smaller as f32
}

/// Share of a text's pieces that another text has as well, 0–1: how little of it is new beside the other.
pub(crate) fn containment(text: &str, by: &str) -> f32 {
    let (text, by) = pieces(text, by);
    if text.is_empty() { 1.0 } else { text.intersection(&by).count() as f32 / text.len() as f32 }
}

fn pieces(a: &str, b: &str) -> (HashSet<String>, HashSet<String>) {
    let japanese = [a, b].map(Language::of_text).contains(&Language::Japanese);
    let cut = if japanese { pairs } else { words };
    (cut(&normalised(a)), cut(&normalised(b)))
}

fn pairs(text: &str) -> HashSet<String> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn words(text: &str) -> HashSet<String> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let telling = words.iter().filter(|word| word.chars().count() >= TELLING);
    let some: HashSet<String> = telling.map(|word| word.trim_end_matches('s').to_owned()).collect();
    // A text of short words only ("Why is it so?") is compared by them.
    if some.is_empty() { words.into_iter().map(str::to_owned).collect() } else { some }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_in_other_words_is_like_and_what_is_unrelated_is_not() {
        assert!(similarity("受付の花瓶の水は誰が替えますか？", "受付の花瓶の水は誰が替えるのですか？") > 0.8);
        assert!(similarity("How do I reset my password?", "how can I reset the passwords") > 0.9);
        let printer = "Open Settings, choose Printers, press Add and take the printer of your floor.";
        let leave = "Ask for leave in the HR portal two weeks before it starts; your manager gets a mail.";
        assert!(similarity(printer, leave) < 0.2);
        assert!(similarity("有給休暇は何日ありますか", "VPNに接続できません") < 0.2);
    }

    #[test]
    fn what_adds_something_is_not_covered() {
        let known = "VPNアプリを再起動してください。";
        assert!(containment("アプリを再起動してください", known) > 0.9);
        let more = format!("{known}2026年4月からは申請書も必要です。窓口は総務部です。");
        assert!(containment(&more, known) < 0.6);
    }
}
