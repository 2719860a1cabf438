//! How much two texts have in common.

use std::collections::{HashMap, HashSet};

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

/// How alike a text is to each of many, 0–1: the pieces that both have beside all that either has, where a piece weighs the less the
/// more of the many have it (the cosine of tf-idf). Pieces are as in [`similarity`], but for pairs of Hiragana, which are grammar. So
/// "please tell me how" makes nothing alike.
pub(crate) fn likeness(text: &str, among: &[impl AsRef<str>]) -> Vec<f32> {
    let text = pieces_of(text);
    let among: Vec<HashSet<String>> = among.iter().map(|other| pieces_of(other.as_ref())).collect();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for piece in among.iter().flatten() {
        *known.entry(piece).or_default() += 1;
    }
    let all = among.len() as f32 + 1.0;
    let weight = |piece: &String| (all / known.get(piece.as_str()).map_or(0.5, |times| *times as f32)).ln().powi(2);
    let own: f32 = text.iter().map(weight).sum();
    let like = among.iter().map(|other| {
        let shared: Vec<&String> = text.intersection(other).collect();
        // One word alone, such as "department", says little of what is asked.
        if shared.len() < 2 && text.len().min(other.len()) > 1 {
            return 0.0;
        }
        let both: f32 = shared.into_iter().map(weight).sum();
        let either = (own * other.iter().map(weight).sum::<f32>()).sqrt();
        if either > 0.0 { both / either } else { 0.0 }
    });
    like.collect()
}

/// The pieces of a text that tell something, for who compares many texts with each other.
pub(crate) fn pieces_of(text: &str) -> HashSet<String> {
    if Language::of_text(text) != Language::Japanese {
        return words(&normalised(text));
    }
    let all = pairs(&normalised(text));
    let telling: HashSet<String> = all.iter().filter(|pair| !pair.chars().all(is_hiragana)).cloned().collect();
    // 「つながらない」 has no others.
    if telling.is_empty() { all } else { telling }
}

fn is_hiragana(letter: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&letter)
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

    #[test]
    fn what_is_rare_makes_alike_and_what_everybody_writes_does_not() {
        let among = [
            "プリンターの紙が詰まりました。どうすればいいですか？",
            "VPNが切れます。どうすればいいですか？",
            "名刺が欲しいです。どうすればいいですか？",
            "経費を間違えました。どうすればいいですか？",
            "つながらない",
        ];
        let like = likeness("複合機に紙が詰まった時はどうすればいいですか？", &among);
        assert!(like[0] > 0.25 && like[1..].iter().all(|other| *other < 0.15), "{like:?}");
        let departments = ["My department wants a trade journal", "change department"];
        let like = likeness("We change the department", &departments);
        assert!(like[0] < 0.01 && like[1] > 0.5, "{like:?}");
        assert!(likeness("つながらないです", &among)[4] > 0.5);
        let like = likeness(
            "The printer is jammed again",
            &["paper jammed in the printer", "how do I get a new badge?", "", "is it"],
        );
        assert!(like[0] > 0.4 && like[1..].iter().all(|other| *other < 0.1), "{like:?}");
        assert_eq!(likeness("", &["x"]), [0.0]);
        assert!(likeness("x", &[""; 0]).is_empty());
    }
}
