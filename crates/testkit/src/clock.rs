//! A clock that stands still until it is moved.

use std::sync::Mutex;

use desk::outside::Clock;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// Stands at 2026-11-23 09:00 UTC until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<OffsetDateTime>);

impl Default for FixedClock {
    fn default() -> Self {
        Self(Mutex::new(datetime!(2026-11-23 09:00 UTC)))
    }
}

impl FixedClock {
    /// Moves on.
    pub fn pass(&self, time: Duration) {
        *self.0.lock().expect("nobody panics while holding it") += time;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().expect("nobody panics while holding it")
    }
}
