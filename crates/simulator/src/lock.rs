//! Short locks that survive a panicking holder: every change under them is complete before anything can panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A mutex whose poison is of no interest.
pub(crate) trait Locked<T> {
    /// Takes the lock.
    fn locked(&self) -> MutexGuard<'_, T>;
}

impl<T> Locked<T> for Mutex<T> {
    fn locked(&self) -> MutexGuard<'_, T> {
        self.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
