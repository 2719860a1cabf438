//! How often refused requests are told of in the log, and calls that the Connector does not do.
//!
//! Anybody can send requests that are refused, as many as they like; the log must not grow with them. The first few of a kind
//! are told of in full, then one line a minute says how many there were.

use std::collections::HashMap;
use std::sync::Mutex;

use time::{Duration, OffsetDateTime};

use crate::recent::is_recent;

/// So many of a kind are told of one by one within a [`SPAN`].
const FEW: u64 = 5;
/// After so long, what was left out is told of, and the next few are told of one by one again.
const SPAN: Duration = Duration::minutes(1);

/// What is to be written for one more of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// A line of its own. Before it, so many were left out.
    Line { left_out: u64 },
    /// Nothing; it is counted.
    Nothing,
}

/// Counts what was refused, by kind. Kinds are our own words, so there are few.
#[derive(Debug, Default)]
pub struct Refusals {
    seen: Mutex<HashMap<&'static str, Seen>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    since: OffsetDateTime,
    count: u64,
}

impl Refusals {
    /// Counts one more of a kind.
    pub fn note(&self, kind: &'static str, now: OffsetDateTime) -> Telling {
        let mut seen = self.seen.lock().expect("nobody panics while holding it");
        let fresh = Seen { since: now, count: 0 };
        let of_kind = seen.entry(kind).or_insert(fresh);
        let mut left_out = 0;
        if !is_recent(of_kind.since, now, SPAN) {
            left_out = of_kind.count.saturating_sub(FEW);
            *of_kind = fresh;
        }
        of_kind.count += 1;
        if of_kind.count <= FEW { Telling::Line { left_out } } else { Telling::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_told_and_then_their_number_once_a_minute() {
        let refusals = Refusals::default();
        let start = OffsetDateTime::UNIX_EPOCH;
        let told = |kind, seconds: i64| refusals.note(kind, start + Duration::seconds(seconds));
        for _ in 0..FEW {
            assert_eq!(told("header", 0), Telling::Line { left_out: 0 });
        }
        for second in 0..50 {
            assert_eq!(told("header", second), Telling::Nothing);
        }
        assert_eq!(told("tenant", 50), Telling::Line { left_out: 0 }, "each kind for itself");
        assert_eq!(told("header", 60), Telling::Line { left_out: 50 });
        assert_eq!(told("header", 61), Telling::Line { left_out: 0 });
        assert_eq!(told("header", -9_000), Telling::Line { left_out: 0 }, "the clock was set back");
    }
}
