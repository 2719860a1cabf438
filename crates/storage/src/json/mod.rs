//! What is stored as JSON or as a line of words: lists, replies, tasks, facts of events, subjects.
//!
//! Own types, converted by name: the desk's words may change without the store's, and the other way round.

mod event;
mod guess;
mod reply;
mod subject;
mod task;

pub(crate) use event::facts;
pub(crate) use guess::StoredGuess;
pub(crate) use reply::{Attached, StoredReply};
pub(crate) use subject::{line, subject};
pub(crate) use task::StoredTask;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a value.
pub(crate) fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("maps have text keys and no type here refuses")
}

/// Reads a value.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, BadJson> {
    serde_json::from_str(text).map_err(|error| BadJson { line: error.line(), column: error.column() })
}

/// Where a text is not the JSON it should be. Not what stands there, which may be what a person wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON that was expected, at line {line} column {column}")]
pub(crate) struct BadJson {
    line: usize,
    column: usize,
}

/// Writes identifiers, or other things with a text form, as a list.
pub(crate) fn texts<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    written(&values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>())
}

/// Reads a list written by [`texts`]; `None` when one of them is not of the kind.
pub(crate) fn parsed<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    read::<Vec<String>>(text).ok()?.iter().map(|one| parse(one)).collect()
}
