//! What an attack promised and what was seen, as a table.

use std::fmt::Display;
use std::time::Duration;

/// One promise.
pub(crate) struct Row {
    attack: &'static str,
    promise: String,
    seen: String,
    outcome: Outcome,
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Holds,
    Fails,
    LeftOut,
}

impl Row {
    /// A promise, what was seen, and whether that keeps it.
    pub(crate) fn new(attack: &'static str, promise: impl Display, seen: impl Display, holds: bool) -> Self {
        let outcome = if holds { Outcome::Holds } else { Outcome::Fails };
        Self { attack, promise: promise.to_string(), seen: seen.to_string(), outcome }
    }

    /// Something takes no longer than so long. `None`: it never happened.
    pub(crate) fn within(attack: &'static str, what: &str, seen: Option<Duration>, most: Duration) -> Self {
        let shown = seen.map_or("never".to_owned(), |seen| format!("{:.2} s", seen.as_secs_f64()));
        let promise = format!("{what} within {} s", most.as_secs_f64());
        Self::new(attack, promise, shown, seen.is_some_and(|seen| seen <= most))
    }

    /// Something never happens.
    pub(crate) fn none(attack: &'static str, what: &str, seen: usize, of: usize) -> Self {
        Self::new(attack, format!("none {what}"), format!("{seen} of {of}"), seen == 0)
    }

    /// An attack that cannot be made here.
    pub(crate) fn left_out(attack: &'static str, why: &str) -> Self {
        Self { attack, promise: "–".to_owned(), seen: why.to_owned(), outcome: Outcome::LeftOut }
    }

    /// An attack that could not be carried through: nobody knows whether its promises hold.
    pub(crate) fn broken(attack: &'static str, error: &anyhow::Error) -> Self {
        Self::new(attack, "can be carried through", format!("{error:#}"), false)
    }

    /// Whether the promise is kept, as far as it was tried.
    pub(crate) fn holds(&self) -> bool {
        self.outcome != Outcome::Fails
    }
}

/// The table, as it stands in docs/figures.md.
pub(crate) fn table(rows: &[Row]) -> String {
    let line = |Row { attack, promise, seen, outcome }: &Row| {
        let word = match outcome {
            Outcome::Holds => "holds",
            Outcome::Fails => "FAILS",
            Outcome::LeftOut => "left out",
        };
        format!("| {attack} | {promise} | {seen} | {word} |\n")
    };
    let lines: String = rows.iter().map(line).collect();
    format!("\n| attack | promise | seen | |\n|---|---|---|---|\n{lines}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_never_happens_or_happens_though_it_must_not_fails() {
        let most = Duration::from_secs(5);
        assert!(Row::within("a", "answered", Some(most), most).holds());
        assert!(!Row::within("a", "answered", Some(most + Duration::from_millis(1)), most).holds());
        assert!(!Row::within("a", "answered", None, most).holds());
        assert!(Row::none("a", "lost", 0, 10).holds() && !Row::none("a", "lost", 1, 10).holds());
        assert!(!Row::broken("a", &anyhow::anyhow!("no")).holds());
        assert!(Row::left_out("a", "needs --postgres").holds());
        let table = table(&[Row::none("a", "lost", 1, 10), Row::left_out("b", "why")]);
        assert!(table.contains("| a | none lost | 1 of 10 | FAILS |") && table.contains("| b | – | why | left out |"));
    }
}
