//! Entries, bases and questions for the tests.

use desk::answering::{Candidate, Decision, Search, decide};
use desk::faq::{Audience, AudienceGroup, Entry};
use desk::id::{EntryId, TenantId};
use desk::language::Language;
use retrieval::{DEFAULT_THRESHOLDS, MemoryIndex};
use serde_json::Value;
use uuid::Uuid;

pub(crate) fn tenant() -> TenantId {
    TenantId::parse("tomoshino").expect("a plain word")
}

pub(crate) fn id(number: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(number))
}

/// A published entry in its first version.
pub(crate) fn entry(number: u128, question: &str, answer: &str) -> Entry {
    Entry {
        id: id(number),
        key: number.to_string(),
        question: question.to_owned(),
        answer: answer.to_owned(),
        variants: Vec::new(),
        language: Language::of_text(question),
        audience: Audience::Everyone,
        version: 1,
        retired: false,
        revision: 1,
    }
}

/// The sample FAQ of both languages, as everybody sees it.
pub(crate) fn sample() -> Vec<Entry> {
    let files = [include_str!("../../../../sample/faq.ja.jsonl"), include_str!("../../../../sample/faq.en.jsonl")];
    let rows = files.into_iter().flat_map(str::lines).filter(|line| !line.is_empty());
    rows.enumerate()
        .map(|(at, line)| {
            let row: Value = serde_json::from_str(line).expect("the sample is JSON lines");
            let text = |name: &str| row[name].as_str().expect("the sample has this field").to_owned();
            let variants = row["variants"].as_array().expect("the sample has variants");
            Entry {
                key: text("id"),
                variants: variants.iter().map(|variant| variant.as_str().expect("a text").to_owned()).collect(),
                ..entry(at as u128, &text("question"), &text("answer"))
            }
        })
        .collect()
}

pub(crate) fn index_of(entries: &[Entry]) -> MemoryIndex {
    let index = MemoryIndex::new();
    index.take_over(&tenant(), entries, 1);
    index
}

/// What somebody in these groups is offered.
pub(crate) fn search(index: &MemoryIndex, question: &str, groups: &[AudienceGroup]) -> Vec<Candidate> {
    index.find(&tenant(), Search { question, language: Language::of_text(question), groups, most: 10 })
}

/// The entry that alone has a question word for word.
pub(crate) fn worded(index: &MemoryIndex, question: &str, groups: &[AudienceGroup]) -> Option<Candidate> {
    index.worded(&tenant(), Search { question, language: Language::of_text(question), groups, most: 1 })
}

/// What everybody is told.
pub(crate) fn decision(index: &MemoryIndex, question: &str) -> Decision {
    decide(&search(index, question, &[]), DEFAULT_THRESHOLDS)
}
