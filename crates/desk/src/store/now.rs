//! The moment and the identifiers of a transaction.

use time::OffsetDateTime;
use uuid::Uuid;

/// The moment and the identifiers of a transaction; parameters, so that tests fix them.
pub trait Now: Send {
    /// The time of the transaction, UTC.
    fn now(&self) -> OffsetDateTime;
    /// A fresh UUID, version 7.
    fn fresh(&self) -> Uuid;
}
