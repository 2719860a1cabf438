//! Carrying activities to the bot, again and again where the service would.

mod queue;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Url};
use serde_json::{Value, json};
use tokio::sync::watch;

pub(crate) use queue::Queues;

use crate::lock::Locked as _;
use crate::message::now;
use crate::tokens::Authority;

/// When the service sends again. The activity keeps its id, except where said.
#[derive(Debug, Clone)]
pub struct Redelivery {
    /// How long the service waits for an answer before it gives up on the attempt.
    pub answer_within: Duration,
    /// Attempts with the same id, the first one included. At least 1.
    pub attempts: u32,
    /// Wait before an attempt with the same id when the bot answered, but not with 2xx, or could not be reached.
    pub pause: Duration,
    /// For invokes: wait before the one further attempt with a *new* id and timestamp. `None`: there is none.
    pub new_id_after: Option<Duration>,
}

impl Redelivery {
    /// As field reports describe the service: 15 s, twice; invokes once more with a new id, 30 s after the first.
    pub fn as_teams() -> Self {
        Self {
            answer_within: Duration::from_secs(15),
            attempts: 2,
            pause: Duration::from_secs(1),
            new_id_after: Some(Duration::from_secs(1)),
        }
    }

    /// Each activity once; an answer within 15 s.
    pub fn off() -> Self {
        Self { attempts: 1, new_id_after: None, ..Self::as_teams() }
    }

    /// As the service, but in a hurry, for tests of what happens then. On a busy machine even a willing bot may be too slow
    /// for it: where nothing is meant to come twice, take [`Self::off`].
    pub fn fast() -> Self {
        Self {
            answer_within: Duration::from_millis(500),
            attempts: 2,
            pause: Duration::from_millis(10),
            new_id_after: Some(Duration::from_millis(10)),
        }
    }
}

/// One attempt to deliver, as it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivered {
    /// The activity as sent.
    pub activity: Value,
    /// 1 for the first.
    pub attempt: u32,
    /// HTTP status of the bot's answer; `None` when none came in time.
    pub status: Option<u16>,
}

impl Delivered {
    /// The activity's id.
    pub fn id(&self) -> &str {
        self.activity["id"].as_str().unwrap_or_default()
    }

    /// The activity's type.
    pub fn kind(&self) -> &str {
        self.activity["type"].as_str().unwrap_or_default()
    }
}

/// What the bot answered to one request.
#[derive(Debug, Clone)]
pub struct BotAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body as JSON; `Null` when it is empty or not JSON.
    pub body: Value,
}

impl BotAnswer {
    /// 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// How many attempts the log keeps.
const LOG: usize = 10_000;

/// Posts activities to the bot.
#[derive(Debug)]
pub(crate) struct Courier {
    client: Client,
    endpoint: Mutex<Url>,
    redelivery: Redelivery,
    authority: Option<Arc<Authority>>,
    log: Mutex<VecDeque<Delivered>>,
    changes: watch::Sender<u64>,
}

impl Courier {
    pub(crate) fn new(
        endpoint: Url,
        redelivery: Redelivery,
        authority: Option<Arc<Authority>>,
        changes: watch::Sender<u64>,
    ) -> Result<Self, reqwest::Error> {
        // No pool: a bot that was killed and started again must not meet connections of its former life.
        let client = Client::builder().no_proxy().pool_max_idle_per_host(0).build()?;
        Ok(Self { client, endpoint: Mutex::new(endpoint), redelivery, authority, log: Mutex::default(), changes })
    }

    pub(crate) fn set_endpoint(&self, endpoint: Url) {
        *self.endpoint.locked() = endpoint;
    }

    pub(crate) fn log(&self) -> Vec<Delivered> {
        self.log.locked().iter().cloned().collect()
    }

    /// `Authorization` of an ordinary delivery.
    pub(crate) fn authorization(&self) -> Vec<String> {
        self.authority.iter().map(|authority| format!("Bearer {}", authority.connector_token())).collect()
    }

    /// One request, no second attempt. `None`: no answer in time, or no connection.
    pub(crate) async fn post(&self, activity: &Value, authorization: &[String], attempt: u32) -> Option<BotAnswer> {
        let endpoint = self.endpoint.locked().clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut request = self
            .client
            .post(endpoint)
            .timeout(self.redelivery.answer_within)
            .header("User-Agent", "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)")
            .header("x-ms-conversation-id", text(&activity["conversation"]["id"]))
            .header("x-ms-tenant-id", text(&activity["conversation"]["tenantId"]))
            .json(activity);
        for value in authorization {
            request = request.header("Authorization", value);
        }
        let answer = receive(request).await;
        let status = answer.as_ref().map(|answer| answer.status);
        let mut log = self.log.locked();
        log.push_back(Delivered { activity: activity.clone(), attempt, status });
        if log.len() > LOG {
            log.pop_front();
        }
        drop(log);
        self.changes.send_modify(|count| *count += 1);
        answer
    }

    /// Attempts with the same id until the bot answers 2xx. Reports the first attempt when it is over.
    pub(crate) async fn deliver(&self, activity: &Value, first: impl FnOnce(Option<u16>)) -> Option<BotAnswer> {
        let mut answer = self.post(activity, &self.authorization(), 1).await;
        first(answer.as_ref().map(|answer| answer.status));
        for attempt in 2..=self.redelivery.attempts {
            if answer.as_ref().is_some_and(BotAnswer::is_success) {
                return answer;
            }
            tokio::time::sleep(self.redelivery.pause).await;
            answer = self.post(activity, &self.authorization(), attempt).await;
        }
        answer
    }

    /// As [`Self::deliver`], and once more under a new id for what still has no good answer.
    pub(crate) async fn invoke(&self, mut activity: Value, new_id: impl FnOnce() -> String) -> Option<BotAnswer> {
        let answer = self.deliver(&activity, |_| {}).await;
        match self.redelivery.new_id_after {
            Some(wait) if !answer.as_ref().is_some_and(BotAnswer::is_success) => {
                tokio::time::sleep(wait).await;
                activity["id"] = json!(new_id());
                activity["timestamp"] = json!(now());
                self.post(&activity, &self.authorization(), self.redelivery.attempts + 1).await
            }
            _ => answer,
        }
    }
}

async fn receive(request: reqwest::RequestBuilder) -> Option<BotAnswer> {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await.ok()?;
    Some(BotAnswer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
}
