//! A function of `desk` holds a transaction or calls the outside, never both: seen in its signature.

use std::path::Path;

use anyhow::Result;

use super::files;

const TRANSACTION: &str = "tx: &mut";
/// The store counts as outside: it opens another transaction.
const OUTSIDE: [&str; 7] = [
    "dyn Channel",
    "dyn Store",
    "dyn Retriever",
    "dyn IndexFollower",
    "dyn Directory",
    "dyn InboundParser",
    ": &HelpDesk",
];

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in files(&root.join("crates/desk/src"), &["rs"])? {
        let text = std::fs::read_to_string(&path)?;
        let bad = signatures(&text).into_iter().filter(|signature| holds_both(signature));
        faults.extend(bad.map(|signature| format!("{}: {}", path.display(), first_line(signature))));
    }
    Ok(faults)
}

/// From each `fn` to the brace that opens its body.
fn signatures(text: &str) -> Vec<&str> {
    let starts = text.match_indices("fn ").map(|(at, _)| &text[at..]);
    starts.filter_map(|rest| rest.find('{').map(|end| &rest[..end])).collect()
}

fn holds_both(signature: &str) -> bool {
    signature.contains(TRANSACTION) && OUTSIDE.iter().any(|port| signature.contains(port))
}

fn first_line(signature: &str) -> &str {
    signature.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_with_both_is_noticed() {
        let text = "async fn a(tx: &mut X) {} fn b(channel: &dyn Channel) {} fn c(tx: &mut X,\n c: &dyn Channel) {}";
        let bad: Vec<_> = signatures(text).into_iter().filter(|signature| holds_both(signature)).collect();
        assert_eq!(bad.len(), 1);
        assert!(bad[0].starts_with("fn c"));
    }
}
