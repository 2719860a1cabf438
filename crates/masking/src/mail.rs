//! Mail addresses.

use super::Kind;
use super::finder::{Finder, before, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// Also "name (at) example.com" and "name [at] example [dot] com". Parts are bounded as in RFC 5321, 4.5.3.1.
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)[a-z0-9.!#$%&'*+/=?^_{|}~-]{1,64} ?(?:@|[(\[<{] ?(?:at|アット(?:マーク)?) ?[)\]>}]) ?",
        r"[a-z0-9](?:[a-z0-9-]{0,62})(?: ?(?:\.|[(\[<{] ?(?:dot|ドット) ?[)\]>}]) ?[a-z0-9-]{1,63}){1,6}"
    ))
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&MAIL, Kind::Mail, |text, captures| {
        let found = captures.get(0)?;
        // "what?name@example.com": punctuation before the name is not the name.
        let lead = found.as_str().len()
            - found.as_str().trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_').len();
        let start = found.start() + lead;
        let spaced = found.as_str().contains(" @") || found.as_str().contains("@ ");
        let lettered = found.as_str().rsplit(['.', ' ', ']', ')']).next()?.chars().any(|c| c.is_ascii_alphabetic());
        let whole = !before(text, start).is_some_and(|c| c.is_ascii_alphanumeric());
        (lettered && whole && (!spaced || found.as_str().matches('.').count() > 0)).then_some(start..found.end())
    });
}
