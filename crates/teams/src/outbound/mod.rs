//! Messages out: the desk's [`Channel`] over the Connector's REST interface.
//!
//! [`connector`] makes one call and is the one place where our token is attached; [`classify`] says what an answer means;
//! [`rate`] keeps the service's rate limits; [`size`] keeps messages small enough; [`pictures`] carries attachments over.
//! One call is one attempt: order and second tries are the caller's.

use std::sync::Arc;

use async_trait::async_trait;
use desk::id::TenantId;
use desk::inquiry::{Conversation, ConversationKind};
use desk::outside::{Channel, ChannelError, Clock, Content, Post, Sent};
use desk::people::{DirectoryId, Member, Person};
use serde_json::{Value, json};

use crate::activity::{names, thread};
use crate::auth::{Cloud, Hosts, Tokens};
use crate::cards::message::Shown;

pub mod classify;
pub mod connector;
pub mod pictures;
pub mod rate;
pub mod size;

use classify::{Outcome, Purpose};
use connector::{Call, Connector};
use rate::RateLimiter;

/// Longest wait for a place within the service's rate limits within one call; with a longer one ahead the caller is told to come
/// back, so that its lease does not run out here.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(2);
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
    /// Keeps the service's rate windows.
    pub limiter: RateLimiter,
}

/// Microsoft Teams. Cheap to clone.
#[derive(Clone)]
pub struct Teams {
    connector: Arc<Connector>,
    limiter: Arc<RateLimiter>,
    tenant: Option<TenantId>,
}

impl Teams {
    /// The channel. Fails when no HTTP client can be made.
    pub fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        let other = settings.cloud.and_then(|cloud| cloud.other_service_url);
        let connector = Connector::new(settings.hosts, settings.tokens, other, settings.clock)?;
        Ok(Self { connector: Arc::new(connector), limiter: Arc::new(settings.limiter), tenant: settings.tenant })
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

    /// Sends an activity, as soon as the limits allow.
    async fn post(&self, to: &Conversation, call: Call<'_>, purpose: Purpose) -> Outcome {
        let window = thread::channel_of(&to.remote_id).to_owned();
        match self.limiter.acquire(rate::Kind::Send, self.tenant(), &window, LONGEST_WAIT) {
            rate::Permit::After(wait) => tokio::time::sleep(wait).await,
            rate::Permit::Later(after) => {
                return Outcome::Later(time::Duration::try_from(after).unwrap_or(time::Duration::MINUTE));
            }
        }
        let outcome = self.connector.call(&to.service_url, call, purpose).await;
        self.limiter.release(rate::Kind::Send, self.tenant(), &window);
        if let Outcome::Throttled(after) = &outcome {
            self.limiter.hold(self.tenant(), &window, after.unsigned_abs());
        }
        outcome
    }

    /// The activity of a post, with the pictures and files of a carried message.
    async fn activity(&self, to: &Conversation, post: &Post) -> Value {
        let mut shown: Vec<Shown> = Vec::new();
        if let Content::Relay { attachments, .. } = &post.content {
            for attachment in attachments {
                shown.push(pictures::carry(&self.connector, post.language, attachment).await);
            }
        }
        let mut activity = size::fitting(post, &shown);
        activity["from"] = json!({"id": to.bot_id});
        activity["conversation"] = json!({"id": to.remote_id});
        activity
    }
}

#[async_trait]
impl Channel for Teams {
    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        let activity = self.activity(to, post).await;
        let path = ["v3", "conversations", &to.remote_id, "activities"];
        let call = Call::post(&path, &activity);
        match self.post(to, call, Purpose::Create).await {
            Outcome::Done(body) => Sent::Delivered { remote_id: text(&body, "id"), thread: None },
            other => other.into_sent(),
        }
    }

    async fn update(&self, to: &Conversation, remote_id: &str, post: &Post) -> Sent {
        let mut activity = self.activity(to, post).await;
        activity["id"] = json!(remote_id);
        let path = ["v3", "conversations", &to.remote_id, "activities", remote_id];
        let call = Call::put(&path, &activity);
        match self.post(to, call, Purpose::Replace).await {
            Outcome::Done(_) => Sent::Delivered { remote_id: Some(remote_id.to_owned()), thread: None },
            other => other.into_sent(),
        }
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        let mut activity = self.activity(channel, post).await;
        if let Some(fields) = activity.as_object_mut() {
            fields.remove("conversation");
        }
        let base = thread::channel_of(&channel.remote_id);
        let mut body = json!({
            "isGroup": true,
            "bot": {"id": channel.bot_id},
            "channelData": {"channel": {"id": base}},
            "activity": activity,
        });
        self.name_tenant(&mut body);
        match self.post(channel, Call::post(&["v3", "conversations"], &body), Purpose::Create).await {
            Outcome::Done(answer) => opened(base, &answer),
            other => other.into_sent(),
        }
    }

    async fn open_personal_chat(&self, near: &Conversation, person: &Person) -> Result<String, ChannelError> {
        let mut body = json!({
            "isGroup": false,
            "bot": {"id": near.bot_id},
            "members": [{"id": person.channel_id}],
        });
        self.name_tenant(&mut body);
        // Asking for a chat that exists gives that chat, so that a second try does no harm.
        match self.post(near, Call::post(&["v3", "conversations"], &body), Purpose::Replace).await {
            Outcome::Done(answer) => {
                text(&answer, "id").ok_or_else(|| ChannelError::Transient("answer has no conversation id".to_owned()))
            }
            other => Err(other.into_error()),
        }
    }

    async fn typing(&self, to: &Conversation) {
        // In channels the call does nothing.
        if !matches!(to.kind, ConversationKind::Personal | ConversationKind::Group) {
            return;
        }
        let body = json!({"type": "typing", "from": {"id": to.bot_id}, "conversation": {"id": to.remote_id}});
        let path = ["v3", "conversations", &to.remote_id, "activities"];
        // Nobody waits for it, and it must not take the place of a message.
        if self.limiter.is_busy(self.tenant(), thread::channel_of(&to.remote_id)) {
            return;
        }
        let _ = self.post(to, Call::post(&path, &body), Purpose::Create).await;
    }

    async fn roster(&self, channel: &Conversation) -> Result<Vec<Member>, ChannelError> {
        let base = thread::channel_of(&channel.remote_id);
        let path = ["v3", "conversations", base, "pagedmembers"];
        let mut members = Vec::new();
        let mut continuation: Option<String> = None;
        for _ in 0..MOST_PAGES {
            match self.limiter.acquire(rate::Kind::Read, self.tenant(), base, LONGEST_WAIT) {
                rate::Permit::After(wait) => tokio::time::sleep(wait).await,
                rate::Permit::Later(_) => return Err(ChannelError::Transient("too many requests".to_owned())),
            }
            let mut query = vec![("pageSize", "200")];
            query.extend(continuation.as_deref().map(|token| ("continuationToken", token)));
            let call = Call::get(&path, &query);
            let page = match self.connector.call(&channel.service_url, call, Purpose::Read).await {
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

/// The outcome of a new thread. Teams answers with the thread as id; others leave its root to be put in.
fn opened(base: &str, answer: &Value) -> Sent {
    let id = text(answer, "id");
    let root = text(answer, "activityId").or_else(|| id.as_deref().and_then(thread::root_of).map(str::to_owned));
    let thread = id
        .filter(|id| thread::root_of(id).is_some())
        .or_else(|| root.as_deref().and_then(|root| thread::thread_id(base, root)));
    match thread {
        Some(thread) => Sent::Delivered { remote_id: root, thread: Some(thread) },
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
