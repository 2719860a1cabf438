//! What every transaction of a store shares: clock, identifiers, wake-ups, counters.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use desk::outside::{Clock, Ids};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::notifier::QueueNotifier;
use crate::usage::Counters;

/// What every transaction of a store shares.
pub(crate) struct StoreContext {
    clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    /// This store among all that work on the same database: who holds a task's lease.
    pub(crate) holder: Uuid,
    pub(crate) notifier: QueueNotifier,
    pub(crate) usage: Counters,
    /// The furthest that the clock was ahead of the steady one since that was last [noted](Self::note_clock), in milliseconds.
    ahead: AtomicI64,
}

impl StoreContext {
    pub(crate) fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let (notifier, usage, ahead) = (QueueNotifier::default(), Counters::default(), AtomicI64::new(ahead(&*clock)));
        Self { clock, ids, holder: chance(), notifier, usage, ahead }
    }

    /// The time, in whole milliseconds: what is written is then exactly what is read.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let ahead = ahead(&*self.clock);
        self.ahead.fetch_max(ahead, Ordering::Relaxed);
        whole_milliseconds(self.clock.now())
    }

    /// The time that nobody sets, in milliseconds.
    pub(crate) fn steady(&self) -> OffsetDateTime {
        whole_milliseconds(self.clock.steady())
    }

    /// By how much the clock was set back since that was last noted, and what is to be noted once it has been acted on.
    pub(crate) fn set_back(&self) -> (Duration, ClockNote) {
        let ahead = ahead(&*self.clock);
        (Duration::milliseconds(self.ahead.load(Ordering::Relaxed).saturating_sub(ahead)), ClockNote(ahead))
    }

    pub(crate) fn note_clock(&self, ClockNote(ahead): ClockNote) {
        self.ahead.store(ahead, Ordering::Relaxed);
    }

    /// While nobody worked on the data, the clock may have been set back by whatever time.
    pub(crate) fn doubt_clock(&self) {
        self.ahead.store(i64::MAX, Ordering::Relaxed);
    }
}

/// How the clock stood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClockNote(i64);

/// How far a clock is ahead of the steady one, in milliseconds. Only by being set it gets further ahead, or less.
fn ahead(clock: &dyn Clock) -> i64 {
    (clock.now() - clock.steady()).whole_milliseconds() as i64
}

fn whole_milliseconds(time: OffsetDateTime) -> OffsetDateTime {
    time.replace_millisecond(time.millisecond()).unwrap_or(time)
}

/// A number that no other process has. Not from [`Ids`]: two processes of a test may count theirs alike.
fn chance() -> Uuid {
    let half = || RandomState::new().hash_one(std::process::id());
    Uuid::from_u64_pair(half(), half())
}
