//! Counts what a store costs: statements, transactions, commits.

use std::sync::atomic::{AtomicU64, Ordering};

use desk::store::Usage;

/// Counted up while the store is open. Relaxed: nothing is decided by them.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    statements: AtomicU64,
    reads: AtomicU64,
    writes: AtomicU64,
    commits: AtomicU64,
}

impl Counters {
    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Usage {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Usage {
            statements: of(&self.statements),
            reads: of(&self.reads),
            writes: of(&self.writes),
            commits: of(&self.commits),
        }
    }
}
