//! The time of the past, and identifiers of it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ::desk::outside::{Clock, Ids};
use time::{Duration, OffsetDateTime};
use uuid::{Builder, Uuid};

/// Stands still until it is set.
pub(super) struct PastClock(Mutex<OffsetDateTime>);

impl PastClock {
    pub(super) fn at(moment: OffsetDateTime) -> Self {
        Self(Mutex::new(moment))
    }

    /// Moves on; never back.
    pub(super) fn set(&self, moment: OffsetDateTime) {
        let mut now = self.0.lock().expect("nobody panics while holding it");
        *now = moment.max(*now);
    }

    pub(super) fn pass(&self, time: Duration) {
        *self.0.lock().expect("nobody panics while holding it") += time;
    }
}

impl Clock for PastClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().expect("nobody panics while holding it")
    }
}

/// UUIDs of version 7 of the moment at which the clock stands, counted: what is made later sorts later, and a seed makes the same.
pub(super) struct PastIds {
    pub(super) clock: std::sync::Arc<PastClock>,
    pub(super) count: AtomicU64,
}

impl Ids for PastIds {
    fn fresh(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&count.to_be_bytes());
        Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }
}
