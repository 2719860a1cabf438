//! Tells somebody who waits how far an import is.

use std::io::{IsTerminal, Write};

/// With fewer rows it is over before one could read it.
const WORTH_TELLING: usize = 500;

/// One line that is written over in a terminal; a line for each tenth elsewhere, such as in a journal.
pub(super) struct Progress {
    total: usize,
    terminal: bool,
    told: usize,
}

impl Progress {
    pub(super) fn new(total: usize) -> Self {
        Self { total, terminal: std::io::stderr().is_terminal(), told: 0 }
    }

    /// So many rows are done. That nobody can be told is no reason to stop.
    pub(super) fn tell(&mut self, done: usize) {
        if let Some(text) = self.text(done) {
            let mut out = std::io::stderr().lock();
            let _told = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        }
    }

    fn text(&mut self, done: usize) -> Option<String> {
        if self.total < WORTH_TELLING {
            return None;
        }
        let Self { total, terminal, .. } = *self;
        if terminal {
            let end = if done == total { "\n" } else { "" };
            return Some(format!("\r{done} of {total} rows{end}"));
        }
        let tenths = done * 10 / total;
        if tenths == self.told {
            return None;
        }
        self.told = tenths;
        Some(format!("{done} of {total} rows\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(total: usize, terminal: bool) -> String {
        let mut progress = Progress { total, terminal, told: 0 };
        (1..=total / 100).filter_map(|batch| progress.text(batch * 100)).collect()
    }

    #[test]
    fn a_large_import_takes_one_line_in_a_terminal_and_ten_elsewhere() {
        assert_eq!(told(50_000, true).matches('\n').count(), 1);
        assert_eq!(told(50_000, false).lines().count(), 10);
        assert!(told(50_000, false).ends_with("50000 of 50000 rows\n"));
        assert_eq!(told(400, true), "");
    }
}
