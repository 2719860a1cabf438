//! What the tests share: a world, a clock that can be moved, a desk that remembers.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use desk::actions::ActionMessage;
use desk::flow::ActionOutcome;
use desk::id::TenantId;
use desk::outside::Clock;
use serde_json::{Value, json};
use simulator::{Redelivery, Served, Tokens, WorldSpec};
use teams::auth::keys::Keys;
use teams::auth::{Cloud, Hosts, Tenants, Verifier};
use teams::endpoint::{Endpoint, NotKept, PATH, Receiver, router};
use teams::inbound::Arrival;
use teams::inbound::CardAction;
use time::{Duration, OffsetDateTime};
use tower::ServiceExt;

pub(crate) const TENANT: &str = "00000000-0000-4000-8000-00000000aaaa";
pub(crate) const APP: &str = "00000000-0000-4000-8000-00000000b070";
pub(crate) const SECRET: &str = "a secret of the tests";

pub(crate) fn tenant() -> TenantId {
    TenantId::parse(TENANT).expect("a tenant id")
}

fn world() -> WorldSpec {
    let person = |key: &str, name: &str, number: u32, locale: &str| {
        json!({"key": key, "name": name, "nameEn": key, "mail": format!("{key}@example.com"), "locale": locale,
               "title": "", "directoryId": format!("00000000-0000-4000-8000-{number:012}")})
    };
    let people = [
        person("hanako", "佐藤 花子", 1, "ja-JP"),
        person("taro", "鈴木 太郎", 2, "ja-JP"),
        person("alice", "Alice", 3, "en-US"),
    ];
    let spec = json!({
        "tenant": TENANT,
        "bot": {"id": APP, "name": "Madoguchi"},
        "people": people,
        "teams": [{"name": "IT", "nameJa": "情シス", "channels": ["窓口"], "members": ["taro", "alice"]}],
        "groupChats": [{"name": "Lunch", "members": ["hanako", "taro", "alice"]}],
    });
    serde_json::from_value(spec).expect("the tests' world is well formed")
}

/// The simulated Teams, with tokens or without, sending to nobody.
pub(crate) async fn simulated(tokens: bool) -> Served {
    let nobody = "http://127.0.0.1:9/api/messages".parse().expect("a URL");
    let adjust = |options: &mut simulator::Options| {
        options.tokens = tokens.then(|| Tokens { client_secret: SECRET.to_owned() });
        options.redelivery = Redelivery::fast();
    };
    Served::start(world(), nobody, adjust).await.expect("the world is sound")
}

/// The real time, which a test can move.
#[derive(Default)]
pub(crate) struct Moved(AtomicI64);

impl Moved {
    pub(crate) fn by(&self, duration: Duration) {
        self.0.fetch_add(duration.whole_seconds(), Ordering::SeqCst);
    }
}

impl Clock for Moved {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + Duration::seconds(self.0.load(Ordering::SeqCst))
    }
}

/// The public cloud, with the simulated sign-in host.
pub(crate) fn cloud(sign_in: &str) -> Cloud {
    Cloud {
        login: sign_in.to_owned(),
        metadata: format!("{sign_in}/v1/.well-known/openidconfiguration"),
        ..Cloud::named("public").expect("there is a public cloud")
    }
}

pub(crate) fn verifier(metadata: String, clock: Arc<dyn Clock>) -> Verifier {
    let http = teams::auth::client(true).expect("a client");
    let issuer = simulator::CONNECTOR_ISSUER.to_owned();
    let keys = Keys::new(http, metadata, issuer.clone(), clock.clone());
    Verifier::with_tokens(keys, issuer, APP.to_owned(), Hosts::loopback(), Tenants::Only(vec![tenant()]), clock)
}

/// A desk that remembers what it was given.
#[derive(Default)]
pub(crate) struct Remembers {
    pub(crate) kept: Mutex<Vec<(String, String)>>,
    pub(crate) pressed: Mutex<Vec<CardAction>>,
    pub(crate) answer: Mutex<Option<ActionOutcome>>,
    pub(crate) is_full: AtomicBool,
    pub(crate) is_busy_for: Mutex<Option<std::time::Duration>>,
    pub(crate) is_stuck: AtomicBool,
}

impl Remembers {
    /// The keys kept so far, each once, as the store keeps them.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.kept.lock().expect("not poisoned").iter().map(|(key, _)| key.clone()).collect()
    }
}

#[async_trait]
impl Receiver for Remembers {
    async fn ingest(&self, _: &TenantId, key: &str, arrival: Arrival<'_>) -> Result<(), NotKept> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(NotKept::Failed);
        }
        if let Some(retry_after) = *self.is_busy_for.lock().expect("not poisoned") {
            return Err(NotKept::Busy { retry_after });
        }
        let mut kept = self.kept.lock().expect("not poisoned");
        if kept.iter().all(|(it, _)| it != key) {
            kept.push((key.to_owned(), arrival.stored().map_err(|_| NotKept::Failed)?));
        }
        Ok(())
    }

    async fn press(&self, press: CardAction) -> ActionOutcome {
        if self.is_stuck.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        self.pressed.lock().expect("not poisoned").push(press);
        self.answer.lock().expect("not poisoned").clone().unwrap_or(ActionOutcome::Message(ActionMessage::Done))
    }
}

/// An endpoint with its desk.
pub(crate) struct Harness {
    pub(crate) desk: Arc<Remembers>,
    pub(crate) clock: Arc<Moved>,
    pub(crate) verifier: Arc<Verifier>,
}

impl Harness {
    pub(crate) fn of(verifier: impl FnOnce(Arc<dyn Clock>) -> Verifier) -> Self {
        let clock = Arc::<Moved>::default();
        let verifier = Arc::new(verifier(clock.clone()));
        Self { desk: Arc::default(), clock, verifier }
    }

    pub(crate) fn for_development() -> Self {
        Self::of(|_| Verifier::for_development())
    }

    pub(crate) fn behind(teams: &Served) -> Self {
        Self::of(|clock| verifier(cloud(&teams.sign_in_url()).metadata, clock))
    }

    /// Sends a request and returns status and body.
    pub(crate) async fn send(&self, request: Request<Body>) -> (u16, Value) {
        let endpoint = Endpoint { verifier: self.verifier.clone(), desk: self.desk.clone(), clock: self.clock.clone() };
        let response = router(endpoint).oneshot(request).await.expect("routers do not fail");
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub(crate) async fn post(&self, authorization: &[String], body: impl Into<Body>) -> (u16, Value) {
        let mut request = Request::post(PATH).header("content-type", "application/json; charset=utf-8");
        for header in authorization {
            request = request.header("authorization", header);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Status and `Retry-After`.
    pub(crate) async fn turned(&self, authorization: &[String], activity: &Value) -> (u16, Option<String>) {
        let mut request = Request::post(PATH).header("content-type", "application/json");
        for header in authorization {
            request = request.header("authorization", header);
        }
        let endpoint = Endpoint { verifier: self.verifier.clone(), desk: self.desk.clone(), clock: self.clock.clone() };
        let request = request.body(Body::from(activity.to_string())).expect("a request");
        let response = router(endpoint).oneshot(request).await.expect("routers do not fail");
        let retry_after = response.headers().get("retry-after").and_then(|it| it.to_str().ok()).map(str::to_owned);
        (response.status().as_u16(), retry_after)
    }

    pub(crate) async fn status(&self, authorization: &[String], activity: &Value) -> u16 {
        self.post(authorization, activity.to_string()).await.0
    }
}

/// A message in a personal chat.
pub(crate) fn message(service_url: &str, id: &str, text: &str) -> Value {
    json!({
        "type": "message", "id": id, "timestamp": "2026-11-23T10:00:00.000Z", "serviceUrl": service_url,
        "channelId": "msteams", "text": text, "textFormat": "plain", "locale": "ja-JP",
        "from": {"id": "29:hanako", "name": "佐藤 花子", "aadObjectId": "00000000-0000-4000-8000-000000000001"},
        "recipient": {"id": format!("28:{APP}"), "name": "Madoguchi"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    })
}

/// The cases of a file of bad inputs.
pub(crate) fn cases(file: &str) -> Vec<Value> {
    file.lines().map(|line| serde_json::from_str(line).expect("a case a line")).collect()
}
