//! The stories that need the store and the outside world, each told as read → think → write.
//!
//! A [`House`] is what they work with; a task names its story. In order of the main job: [`receive`] (an activity came in), [`answer`] (the assistant thinks), [`press`] (somebody
//! pressed a card), [`deliver`] (something goes out), [`learn`] (a closed ticket becomes drafts), [`wait`] (timers and
//! rosters), [`follow`] (the index follows the store). `show/` turns what is stored into what is shown.

mod action;
pub mod answer;
mod connect;
pub mod deliver;
pub mod follow;
mod heard;
mod house;
pub mod learn;
mod note;
pub mod press;
pub mod receive;
mod rules;
mod say;
pub mod show;
pub mod wait;

pub use action::{Action, Pressed, Word};
pub use heard::{Command, Heard, RemoteConversation, Speaker, What};
pub use house::{Ears, House, Incoming, Outcome, chain};
pub use rules::Rules;

use crate::event::Outbox;
use crate::id::TaskId;
use crate::store::StoreError;

/// Ends the task in the transaction of its effect; another worker that has taken it over makes this one roll back.
async fn finish(tx: &mut (impl Outbox + ?Sized), task: TaskId) -> Result<(), StoreError> {
    if tx.complete(task).await? { Ok(()) } else { Err(StoreError::LeaseLost) }
}
