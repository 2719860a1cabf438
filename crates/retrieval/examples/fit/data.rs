//! Reading the sets that the confidence is fitted on.

use std::fs;

use desk::faq::{Audience, Entry};
use desk::id::EntryId;
use desk::language::Language;
use serde_json::Value;
use uuid::Uuid;

/// A question with the entries that answer it; none: nothing should be answered.
pub(crate) struct Asked {
    pub(crate) text: String,
    pub(crate) right: Vec<String>,
}

/// A row of a FAQ file.
#[derive(Clone, Default)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) variants: Vec<String>,
}

/// The objects of a JSON lines file.
pub(crate) fn lines(path: &str) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect(path)).collect()
}

/// Questions of a stream (`gold`, `gold_any`) or a query file (`relevant`: the best grade counts).
pub(crate) fn questions(path: &str) -> Vec<Asked> {
    let read = |row: Value| {
        let right = if let Some(any) = row["gold_any"].as_array() {
            any.iter().map(text).collect()
        } else if let Some(relevant) = row["relevant"].as_object() {
            relevant.keys().cloned().collect()
        } else {
            row["gold"].as_str().map(str::to_owned).into_iter().collect()
        };
        Asked { text: text(&row["text"]), right }
    };
    lines(path).into_iter().map(read).collect()
}

/// A FAQ file.
pub(crate) fn faq(path: &str) -> Vec<Row> {
    let read = |row: Value| Row {
        id: text(&row["id"]),
        question: text(&row["question"]),
        answer: text(&row["answer"]),
        variants: row["variants"].as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default(),
    };
    lines(path).into_iter().map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The desk's entry of a row; `number` is its id.
pub(crate) fn entry(row: &Row, number: usize, version: u32) -> Entry {
    Entry {
        id: EntryId::new(Uuid::from_u128(number as u128)),
        key: row.id.clone(),
        question: row.question.clone(),
        answer: row.answer.clone(),
        variants: row.variants.clone(),
        language: Language::of_text(&row.question),
        audience: Audience::Everyone,
        version,
        retired: false,
        revision: i64::from(version),
    }
}
