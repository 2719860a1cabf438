//! Ids that count up.

use std::sync::atomic::{AtomicU64, Ordering};

use desk::outside::Ids;
use uuid::{Builder, Uuid};

/// Version 7 UUIDs that count up from 1: the order in which they are made is the order in which they sort.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn fresh(&self) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Builder::from_unix_timestamp_millis(count, &[0; 10]).into_uuid()
    }
}
