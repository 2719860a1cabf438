//! The bot of the tests: it keeps what it hears, answers as scripted, and speaks only when told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};
use simulator::{Options, Redelivery, Served, WorldSpec};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// Long enough for the busiest machine; tests end when they have seen what they wait for.
pub(crate) const SOON: Duration = Duration::from_mins(3);

/// One thing the bot does instead of a plain 202.
#[derive(Debug, Clone)]
pub(crate) enum Script {
    /// Answers with this status and body.
    Answer(u16, Value),
    /// Never answers.
    Silence,
}

#[derive(Debug, Default)]
struct Heard {
    activities: Mutex<Vec<(HeaderMap, Value)>>,
    scripts: Mutex<VecDeque<Script>>,
    arrival: Notify,
}

/// A bot and the simulated Teams it lives in.
pub(crate) struct Bot {
    pub(crate) teams: Served,
    heard: Arc<Heard>,
    endpoint: Url,
    client: Client,
}

/// Quick redelivery for who answers badly, not for who is slow.
pub(crate) fn patient() -> Redelivery {
    Redelivery { answer_within: SOON, ..Redelivery::fast() }
}

pub(crate) fn world() -> WorldSpec {
    let person = |key: &str, name: &str, number: u32, locale: &str| {
        json!({
            "key": key, "name": name, "nameEn": key, "mail": format!("{key}@example.com"), "locale": locale,
            "title": "", "directoryId": format!("00000000-0000-4000-8000-{number:012}"),
        })
    };
    let spec = json!({
        "tenant": "00000000-0000-4000-8000-00000000aaaa",
        "bot": { "id": "00000000-0000-4000-8000-00000000b070", "name": "Madoguchi" },
        "people": [
            person("hanako", "佐藤 花子", 1, "ja-JP"),
            person("taro", "鈴木 太郎", 2, "ja-JP"),
            person("alice", "Alice Baker", 3, "en-US"),
            person("ken", "高橋 健", 4, "ja-JP"),
        ],
        "teams": [{ "name": "IT", "nameJa": "情報システム", "channels": ["窓口"], "members": ["taro", "ken"] }],
        "groupChats": [{ "name": "Lunch", "members": ["hanako", "taro", "alice"] }],
    });
    serde_json::from_value(spec).expect("the tests' world is well formed")
}

impl Bot {
    /// A bot in the tests' world, without tokens. A refusal is followed at once by another attempt, a slow answer is
    /// waited for.
    pub(crate) async fn new() -> Self {
        Self::with(|options| options.redelivery = patient()).await
    }

    /// The same, but Teams does not wait for one who is silent. It waits long enough for who is only slow.
    pub(crate) async fn hasty() -> Self {
        Self::with(|options| {
            options.redelivery = Redelivery { answer_within: Duration::from_secs(4), ..Redelivery::fast() };
        })
        .await
    }

    pub(crate) async fn with(adjust: impl FnOnce(&mut Options)) -> Self {
        let heard = Arc::new(Heard::default());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let router = Router::new().fallback(hear).with_state(Arc::clone(&heard));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let endpoint = Url::parse(&format!("http://{address}/api/messages")).expect("a URL");
        let teams = Served::start(world(), endpoint.clone(), adjust).await.expect("the world is sound");
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { teams, heard, endpoint, client }
    }

    /// Where this bot listens.
    pub(crate) fn endpoint(&self) -> Url {
        self.endpoint.clone()
    }

    /// What the bot does with the next activities, in order.
    pub(crate) fn script(&self, scripts: impl IntoIterator<Item = Script>) {
        self.heard.scripts.lock().expect("not poisoned").extend(scripts);
    }

    /// Everything the bot has heard.
    pub(crate) fn heard(&self) -> Vec<Value> {
        self.heard.activities.lock().expect("not poisoned").iter().map(|(_, activity)| activity.clone()).collect()
    }

    /// Waits until the bot has heard something it was not waited for before.
    pub(crate) async fn arrival(&self) {
        self.heard.arrival.notified().await;
    }

    pub(crate) fn last(&self) -> Value {
        self.heard().pop().expect("the bot has heard something")
    }

    pub(crate) fn last_headers(&self) -> HeaderMap {
        let activities = self.heard.activities.lock().expect("not poisoned");
        activities.last().expect("the bot has heard something").0.clone()
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.teams.address())).expect("a URL")
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// A call to the Connector: status and body. `None`: the connection broke.
    pub(crate) async fn try_call(&self, method: Method, path: &str, body: Value) -> Option<(u16, Value)> {
        let mut request = self.request(method, &format!("/connector{path}"));
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.ok()?;
        Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.try_call(method, path, body).await.expect("the Connector answers")
    }

    /// The bot sends something to a conversation.
    pub(crate) async fn send(&self, conversation: &str, activity: Value) -> (u16, Value) {
        self.call(Method::POST, &activities(conversation), activity).await
    }

    /// The bot sends a text; the id of the message.
    pub(crate) async fn speak(&self, conversation: &str, text: &str) -> String {
        let (status, body) = self.send(conversation, message(text)).await;
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().expect("a sent message has an id").to_owned()
    }

    /// The bot sends a card; the id of the message.
    pub(crate) async fn show(&self, conversation: &str, card: Value) -> String {
        let (status, body) = self.send(conversation, with_card(card)).await;
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().expect("a sent card has an id").to_owned()
    }

    pub(crate) fn chat(&self, person: &str) -> String {
        self.teams.personal_chat(person).expect("everybody has a chat")
    }

    pub(crate) fn channel(&self) -> String {
        self.teams.channel("IT", Some("窓口")).expect("the team has a channel")
    }

    pub(crate) fn group(&self) -> String {
        let world = self.teams.world();
        let chat = world.chats.iter().find(|chat| chat.name == "Lunch");
        chat.expect("the world has a group chat").id.clone()
    }
}

async fn hear(State(heard): State<Arc<Heard>>, headers: HeaderMap, body: Bytes) -> Response {
    let activity = serde_json::from_slice(&body).unwrap_or(Value::Null);
    heard.activities.lock().expect("not poisoned").push((headers, activity));
    heard.arrival.notify_one();
    let script = heard.scripts.lock().expect("not poisoned").pop_front();
    match script {
        None => StatusCode::ACCEPTED.into_response(),
        Some(Script::Silence) => std::future::pending().await,
        Some(Script::Answer(status, body)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, axum::Json(body)).into_response()
        }
    }
}

/// A path segment, escaped as bots must escape conversation ids.
pub(crate) fn segment(id: &str) -> String {
    id.replace('%', "%25").replace(':', "%3A").replace('@', "%40").replace(';', "%3B").replace('=', "%3D")
}

pub(crate) fn activities(conversation: &str) -> String {
    format!("/v3/conversations/{}/activities", segment(conversation))
}

pub(crate) fn activity(conversation: &str, id: &str) -> String {
    format!("{}/{id}", activities(conversation))
}

pub(crate) fn message(text: &str) -> Value {
    json!({ "type": "message", "text": text })
}

pub(crate) fn with_card(card: Value) -> Value {
    json!({ "type": "message", "attachments": [{ "contentType": simulator::CARD, "content": card }] })
}

pub(crate) fn card(version: &str, verb: &str) -> Value {
    json!({
        "type": "AdaptiveCard", "version": version,
        "body": [
            { "type": "TextBlock", "text": "Did this help?" },
            { "type": "ActionSet", "actions": [
                { "type": "Action.Execute", "id": "yes", "title": "Yes", "verb": verb, "data": { "helpful": true } },
            ] },
        ],
    })
}

/// The answer to an invoke that replaces the card.
pub(crate) fn replaced(card: Value) -> Script {
    Script::Answer(200, json!({ "statusCode": 200, "type": simulator::CARD, "value": card }))
}
