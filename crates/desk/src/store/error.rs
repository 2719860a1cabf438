//! Why the store failed. Every collection knows this, and nothing else of the store.

/// The store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Worth another try: busy, connection lost, serialization failure.
    #[error("store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored makes no sense.
    #[error("stored data is damaged: {place}")]
    Damaged {
        /// Table, column and row.
        place: String,
        /// What was found there.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The request itself cannot be done.
    #[error("store refused the request")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The task's lease went to another worker; nothing was changed.
    #[error("lease lost")]
    LeaseLost,
}

impl StoreError {
    /// Whether trying again can help.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
