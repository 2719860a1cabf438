//! What happened, in order, for pages that listen: a ring of the newest thousand events with increasing numbers.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::lock::Locked as _;
use crate::message::Message;

/// How many events a page may miss before it has to fetch everything again.
pub(crate) const RING: usize = 1_000;

/// Something the page shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A new message, or a new version of one.
    Message(Box<Message>),
    /// A message is gone.
    Deleted {
        /// The chat.
        chat: String,
        /// The message.
        id: String,
    },
    /// The bot is typing.
    Typing {
        /// The chat.
        chat: String,
        /// The bot's id.
        from: String,
    },
    /// Everything may have changed: fetch again.
    Reload,
}

impl Event {
    /// The event's name on the stream.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Deleted { .. } => "deleted",
            Self::Typing { .. } => "typing",
            Self::Reload => "reload",
        }
    }

    /// The event's data on the stream.
    pub(crate) fn data(&self) -> Value {
        match self {
            Self::Message(message) => json!({ "chat": message.chat, "message": message }),
            Self::Deleted { chat, id } => json!({ "chat": chat, "id": id }),
            Self::Typing { chat, from } => json!({ "chat": chat, "from": from }),
            Self::Reload => json!({}),
        }
    }
}

/// The ring and its changes.
#[derive(Debug)]
pub(crate) struct Feed {
    ring: Mutex<VecDeque<(u64, Event)>>,
    newest: watch::Sender<u64>,
}

impl Feed {
    /// An empty ring whose numbers go on from `start`. A start that grows from process to process makes a page of an
    /// earlier process look behind, never ahead.
    pub(crate) fn starting_at(start: u64) -> Self {
        Self { ring: Mutex::default(), newest: watch::Sender::new(start) }
    }

    /// Adds an event and wakes the listeners.
    pub(crate) fn publish(&self, event: Event) {
        let mut ring = self.ring.locked();
        let number = *self.newest.borrow() + 1;
        ring.push_back((number, event));
        if ring.len() > RING {
            ring.pop_front();
        }
        // Still under the lock, or two publishers would take the same number.
        self.newest.send_replace(number);
    }

    /// The number of the newest event.
    pub(crate) fn newest(&self) -> u64 {
        *self.newest.borrow()
    }

    /// Changes with each event.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// Events after a number. `None` when some of them are gone, or the number was never given.
    pub(crate) fn after(&self, seen: u64) -> Option<Vec<(u64, Event)>> {
        let ring = self.ring.locked();
        let newest = ring.back().map_or_else(|| self.newest(), |(number, _)| *number);
        let oldest_known = newest - ring.len() as u64;
        if seen < oldest_known || seen > newest {
            return None;
        }
        Some(ring.iter().filter(|(number, _)| *number > seen).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_resumes_where_it_left_or_learns_that_it_cannot() {
        let feed = Feed::starting_at(100);
        assert_eq!(feed.after(100), Some(vec![]));
        assert_eq!(feed.after(99), None);
        assert_eq!(feed.after(101), None);
        for _ in 0..=RING {
            feed.publish(Event::Reload);
        }
        assert_eq!(feed.newest(), 101 + RING as u64);
        assert_eq!(feed.after(100), None, "the first event has left the ring");
        assert_eq!(feed.after(101).map(|events| events.len()), Some(RING));
        assert_eq!(feed.after(100 + RING as u64), Some(vec![(101 + RING as u64, Event::Reload)]));
    }
}
