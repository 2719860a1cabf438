//! The stories that need the store and the outside world, each told as read → think → write.

mod action;
mod heard;

pub use action::{Action, Pressed, Word};
pub use heard::{Command, Heard, RemoteConversation, Speaker, What};
