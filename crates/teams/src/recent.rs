//! Whether something was a moment ago, by a clock that may be set back.

use time::{Duration, OffsetDateTime};

/// Whether less than `span` lies between the two. What seems to lie further ahead was noted before the clock was set back: it is
/// not recent, or else it would stay so until the clock has come there again.
pub(crate) fn is_recent(at: OffsetDateTime, now: OffsetDateTime, span: Duration) -> bool {
    (now - at).abs() < span
}
