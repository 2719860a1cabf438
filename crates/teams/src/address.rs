//! How Teams reaches a conversation: what the desk keeps for us and does not read.

use desk::id::ChannelName;
use desk::inquiry::{Address, Conversation};
use serde::{Deserialize, Serialize};

/// The name of this channel.
pub fn channel_name() -> ChannelName {
    ChannelName::parse("teams").expect("a good name")
}

/// What an address of this channel holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamsAddress {
    /// Where to call; the newest that an authenticated activity named.
    pub service_url: String,
    /// The bot's id in the conversation (`28:…`).
    pub bot_id: String,
}

impl TeamsAddress {
    /// For the desk to keep.
    pub fn sealed(&self) -> Address {
        let opaque = serde_json::to_string(self).expect("two texts can be written");
        Address { channel: channel_name(), opaque }
    }

    /// Of a conversation; `None` where its address does not read as what [`sealed`](Self::sealed) writes: it is
    /// damaged, or another channel's.
    pub fn of(conversation: &Conversation) -> Option<Self> {
        serde_json::from_str(&conversation.address.opaque).ok()
    }
}
