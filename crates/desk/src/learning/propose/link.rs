//! Links: only those that an agent supplied stay.

use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)!?\[[^\]\[\n]*\]\s?\(\s?[^()\s]+\s?\)|",
        r"<?(?:https?|hxxps?|ftp|file|javascript|vbscript|data|msteams|mailto):[^\s<>「」（）、。\x22']+>?|",
        r"\bwww\.[^\s<>「」（）、。\x22']+|",
        r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|jp|info|biz|co|xyz|ru|cn|dev|app|site|top|me|test|example|invalid)\b(?:/[^\s<>「」（）、。\x22']*)?"
    ))
    .expect("a constant pattern")
});

/// The links that agents wrote.
pub(super) fn supplied<'a>(texts: impl Iterator<Item = &'a String>) -> HashSet<String> {
    texts.flat_map(|text| LINK.find_iter(text).map(|found| found.as_str().to_owned()).collect::<Vec<_>>()).collect()
}

/// A text without the links that no agent wrote.
pub(super) fn drop_others(text: &str, supplied: &HashSet<String>) -> String {
    LINK.replace_all(text, |found: &regex::Captures<'_>| {
        let link = &found[0];
        // "ASP.NET" and "Node.js" are products, not places.
        let product = link.starts_with(|c: char| c.is_ascii_uppercase()) && !link.contains('/');
        if product || supplied.contains(link) { link.to_owned() } else { String::new() }
    })
    .into_owned()
}
