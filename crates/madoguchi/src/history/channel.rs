//! The channel of the past: everything has arrived, and what is seen last in each place is remembered.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use ::desk::flow::{InboundParser, ParsedActivity};
use ::desk::id::{TenantId, TicketId};
use ::desk::inquiry::Conversation;
use ::desk::outside::{Channel, ChannelError, Content, Post, Sent};
use ::desk::people::Member;
use async_trait::async_trait;
use time::Duration;

/// Remote ids of the past; those of Teams are milliseconds since 1970, so that the two never meet.
const FIRST_ID: u64 = 1_000_000;

#[derive(Default)]
struct Inside {
    count: u64,
    last: HashMap<String, Content>,
    ticket: Option<TicketId>,
    rosters: HashMap<String, Vec<Member>>,
    heard: HashMap<String, ParsedActivity>,
}

/// Takes everything; also remembers what came in, for whoever reads it again.
#[derive(Default)]
pub(super) struct PastChannel(Mutex<Inside>);

impl PastChannel {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().expect("nobody panics while holding it")
    }

    pub(super) fn set_roster(&self, channel: &str, members: Vec<Member>) {
        self.inside().rosters.insert(channel.to_owned(), members);
    }

    pub(super) fn hear(&self, id: &str, activity: ParsedActivity) {
        self.inside().heard.insert(id.to_owned(), activity);
    }

    /// What was shown last there, once.
    pub(super) fn take_last(&self, conversation: &str) -> Option<Content> {
        self.inside().last.remove(conversation)
    }

    /// The ticket whose card came last as the root of a thread, once.
    pub(super) fn take_ticket(&self) -> Option<TicketId> {
        self.inside().ticket.take()
    }

    fn place(&self, conversation: &str, post: &Post) -> String {
        let mut inside = self.inside();
        inside.count += 1;
        inside.last.insert(conversation.to_owned(), post.content.clone());
        (FIRST_ID + inside.count).to_string()
    }
}

#[async_trait]
impl Channel for PastChannel {
    async fn turn(&self, _to: &Conversation) -> Result<(), Duration> {
        Ok(())
    }

    async fn turn_at_once(&self, _to: &Conversation) -> bool {
        true
    }

    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        let remote_id = Some(self.place(&to.remote_id, post));
        Sent::Delivered { remote_id, thread: None, left_out: Vec::new() }
    }

    async fn update(&self, _to: &Conversation, remote_id: &str, _post: &Post) -> Sent {
        Sent::Delivered { remote_id: Some(remote_id.to_owned()), thread: None, left_out: Vec::new() }
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        let remote_id = self.place(&channel.remote_id, post);
        if let Content::Ticket(view) = &post.content {
            self.inside().ticket = Some(view.ticket);
        }
        let thread = Some(format!("{};messageid={remote_id}", channel.remote_id));
        Sent::Delivered { remote_id: Some(remote_id), thread, left_out: Vec::new() }
    }

    fn typing(&self, _to: &Conversation) {}

    async fn roster(&self, channel: &Conversation, _within: Duration) -> Result<Vec<Member>, ChannelError> {
        Ok(self.inside().rosters.get(&channel.remote_id).cloned().unwrap_or_default())
    }
}

impl InboundParser for PastChannel {
    fn parse(&self, _tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String> {
        self.inside().heard.remove(activity).ok_or_else(|| "nobody said this".to_owned())
    }
}
