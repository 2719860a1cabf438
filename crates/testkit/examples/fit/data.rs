//! Reading the sets that the confidence is fitted on.

use std::fs;

use desk::answering::text_hash;
use desk::faq::{Audience, Entry};
use desk::language::Language;
use serde_json::Value;

use crate::base;

/// A question with the entries that answer it; none: nothing should be answered.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) right: Vec<String>,
}

/// A row of a FAQ file.
#[derive(Clone, Default)]
pub(crate) struct FaqRow {
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

/// Questions of a set (`gold`: a list) or of a stream (`gold`: one or none), without those that are held back.
pub(crate) fn questions(path: &str) -> Vec<Question> {
    let free = lines(path).into_iter().filter(|row| row["held"] != Value::Bool(true));
    let right = |gold: &Value| match gold {
        Value::Array(all) => all.iter().map(text).collect(),
        Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    };
    free.map(|row| Question { text: text(&row["text"]), right: right(&row["gold"]) }).collect()
}

/// Questions of a labelled set in an order that looks like chance, the same every time; so many at most.
pub(crate) fn shuffled(path: &str, most: usize) -> Vec<Question> {
    let mut rows = lines(path);
    rows.sort_by_cached_key(|row| text_hash(&text(&row["text"])));
    rows.truncate(most);
    rows.iter().map(|row| Question { text: text(&row["text"]), right: vec![text(&row["label"])] }).collect()
}

/// The entries of a FAQ file that everyone may see.
pub(crate) fn faq(path: &str) -> Vec<FaqRow> {
    let for_all = lines(path).into_iter().filter(|row| row["audience"].is_null() || row["audience"] == "everyone");
    let read = |row: Value| FaqRow {
        id: text(&row["id"]),
        question: text(&row["question"]),
        answer: text(&row["answer"]),
        variants: row["variants"].as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default(),
    };
    for_all.map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The desk's entry of a row; `number` is its id.
pub(crate) fn entry(row: &FaqRow, number: usize, version: u32) -> Entry {
    Entry {
        id: base::id(number),
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
