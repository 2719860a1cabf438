//! `POST /api/messages`, where Teams calls us.
//!
//! Who calls is proved first ([`auth::verify`](crate::auth::verify)), then the body is read. What is to be acknowledged is
//! stored before: the answer is 202 only after [`Receiver::accept`]. A press on a card waits for its answer, but not longer
//! than [`PATIENCE`]; the press itself goes on.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use desk::flow::ActionOutcome;
use desk::id::TenantId;
use desk::language::Language;
use desk::outside::Clock;
use serde_json::{Value, json};

use crate::activity::{Activity, names};
use crate::auth::verify::Proved;
use crate::auth::{Refusal, Verifier};
use crate::cards::{self, sentence};
use crate::inbound::{self, CardAction, Incoming};

/// The path of the endpoint.
pub const PATH: &str = "/api/messages";
/// Largest body, in bytes. Teams' own messages end at about 100 KB.
pub const LARGEST_BODY: usize = 256 * 1024;
/// How long a press may wait for its answer. The client gives up after about five seconds.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// What the desk does with what came in.
#[async_trait]
pub trait Receiver: Send + Sync + 'static {
    /// Keeps an activity durably, once per `key`; `conversation` is its remote id. It is worked on later, by
    /// [`inbound::read`].
    async fn accept(&self, tenant: &TenantId, key: &str, conversation: &str, activity: String) -> Result<(), NotKept>;
    /// Does what a press asks for. Called at most once at a time for one activity id, possibly again with the same or
    /// another id; the action is well-formed.
    async fn press(&self, press: CardAction) -> ActionOutcome;
}

/// Why an activity was not kept; the channel will send it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// The store does not serve.
    #[error("activity could not be kept")]
    Failed,
    /// So much waits that its answer would come too late.
    #[error("too much waits")]
    Busy { retry_after: Duration },
}

/// What the endpoint needs.
#[derive(Clone)]
pub struct Endpoint {
    /// Checks who calls.
    pub verifier: Arc<Verifier>,
    /// Takes what came in.
    pub desk: Arc<dyn Receiver>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The routes of the endpoint.
pub fn router(endpoint: Endpoint) -> Router {
    Router::new().route(PATH, post(messages)).with_state(endpoint)
}

async fn messages(State(endpoint): State<Endpoint>, request: Request) -> Response {
    match endpoint.take(request).await {
        Ok(response) => response,
        Err(Turned(status, reason)) => {
            // The caller learns the status, the log the reason; neither holds anything of the body.
            tracing::warn!(status = status.as_u16(), reason, "turned an activity away");
            status.into_response()
        }
    }
}

/// A request that is not taken: the status, and a word for the log.
struct Turned(StatusCode, &'static str);

impl From<Refusal> for Turned {
    fn from(refusal: Refusal) -> Self {
        let status = if refusal.is_forbidden() { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
        Self(status, refusal.code())
    }
}

impl Endpoint {
    async fn take(&self, request: Request) -> Result<Response, Turned> {
        let (parts, body) = request.into_parts();
        if self.verifier.is_development() && !is_local(&parts.headers) {
            // A page of the open web must not reach a developer's machine by a name of its own.
            return Err(Turned(StatusCode::FORBIDDEN, "host_not_local"));
        }
        let proved = self.proved(&parts.headers).await?;
        if !is_json(&parts.headers) {
            return Err(Turned(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json"));
        }
        let body = read(body).await?;
        let activity = Activity::parse(&body).map_err(|_| Turned(StatusCode::BAD_REQUEST, "not_an_activity"))?;
        let tenant = self.verifier.activity(&proved, &activity)?;
        let incoming = inbound::read(&activity, self.clock.now());
        let incoming = incoming.map_err(|_| Turned(StatusCode::BAD_REQUEST, "incomplete_activity"))?;

        match incoming {
            Incoming::CardAction(press) if press.is_invoke => Ok(self.pressed(press).await),
            _ if activity.kind() == "invoke" => Ok(other_invoke(&activity)),
            Incoming::Inbound(heard) if heard.what == desk::flow::InboundKind::Ignored => {
                Ok(StatusCode::OK.into_response())
            }
            Incoming::Inbound(_) | Incoming::CardAction(_) => self.keep(&tenant, &activity, &body).await,
        }
    }

    /// Checks the token in a task of its own: a caller who hangs up must not break off the fetching of keys, on which the
    /// next callers wait.
    async fn proved(&self, headers: &HeaderMap) -> Result<Proved, Turned> {
        let authorization: Vec<HeaderValue> = headers.get_all(header::AUTHORIZATION).iter().cloned().collect();
        let verifier = self.verifier.clone();
        let checking = tokio::spawn(async move {
            let bytes: Vec<&[u8]> = authorization.iter().map(HeaderValue::as_bytes).collect();
            verifier.token(&bytes).await
        });
        let checked = checking.await.map_err(|_| Turned(StatusCode::SERVICE_UNAVAILABLE, "check_broken_off"))?;
        Ok(checked?)
    }

    async fn keep(&self, tenant: &TenantId, activity: &Activity, body: &Bytes) -> Result<Response, Turned> {
        let conversation = activity.conversation_id().unwrap_or_default();
        let key = key(tenant, activity);
        let text = String::from_utf8(body.to_vec()).map_err(|_| Turned(StatusCode::BAD_REQUEST, "not_utf8"))?;
        match self.desk.accept(tenant, &key, conversation, text).await {
            Ok(()) => Ok(StatusCode::ACCEPTED.into_response()),
            Err(NotKept::Busy { retry_after }) => Ok(busy(retry_after)),
            Err(NotKept::Failed) => Err(Turned(StatusCode::SERVICE_UNAVAILABLE, "not_kept")),
        }
    }

    async fn pressed(&self, press: CardAction) -> Response {
        let language = press.from.language.unwrap_or(Language::English);
        if let Err(bad) = &press.action {
            tracing::warn!(reason = %bad, "a card was pressed with data that no card of ours carries");
            return error(400, "BadAction", sentence::bad_action(language, bad));
        }
        let desk = self.desk.clone();
        // A task of its own: what was begun is finished even when the client does not wait.
        let pressing = tokio::spawn(async move { desk.press(press).await });
        match tokio::time::timeout(PATIENCE, pressing).await {
            Ok(Ok(pressed)) => answer(language, pressed),
            Ok(Err(failed)) => {
                tracing::error!(panicked = failed.is_panic(), "a press was not finished");
                error(500, "Failed", sentence::word(language, &desk::flow::ActionMessage::TryAgain))
            }
            Err(_) => toast(sentence::working(language)),
        }
    }
}

/// Names an activity, so that the same one acts once. An edit carries the id of what was edited: kind and time tell
/// one edit from the next.
fn key(tenant: &TenantId, activity: &Activity) -> String {
    let conversation = activity.conversation_id().unwrap_or_default();
    let id = activity.id.as_deref().unwrap_or_default();
    match activity.kind() {
        "message" => format!("{tenant}|{conversation}|{id}"),
        kind @ ("messageUpdate" | "messageDelete") => {
            let time = activity.timestamp.as_deref().unwrap_or_default();
            format!("{tenant}|{conversation}|{id}|{kind}|{time}")
        }
        kind => format!("{tenant}|{conversation}|{id}|{kind}"),
    }
}

/// 429, with when to come again in whole seconds.
fn busy(retry_after: Duration) -> Response {
    let seconds = HeaderValue::from(retry_after.as_secs().max(1));
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)]).into_response()
}

async fn read(body: Body) -> Result<Bytes, Turned> {
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| Turned(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// Whether a request was meant for this machine by its name. Without a `Host` it did not come from a browser.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(host) = host.to_str() else {
        return false;
    };
    crate::auth::Hosts::loopback().check(&format!("http://{host}/")).is_ok()
}

/// Invokes that are no press. Those that we know of want a quiet yes; anything else is not ours.
fn other_invoke(activity: &Activity) -> Response {
    let name = activity.name.as_deref().unwrap_or_default();
    match name {
        "message/submitAction" | "composeExtension/onCardButtonClicked" | "signin/failure" => json_ok(json!({})),
        "fileConsent/invoke" => StatusCode::OK.into_response(),
        _ => {
            tracing::info!(invoke = names::clean(name), "not an invoke of ours");
            StatusCode::NOT_IMPLEMENTED.into_response()
        }
    }
}

fn answer(language: Language, pressed: ActionOutcome) -> Response {
    match pressed {
        ActionOutcome::Card(post) => match cards::card(&post) {
            Some(card) => json_ok(json!({"statusCode": 200, "type": cards::MEDIA_TYPE, "value": card})),
            None => toast(sentence::sentence(&post).unwrap_or_default()),
        },
        ActionOutcome::Message(word) => toast(sentence::word(language, &word)),
        ActionOutcome::Refused(word) => error(400, "Refused", sentence::word(language, &word)),
    }
}

fn toast(text: String) -> Response {
    json_ok(json!({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}))
}

/// An error that the client shows. The HTTP status stays 200: the request was handled.
fn error(status: u16, code: &str, message: String) -> Response {
    json_ok(json!({
        "statusCode": status,
        "type": "application/vnd.microsoft.error",
        "value": {"code": code, "message": message},
    }))
}

fn json_ok(value: Value) -> Response {
    axum::Json(value).into_response()
}
