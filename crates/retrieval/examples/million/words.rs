//! A large FAQ from a small one: its sentences, with other words in their places.
//!
//! Words are drawn by Zipf's law, as in any large collection: a few stand in every tenth entry, most in one or two. Those that the
//! sample lacks are put together from two of its own, so that their letters and their pieces stay those of the language.

use std::collections::HashMap;

use desk::answering::text_hash;
use desk::faq::{Audience, Entry};
use desk::id::EntryId;
use desk::language::Language;
use serde_json::Value;
use uuid::Uuid;

const SAMPLES: [(Language, &str); 2] = [
    (Language::Japanese, include_str!("../../../../sample/faq.ja.jsonl")),
    (Language::English, include_str!("../../../../sample/faq.en.jsonl")),
];
/// Different words of a language: those of a company's documents.
const WORDS: usize = 40_000;
/// Of ten words of a sentence so many are others.
const REPLACED: u64 = 7;
/// Of a hundred questions so many have at least 2, 3, 4, 6 and 8 sentences beside the one that asks: as in `evals/data/colloquial`,
/// where a question has 1.5 texts, one of ten three and one of a hundred eight.
const STORIES: [(u64, usize); 5] = [(12, 2), (7, 3), (4, 4), (2, 6), (1, 8)];

/// Numbers that look like chance, the same in every run (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn of(parts: [u64; 3]) -> Self {
        let mix = |sum: u64, part: u64| Self(sum ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15)).next();
        Self(parts.into_iter().fold(0x1234_5678, mix))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// An entry of the sample.
struct Template {
    language: Language,
    wordings: Vec<String>,
    answer: String,
}

/// Writes entries and questions.
pub(crate) struct Writer {
    templates: Vec<Template>,
    /// By language, the most frequent word of the sample first.
    words: HashMap<Language, Vec<String>>,
}

/// A question, and what its sentences are about: the first sentence that asks comes last.
pub(crate) struct Asked {
    pub(crate) text: String,
    pub(crate) language: Language,
    /// Each sentence with the number of an entry.
    pub(crate) sentences: Vec<(String, usize)>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let mut templates = Vec::new();
        let mut words = HashMap::new();
        for (language, file) in SAMPLES {
            let rows = file.lines().filter(|line| !line.is_empty());
            let own: Vec<Template> = rows.map(|line| template(language, line)).collect();
            let mut counts: HashMap<&str, usize> = HashMap::new();
            for text in own.iter().flat_map(|template| template.wordings.iter().chain([&template.answer])) {
                for (piece, is_word) in pieces(text) {
                    *counts.entry(piece).or_default() += usize::from(is_word);
                }
            }
            let mut ranked: Vec<(&str, usize)> = counts.into_iter().filter(|&(_, count)| count > 0).collect();
            ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            words.insert(language, ranked.into_iter().map(|(word, _)| word.to_owned()).collect());
            templates.extend(own);
        }
        Self { templates, words }
    }

    /// An entry with so many phrasings.
    pub(crate) fn entry(&self, number: usize, phrasings: usize) -> Entry {
        let template = self.template(number);
        let text = |place: usize| {
            let own = &template.wordings[place % template.wordings.len()];
            // Where the sample has too few wordings, one comes again with some other words.
            let again = place / template.wordings.len();
            self.rewritten(own, template.language, number, again as u64)
        };
        Entry {
            id: EntryId::new(Uuid::from_u128(number as u128 + 1)),
            key: format!("entry {number}"),
            question: text(0),
            answer: self.rewritten(&template.answer, template.language, number, 0),
            variants: (1..phrasings).map(text).collect(),
            language: template.language,
            audience: Audience::Everyone,
            version: 1,
            retired: false,
            revision: 1,
        }
    }

    /// A question that one of so many entries answers, in partly other words.
    pub(crate) fn question(&self, number: usize, entries: usize) -> Asked {
        let mut random = Random::of([3, number as u64, 0]);
        let drawn = random.next() % 100;
        let story = STORIES.iter().filter(|(share, _)| drawn < *share).map(|&(_, sentences)| sentences).max();
        let about = random.below(entries);
        let language = self.template(about).language;
        let mut all = vec![about];
        while all.len() <= story.unwrap_or(0) {
            let other = random.below(entries);
            if self.template(other).language == language {
                all.insert(0, other);
            }
        }
        let sentence = |about: usize| {
            let template = self.template(about);
            let own = &template.wordings[number % template.wordings.len()];
            let text = self.rewritten(own, language, about, 1 + number as u64 % 7);
            (text.trim_end_matches(['。', '.', '?', '？']).to_owned(), about)
        };
        let sentences: Vec<(String, usize)> = all.into_iter().map(sentence).collect();
        let end = if language == Language::Japanese { "。" } else { ". " };
        let text = sentences.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(end);
        Asked { text, language, sentences }
    }

    fn template(&self, number: usize) -> &Template {
        &self.templates[Random::of([1, number as u64, 0]).below(self.templates.len())]
    }

    /// A text with other words; in one entry the same word is replaced by the same one, but for one of five where the text is
    /// rewritten again.
    fn rewritten(&self, text: &str, language: Language, entry: usize, again: u64) -> String {
        let other = |(piece, is_word): (&str, bool)| {
            let mut random = Random::of([2, entry as u64, text_hash(piece)]);
            if again > 0 && Random::of([again, entry as u64, text_hash(piece)]).below(5) == 0 {
                random = Random::of([2 + again, entry as u64, text_hash(piece)]);
            }
            if is_word && random.next() % 10 < REPLACED { self.word(language, &mut random) } else { piece.to_owned() }
        };
        pieces(text).into_iter().map(other).collect()
    }

    /// A word by Zipf's law: the hundredth is ten times as rare as the tenth.
    fn word(&self, language: Language, random: &mut Random) -> String {
        let known = &self.words[&language];
        let rank = ((WORDS as f64).powf(random.share()) - 1.0) as usize;
        if let Some(word) = known.get(rank) {
            return word.clone();
        }
        let mut random = Random::of([rank as u64, 4, 0]);
        let mut part = || &known[random.below(known.len())];
        let (one, other) = (part(), part());
        if language == Language::Japanese {
            return format!("{one}{other}");
        }
        let half = |word: &str| word.chars().count().div_ceil(2);
        one.chars().take(half(one)).chain(other.chars().skip(half(other) / 2)).collect()
    }
}

fn template(language: Language, line: &str) -> Template {
    let row: Value = serde_json::from_str(line).expect("the sample is JSON lines");
    let text = |value: &Value| value.as_str().expect("the sample has this text").to_owned();
    let variants = row["variants"].as_array().into_iter().flatten();
    Template {
        language,
        wordings: std::iter::once(&row["question"]).chain(variants).map(text).collect(),
        answer: text(&row["answer"]),
    }
}

/// A text in pieces, each with whether it is a word that may be another one: kanji, katakana, or more than three Latin letters.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let kind = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' => 1,
        'ァ'..='ヺ' | 'ー' => 2,
        '一'..='龯' => 3,
        _ => 0,
    };
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| kind(letter) != kind(first)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        all.push((piece, kind(first) > 1 || (kind(first) == 1 && piece.len() > 3)));
        rest = behind;
    }
    all
}
