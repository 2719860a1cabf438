//! What the operator decides.

use time::Duration;

use crate::answering::Thresholds;
use crate::language::Language;
use crate::people::rights::AccessPolicy;

/// The settings that the stories follow.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who may do what.
    pub access: AccessPolicy,
    /// The settings name no teams: connecting a channel to a new name makes that team.
    pub teams_by_connecting: bool,
    /// How sure the assistant must be.
    pub thresholds: Thresholds,
    /// How long a ticket may wait untaken before the agents are first reminded; each further wait is twice as long.
    pub remind_after: Duration,
    /// Language where nothing else tells.
    pub language: Language,
}
