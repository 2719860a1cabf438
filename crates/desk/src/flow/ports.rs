//! Everything that the stories work with.

use std::sync::Arc;

use super::channels::Channels;
use super::inbound::Inbound;
use crate::actions::Press;
use crate::answering::Index;
use crate::id::TenantId;
use crate::outside::Directory;
use crate::policy::Policy;
use crate::store::Store;

/// The ports and policy of a running desk.
#[derive(Clone)]
pub struct HelpDesk {
    /// Keeps everything.
    pub store: Arc<dyn Store>,
    /// Reaches people, and understands what comes from them.
    pub channels: Arc<Channels>,
    /// Finds entries.
    pub index: Arc<dyn Index>,
    /// Knows groups.
    pub directory: Arc<dyn Directory>,
    /// What the operator decides.
    pub policy: Arc<Policy>,
}

/// Turns an activity, as it was stored, into the words of the desk.
pub trait InboundParser: Send + Sync {
    /// `Err`: nobody can make sense of it, with the reason (without anybody's text).
    fn parse(&self, tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String>;
}

/// What an activity turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum ParsedActivity {
    /// The channel tells of something.
    Inbound(Inbound),
    /// Somebody pressed a card in a client that does not wait for an answer.
    CardAction(Inbound, Press),
    /// The same, but with data that no card of ours carries. With the verb, where it is one of ours, else a word that
    /// stands for none.
    UnreadableAction(Inbound, &'static str),
}
