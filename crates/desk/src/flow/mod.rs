//! The stories that need the store and the outside world, each told as read → think → write.
//!
//! A [`HelpDesk`] is what they work with; a task names its story (`dispatch.rs`). In order of the main job: `ingest.rs`
//! (an activity is handed over), [`receive`] (it is taken in), [`answer`] (the assistant thinks; `at_once.rs`), [`card_action`]
//! (somebody pressed a card), [`deliver`] (something goes out), [`learn`] (a closed ticket becomes drafts), [`replay`]
//! (a draft is tried on the past), [`beside`] (what helps with a ticket), [`wait`]
//! (timers and rosters), [`follow_faq`] and [`follow_outcomes`] (the index follows the store), [`embed`] (entries get their
//! vectors). `show/` turns what is stored into what is shown.

pub mod answer;
mod at_once;
pub mod beside;
pub mod card_action;
mod channels;
mod connect;
pub mod console;
pub mod deliver;
mod dispatch;
mod edited;
pub mod embed;
pub mod follow_faq;
mod follow_outcomes;
pub mod gaps;
mod help_desk;
mod identify;
mod inbound;
mod incoming_text;
mod ingest;
pub mod learn;
pub mod receive;
pub mod replay;
mod roster;
pub mod show;
mod undelivered;
pub mod wait;
mod went_wrong;

pub use at_once::Foreseen;
pub use card_action::ActionOutcome;
pub use channels::{Adapter, Channels};
pub use dispatch::{Outcome, chain};
pub use follow_outcomes::{SeenOutcomes, follow_outcomes};
pub use help_desk::HelpDesk;
pub use inbound::{Command, Inbound, InboundKind, InboundParser, ParsedActivity, RemoteConversation, Sender};
pub use ingest::Ingested;

use crate::event::Outbox;
use crate::id::TaskId;
use crate::store::StoreError;

/// Ends the task in the transaction of its effect; another worker that has taken it over makes this one roll back.
async fn finish(tx: &mut (impl Outbox + ?Sized), task: TaskId) -> Result<(), StoreError> {
    if tx.complete(task).await? { Ok(()) } else { Err(StoreError::LeaseLost) }
}
