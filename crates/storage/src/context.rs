//! What every transaction of a store shares: clock, identifiers, wake-ups, counters.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use desk::outside::{Clock, Ids};
use time::OffsetDateTime;
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
}

impl StoreContext {
    pub(crate) fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { clock, ids, holder: chance(), notifier: QueueNotifier::default(), usage: Counters::default() }
    }

    /// The time, in whole milliseconds: what is written is then exactly what is read.
    pub(crate) fn now(&self) -> OffsetDateTime {
        whole_milliseconds(self.clock.now())
    }

    /// The time that nobody sets, in milliseconds.
    pub(crate) fn steady(&self) -> OffsetDateTime {
        whole_milliseconds(self.clock.steady())
    }
}

fn whole_milliseconds(time: OffsetDateTime) -> OffsetDateTime {
    time.replace_millisecond(time.millisecond()).unwrap_or(time)
}

/// A number that no other process has. Not from [`Ids`]: two processes of a test may count theirs alike.
fn chance() -> Uuid {
    let half = || RandomState::new().hash_one(std::process::id());
    Uuid::from_u64_pair(half(), half())
}
