//! Which adapter serves a channel.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use time::Duration;

use super::inbound::{InboundParser, ParsedActivity};
use crate::id::{ChannelName, TenantId};
use crate::inquiry::Conversation;
use crate::outside::{Channel, ChannelError, Post, Sent};
use crate::people::Member;

/// What serves one channel, both ways.
#[derive(Clone)]
pub struct Adapter {
    /// Reaches people there.
    pub channel: Arc<dyn Channel>,
    /// Understands what comes from there.
    pub parser: Arc<dyn InboundParser>,
}

/// The adapters of a running desk, by the names of their channels. It is a channel itself, and passes each call to the adapter
/// that the conversation's address names: the stories need not know that there are several.
#[derive(Clone, Default)]
pub struct Channels(BTreeMap<ChannelName, Adapter>);

/// The reason that is given where no adapter serves a conversation's channel.
const UNKNOWN: &str = "no such channel is served here";

impl Channels {
    /// The same adapters and this one, which serves the channel of this name.
    #[must_use]
    pub fn with(mut self, name: ChannelName, adapter: Adapter) -> Self {
        self.0.insert(name, adapter);
        self
    }

    /// Reads an activity that came from a channel. `Err`: nobody can make sense of it, with the reason.
    pub fn parse(&self, name: &ChannelName, tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String> {
        self.0.get(name).ok_or_else(|| UNKNOWN.to_owned())?.parser.parse(tenant, activity)
    }

    fn of(&self, conversation: &Conversation) -> Option<&dyn Channel> {
        self.0.get(&conversation.address.channel).map(|adapter| adapter.channel.as_ref())
    }
}

fn nowhere() -> Sent {
    Sent::Refused { reason: UNKNOWN.to_owned() }
}

fn no_answer() -> ChannelError {
    ChannelError::Refused(UNKNOWN.to_owned())
}

#[async_trait]
impl Channel for Channels {
    async fn turn(&self, to: &Conversation) -> Result<(), Duration> {
        match self.of(to) {
            Some(channel) => channel.turn(to).await,
            None => Ok(()),
        }
    }

    async fn turn_at_once(&self, to: &Conversation) -> bool {
        match self.of(to) {
            Some(channel) => channel.turn_at_once(to).await,
            None => true,
        }
    }

    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        match self.of(to) {
            Some(channel) => channel.send(to, post).await,
            None => nowhere(),
        }
    }

    async fn update(&self, to: &Conversation, remote_id: &str, post: &Post) -> Sent {
        match self.of(to) {
            Some(channel) => channel.update(to, remote_id, post).await,
            None => nowhere(),
        }
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        match self.of(channel) {
            Some(adapter) => adapter.open_thread(channel, post).await,
            None => nowhere(),
        }
    }

    fn typing(&self, to: &Conversation) {
        if let Some(channel) = self.of(to) {
            channel.typing(to);
        }
    }

    async fn roster(&self, channel: &Conversation, within: Duration) -> Result<Vec<Member>, ChannelError> {
        self.of(channel).ok_or_else(no_answer)?.roster(channel, within).await
    }
}
