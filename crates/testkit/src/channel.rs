//! A channel that records what people would see.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use desk::inquiry::Conversation;
use desk::outside::{Channel, ChannelError, Content, Post, Sent};
use desk::people::Member;
use time::Duration;
use tokio::sync::Notify;

/// Something that stands in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The conversation's remote id; a thread's own.
    pub conversation: String,
    /// The channel's id of the message.
    pub remote_id: String,
    /// What it shows now.
    pub post: Post,
    /// How often it was updated.
    pub updates: u32,
}

#[derive(Default)]
struct Inside {
    posts: Vec<Recorded>,
    outcomes: VecDeque<Sent>,
    failing_updates: u32,
    roster: Vec<Member>,
    count: u32,
    rosters_read: u32,
    lost_turns: u32,
}

/// Records posts; outcomes other than success are told beforehand.
#[derive(Default)]
pub struct RecordingChannel(Mutex<Inside>, Notify);

impl RecordingChannel {
    /// The next sends end so, in order; then all succeed. An unknown outcome still shows the post: that is the worst case.
    pub fn next(&self, outcomes: impl IntoIterator<Item = Sent>) {
        self.inside().outcomes.extend(outcomes);
    }

    /// So many updates do not reach the service.
    pub fn fail_updates(&self, number: u32) {
        self.inside().failing_updates = number;
    }

    /// The next one who waits for a turn waits in vain.
    pub fn lose_a_turn(&self) {
        self.inside().lost_turns += 1;
    }

    /// Waits until somebody waits in vain.
    pub async fn somebody_waits_in_vain(&self) {
        self.1.notified().await;
    }

    /// The roster of every channel.
    pub fn set_roster(&self, members: Vec<Member>) {
        self.inside().roster = members;
    }

    /// How often a roster was read.
    pub fn rosters_read(&self) -> u32 {
        self.inside().rosters_read
    }

    /// Everything that people see, oldest first.
    pub fn posts(&self) -> Vec<Recorded> {
        self.inside().posts.clone()
    }

    /// What people see in one conversation.
    pub fn in_conversation(&self, remote_id: &str) -> Vec<Content> {
        let posts = self.posts().into_iter();
        posts.filter(|post| post.conversation == remote_id).map(|post| post.post.content).collect()
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().expect("nobody panics while holding it")
    }

    fn place(&self, conversation: &str, post: &Post) -> (Sent, String) {
        let mut inside = self.inside();
        inside.count += 1;
        let remote_id = inside.count.to_string();
        let outcome = inside.outcomes.pop_front();
        let left_out = match &outcome {
            None | Some(Sent::Unknown { .. }) => Vec::new(),
            Some(Sent::Delivered { left_out, .. }) => left_out.clone(),
            Some(other) => return (other.clone(), remote_id),
        };
        inside.posts.push(Recorded {
            conversation: conversation.replace("{id}", &remote_id),
            remote_id: remote_id.clone(),
            post: post.clone(),
            updates: 0,
        });
        let delivered = Sent::Delivered { remote_id: Some(remote_id.clone()), thread: None, left_out };
        (outcome.filter(|outcome| matches!(outcome, Sent::Unknown { .. })).unwrap_or(delivered), remote_id)
    }
}

#[async_trait]
impl Channel for RecordingChannel {
    async fn turn(&self, _to: &Conversation) -> Result<(), Duration> {
        let is_lost = {
            let mut inside = self.inside();
            let is_lost = inside.lost_turns > 0;
            inside.lost_turns = inside.lost_turns.saturating_sub(1);
            is_lost
        };
        if is_lost {
            self.1.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    async fn turn_at_once(&self, _to: &Conversation) -> bool {
        self.inside().lost_turns == 0
    }

    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        self.place(&to.remote_id, post).0
    }

    async fn update(&self, _to: &Conversation, remote_id: &str, post: &Post) -> Sent {
        let mut inside = self.inside();
        if inside.failing_updates > 0 {
            inside.failing_updates -= 1;
            return Sent::Unreachable { reason: "service fails".to_owned() };
        }
        match inside.posts.iter_mut().find(|known| known.remote_id == remote_id) {
            Some(known) => {
                known.post = post.clone();
                known.updates += 1;
                Sent::Delivered { remote_id: Some(remote_id.to_owned()), thread: None, left_out: Vec::new() }
            }
            None => Sent::Gone,
        }
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        let (outcome, remote_id) = self.place(&format!("{};messageid={{id}}", channel.remote_id), post);
        match outcome {
            Sent::Delivered { .. } => Sent::Delivered {
                thread: Some(format!("{};messageid={remote_id}", channel.remote_id)),
                remote_id: Some(remote_id),
                left_out: Vec::new(),
            },
            other => other,
        }
    }

    fn typing(&self, _to: &Conversation) {}

    async fn roster(&self, _channel: &Conversation, _within: Duration) -> Result<Vec<Member>, ChannelError> {
        let mut inside = self.inside();
        inside.rosters_read += 1;
        Ok(inside.roster.clone())
    }
}
