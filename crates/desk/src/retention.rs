//! How long things are kept. What grows with every message is named here; inquiries, tickets, drafts and people stay.

use time::Duration;

/// How long things are kept after they have done their work; `None`: for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// Texts and files' names of messages, after the last message of an inquiry, unless people have it still. What remains tells figures.
    pub texts: Option<Duration>,
    /// Events: who did what, who was refused.
    pub events: Option<Duration>,
    /// Deliveries that have arrived or were given up. A card that is forgotten is no longer brought up to date.
    pub deliveries: Option<Duration>,
    /// Dead letters; they may hold what somebody wrote.
    pub dead_letters: Option<Duration>,
    /// Questions that no entry answered.
    pub gaps: Option<Duration>,
}

/// What is kept too long, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The kind, as the settings name it.
    pub kind: &'static str,
    /// How many rows.
    pub rows: u64,
}
