//! Which room of the desk may use which: features point one way.

use std::path::Path;

use anyhow::{Context, Result};

use super::files;

/// The rooms of `crates/desk/src`: each may use those before it.
const ORDER: [&str; 23] = [
    "id",
    "language",
    "text",
    "similarity",
    "retention",
    "audit",
    "event",
    "faq",
    "lexicon",
    "people",
    "session",
    "inquiry",
    "answering",
    "delivery",
    "handoff",
    "feedback",
    "learning",
    "figures",
    "store",
    "outside",
    "policy",
    "actions",
    "flow",
];
/// What every room may use of the store, which itself is all collections together: neither uses any other room.
const OF_THE_STORE: [&str; 2] = ["Now", "StoreError"];

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let desk = root.join("crates/desk/src");
    let mut faults = Vec::new();
    for path in files(&desk, &["rs"])? {
        let short = path.strip_prefix(&desk)?.to_str().context("a path of ours is text")?;
        let room = short.split(['/', '.']).next().unwrap_or_default();
        if room != "lib" && !short.ends_with("/tests.rs") {
            let wrong = against_the_order(room, &std::fs::read_to_string(&path)?);
            faults.extend(wrong.iter().map(|fault| format!("crates/desk/src/{short}: {fault}")));
        }
    }
    Ok(faults)
}

fn against_the_order(room: &str, source: &str) -> Vec<String> {
    let place = |room: &str| ORDER.iter().position(|known| *known == room);
    let Some(own) = place(room) else { return vec![format!("{room} has no place in xtask/src/tidy/features.rs")] };
    let wrong = uses(source).into_iter().filter(|(used, names)| {
        let leaves = *used == "store" && names.iter().all(|name| OF_THE_STORE.contains(name));
        !leaves && place(used).is_none_or(|used| used > own)
    });
    wrong.map(|(used, names)| format!("{room} must not use {used} ({})", names.join(", "))).collect()
}

/// The rooms that a file names as `crate::room::…`, with what it takes from each; tests and comments may name any.
fn uses(source: &str) -> Vec<(&str, Vec<&str>)> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.match_indices("crate::").filter(|(at, _)| {
        let line = code[..*at].rsplit('\n').next().unwrap_or_default();
        !line.contains("//")
    });
    lines.map(|(at, found)| used(&code[at + found.len()..])).collect()
}

/// `room::{A, B}`, `room::A` or `room::part::A`: the room and the names behind it.
fn used(path: &str) -> (&str, Vec<&str>) {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (room, rest) = path.split_at(word(path));
    let rest = rest.strip_prefix("::").unwrap_or_default();
    let names = match rest.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap_or_default(),
        None => &rest[..word(rest)],
    };
    (room, names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_uses_a_later_one_is_noticed() {
        for fine in [
            "use crate::inquiry::{Message, Stage};",
            "use crate::store::{Now, StoreError};",
            "/// See [`crate::learning`].",
            "fn a() {}\n#[cfg(test)]\nmod tests { use crate::learning::Draft; }",
        ] {
            assert!(against_the_order("handoff", fine).is_empty(), "{fine}");
        }
        for wrong in [
            "use crate::learning::NothingReusable;",
            "use crate::store::{Store, StoreError};",
            "fn a(_: crate::learning::Draft) {}",
            "use crate::{people, learning};",
        ] {
            assert_eq!(against_the_order("handoff", wrong).len(), 1, "{wrong}");
        }
        assert!(!against_the_order("newcomer", "").is_empty(), "a room that nobody has placed");
    }
}
