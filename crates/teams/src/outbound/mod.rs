//! Messages out: the desk's [`Channel`] over the Connector's REST interface.
//!
//! [`connector`] makes one call and is the one place where our token is attached; [`classify`] says what an answer means;
//! [`rate`] keeps the service's rate limits; [`size`] keeps messages small enough; [`pictures`] carries attachments over.
//! One call is one attempt: order and second tries are the caller's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::id::TenantId;
use desk::inquiry::{Conversation, ConversationKind};
use desk::outside::{Channel, ChannelError, Clock, Content, Post, Sent};
use desk::people::{DirectoryId, Member};
use serde_json::{Value, json};

use crate::activity::{names, thread};
use crate::address::TeamsAddress;
use crate::auth::{Cloud, Hosts, Tokens};
use crate::cards::message::Shown;

pub mod classify;
pub mod connector;
pub mod pictures;
pub mod rate;
pub mod size;

use classify::{Outcome, Purpose};
use connector::{Call, Connector};
use rate::{Kind, Permit, Place, RateLimiter};
use tokio::task::AbortHandle;

/// Longest wait for a place within the service's rate limits within one call; with a longer one ahead the caller is told to come
/// back, so that its lease does not run out here.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(2);
/// The assistant is shown as typing when it has nothing to say for so long. Most answers are quicker, and cost no second message.
const TYPING_AFTER: std::time::Duration = std::time::Duration::from_millis(500);
/// Most chats that wait for being shown as typing; further ones are not shown so.
const MOST_TYPING: usize = 1_000;
/// Most pages of a roster, of 200 members each. The largest team of Teams has 25,000.
const MOST_PAGES: usize = 150;

/// How the channel is set up.
pub struct Settings {
    /// Which hosts may be called.
    pub hosts: Hosts,
    /// Our token; `None` in development.
    pub tokens: Option<Arc<Tokens>>,
    /// The cloud; `None` in development.
    pub cloud: Option<Cloud>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whose conversations, where it is known: in development the first caller tells.
    pub tenant: Option<TenantId>,
    /// Keeps the service's rate limits.
    pub limiter: Arc<dyn RateLimiter>,
}

/// Microsoft Teams. Cheap to clone.
#[derive(Clone)]
pub struct Teams {
    connector: Arc<Connector>,
    limiter: Arc<dyn RateLimiter>,
    tenant: Option<TenantId>,
    /// Chats in which the assistant is about to be shown as typing.
    typing: Arc<Mutex<HashMap<String, AbortHandle>>>,
}

impl Teams {
    /// The channel. Fails when no HTTP client can be made.
    pub fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        let other = settings.cloud.and_then(|cloud| cloud.other_service_url);
        let connector = Connector::new(settings.hosts, settings.tokens, other, settings.clock)?;
        let (limiter, tenant) = (settings.limiter, settings.tenant);
        Ok(Self { connector: Arc::new(connector), limiter, tenant, typing: Arc::default() })
    }

    /// The same channel, for the conversations of another tenant.
    pub fn for_tenant(&self, tenant: TenantId) -> Self {
        Self { tenant: Some(tenant), ..self.clone() }
    }

    /// Names the tenant's rate window; one for all where it is not known.
    fn tenant(&self) -> &str {
        self.tenant.as_ref().map_or("", TenantId::as_str)
    }

    /// Says in a body whose conversation is meant, where that is known.
    fn name_tenant(&self, body: &mut Value) {
        if let Some(tenant) = &self.tenant {
            body["tenantId"] = json!(tenant.as_str());
            body["channelData"]["tenant"] = json!({"id": tenant.as_str()});
        }
    }

    /// Makes a call in its [`turn`](Channel::turn).
    async fn in_turn(&self, to: &Conversation, address: &TeamsAddress, call: Call<'_>, purpose: Purpose) -> Outcome {
        match self.turn(to).await {
            Ok(()) => self.post(to, address, call, purpose).await,
            Err(after) => Outcome::Later(after),
        }
    }

    /// Makes a call whose turn it is.
    async fn post(&self, to: &Conversation, address: &TeamsAddress, call: Call<'_>, purpose: Purpose) -> Outcome {
        let place = self.place(Kind::Send, &to.remote_id);
        self.limiter.leave(place).await;
        let outcome = self.connector.call(&address.service_url, call, purpose).await;
        self.limiter.release(place).await;
        if let Outcome::Throttled(after) = &outcome {
            self.limiter.hold(place.tenant, place.conversation, after.unsigned_abs()).await;
        }
        outcome
    }

    /// Where a call of a conversation counts. Threads count in their channel.
    fn place<'a>(&'a self, kind: Kind, remote_id: &'a str) -> Place<'a> {
        Place { kind, tenant: self.tenant(), conversation: thread::channel_of(remote_id) }
    }

    async fn show_typing(&self, to: &Conversation) {
        let Some(address) = TeamsAddress::of(to) else { return };
        let place = self.place(Kind::Send, &to.remote_id);
        if self.limiter.acquire_spare(place).await {
            let body = json!({"type": "typing", "from": {"id": address.bot_id}, "conversation": {"id": to.remote_id}});
            let path = ["v3", "conversations", &to.remote_id, "activities"];
            self.limiter.leave(place).await;
            let _nobody_minds =
                self.connector.call(&address.service_url, Call::post(&path, &body), Purpose::Create).await;
        }
    }

    /// There is something to say: being shown as typing would come too late.
    fn stop_typing(&self, chat: &str) {
        let mut typing = self.typing.lock().expect("nobody panics while holding it");
        if let Some(waiting) = typing.remove(chat) {
            waiting.abort();
        }
    }

    /// The activity of a post, with the pictures and files of a carried message, and the positions of those that are only said.
    async fn activity(&self, to: &Conversation, address: &TeamsAddress, post: &Post) -> (Value, Vec<usize>) {
        let mut shown: Vec<Shown> = Vec::new();
        if let Content::Relay { attachments, .. } = &post.content {
            for attachment in attachments {
                shown.push(pictures::carry(&self.connector, post.language, attachment).await);
            }
        }
        let mut activity = size::fitting(post, &shown);
        activity["from"] = json!({"id": address.bot_id});
        activity["conversation"] = json!({"id": to.remote_id});
        let said = |(at, shown): (usize, &Shown)| matches!(shown, Shown::Said(_)).then_some(at);
        (activity, shown.iter().enumerate().filter_map(said).collect())
    }
}

#[async_trait]
impl Channel for Teams {
    async fn turn(&self, to: &Conversation) -> Result<(), time::Duration> {
        self.stop_typing(&to.remote_id);
        if TeamsAddress::of(to).is_none() {
            // No call will be made, and only a call gives the turn back.
            return Ok(());
        }
        match self.limiter.acquire(self.place(Kind::Send, &to.remote_id), LONGEST_WAIT).await {
            Permit::Go => Ok(()),
            Permit::Later(after) => Err(time::Duration::try_from(after).unwrap_or(time::Duration::MINUTE)),
        }
    }

    async fn turn_at_once(&self, to: &Conversation) -> bool {
        let permit = self.limiter.acquire(self.place(Kind::Send, &to.remote_id), std::time::Duration::ZERO).await;
        let is_ours = permit == Permit::Go;
        if is_ours {
            self.stop_typing(&to.remote_id);
        }
        is_ours
    }

    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        let Some(address) = TeamsAddress::of(to) else { return nowhere() };
        let (activity, left_out) = self.activity(to, &address, post).await;
        let path = ["v3", "conversations", &to.remote_id, "activities"];
        let call = Call::post(&path, &activity);
        match self.post(to, &address, call, Purpose::Create).await {
            Outcome::Done(body) => Sent::Delivered { remote_id: text(&body, "id"), thread: None, left_out },
            other => other.into_sent(),
        }
    }

    async fn update(&self, to: &Conversation, remote_id: &str, post: &Post) -> Sent {
        let Some(address) = TeamsAddress::of(to) else { return nowhere() };
        let (mut activity, left_out) = self.activity(to, &address, post).await;
        activity["id"] = json!(remote_id);
        let path = ["v3", "conversations", &to.remote_id, "activities", remote_id];
        let call = Call::put(&path, &activity);
        match self.in_turn(to, &address, call, Purpose::Replace).await {
            Outcome::Done(_) => Sent::Delivered { remote_id: Some(remote_id.to_owned()), thread: None, left_out },
            other => other.into_sent(),
        }
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        let Some(address) = TeamsAddress::of(channel) else { return nowhere() };
        let (mut activity, _) = self.activity(channel, &address, post).await;
        if let Some(fields) = activity.as_object_mut() {
            fields.remove("conversation");
        }
        let base = thread::channel_of(&channel.remote_id);
        let mut body = json!({
            "isGroup": true,
            "bot": {"id": address.bot_id},
            "channelData": {"channel": {"id": base}},
            "activity": activity,
        });
        self.name_tenant(&mut body);
        match self.post(channel, &address, Call::post(&["v3", "conversations"], &body), Purpose::Create).await {
            Outcome::Done(answer) => opened(base, &answer),
            other => other.into_sent(),
        }
    }

    fn typing(&self, to: &Conversation) {
        // In channels the call does nothing.
        if !matches!(to.kind, ConversationKind::Personal | ConversationKind::Group) {
            return;
        }
        let mut typing = self.typing.lock().expect("nobody panics while holding it");
        typing.retain(|_, waiting| !waiting.is_finished());
        if typing.len() >= MOST_TYPING {
            return;
        }
        let (this, to) = (self.clone(), to.clone());
        let chat = to.remote_id.clone();
        let waiting = tokio::spawn(async move {
            tokio::time::sleep(TYPING_AFTER).await;
            this.show_typing(&to).await;
        });
        if let Some(earlier) = typing.insert(chat, waiting.abort_handle()) {
            earlier.abort();
        }
    }

    async fn roster(&self, channel: &Conversation, within: time::Duration) -> Result<Vec<Member>, ChannelError> {
        let within = within.unsigned_abs();
        let late = || ChannelError::Transient("roster could not be read in time".to_owned());
        tokio::time::timeout(within, self.pages(channel, within)).await.map_err(|_| late())?
    }
}

impl Teams {
    /// The roster, page by page; waits for its turn at most so long for each.
    async fn pages(&self, channel: &Conversation, patience: std::time::Duration) -> Result<Vec<Member>, ChannelError> {
        let address = TeamsAddress::of(channel).ok_or_else(no_answer)?;
        let base = thread::channel_of(&channel.remote_id);
        let path = ["v3", "conversations", base, "pagedmembers"];
        let mut members = Vec::new();
        let mut continuation: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let place = self.place(Kind::Read, base);
            if let Permit::Later(_) = self.limiter.acquire(place, patience).await {
                return Err(ChannelError::Transient("too many requests".to_owned()));
            }
            self.limiter.leave(place).await;
            let mut query = vec![("pageSize", "200")];
            query.extend(continuation.as_deref().map(|token| ("continuationToken", token)));
            let call = Call::get(&path, &query);
            let page = match self.connector.call(&address.service_url, call, Purpose::Read).await {
                Outcome::Done(page) => page,
                other => return Err(other.into_error()),
            };
            members.extend(page.get("members").and_then(Value::as_array).into_iter().flatten().filter_map(member));
            continuation = text(&page, "continuationToken");
            if continuation.is_none() {
                return Ok(members);
            }
        }
        Err(ChannelError::Refused("roster does not end".to_owned()))
    }
}

/// What stands in the store is no address of ours.
const UNREADABLE: &str = "address cannot be read";

fn nowhere() -> Sent {
    Sent::Refused { reason: UNREADABLE.to_owned() }
}

fn no_answer() -> ChannelError {
    ChannelError::Refused(UNREADABLE.to_owned())
}

/// The outcome of a new thread. Teams answers with the thread's id; where the answer names only the thread's first
/// message, the id is made from that and the channel's.
fn opened(base: &str, answer: &Value) -> Sent {
    let id = text(answer, "id");
    let root = text(answer, "activityId").or_else(|| id.as_deref().and_then(thread::root_of).map(str::to_owned));
    let thread = id
        .filter(|id| thread::root_of(id).is_some())
        .or_else(|| root.as_deref().and_then(|root| thread::thread_id(base, root)));
    match thread {
        Some(thread) => Sent::Delivered { remote_id: root, thread: Some(thread), left_out: Vec::new() },
        None => Sent::Unknown { reason: "answer names no thread".to_owned() },
    }
}

/// Bots and others without an Entra id are no members.
fn member(value: &Value) -> Option<Member> {
    let directory = text(value, "aadObjectId").or_else(|| text(value, "objectId"))?;
    let name = text(value, "name").unwrap_or_default();
    Some(Member {
        directory_id: DirectoryId::parse(&directory)?,
        channel_id: text(value, "id")?,
        name: names::clean(&name),
        mail: text(value, "email").or_else(|| text(value, "userPrincipalName")),
    })
}

fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
