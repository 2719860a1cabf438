//! Everything that the stories work with.

use std::sync::Arc;

use super::channels::Channels;
use crate::answering::Index;
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
