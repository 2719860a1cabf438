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
use futures::FutureExt;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::activity::{Activity, names};
use crate::auth::keys::NoKey;
use crate::auth::verify::Proved;
use crate::auth::{Refusal, Verifier};
use crate::cards::{self, sentence};
use crate::inbound::{self, Arrival, CardAction, Sorted, Unreadable};
use crate::refusals::{Refusals, Telling};

/// The path of the endpoint.
pub const PATH: &str = "/api/messages";
/// Largest body, in bytes. Teams' own messages end at about 100 KB.
pub const LARGEST_BODY: usize = 256 * 1024;
/// How long a press may wait for its answer. The client gives up after about five seconds.
pub const PATIENCE: Duration = Duration::from_secs(4);
/// When a caller whom we cannot serve now may come again, in seconds. Teams itself comes again after 15.
const COME_AGAIN: u64 = 5;

/// What the desk does with what came in.
#[async_trait]
pub trait Receiver: Send + Sync + 'static {
    /// Keeps an activity durably, once per `key`.
    async fn ingest(&self, tenant: &TenantId, key: &str, arrival: Arrival<'_>) -> Result<(), NotKept>;
    /// Does what a press asks for. May be called again for the same press, with the same activity id or another, also
    /// while the first call still runs. One that cannot be read is written down and refused.
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
    let state = EndpointState { endpoint, refusals: Arc::default() };
    Router::new().route(PATH, post(messages)).with_state(state)
}

/// The endpoint with what it remembers.
#[derive(Clone)]
struct EndpointState {
    endpoint: Endpoint,
    refusals: Arc<Refusals>,
}

async fn messages(State(state): State<EndpointState>, request: Request) -> Response {
    match state.take(request).await {
        Ok(response) => response,
        Err(rejection) => {
            state.tell(rejection.code, |left_out| {
                let status = rejection.status.as_u16();
                tracing::warn!(status, reason = rejection.code, left_out, "turned an activity away");
            });
            rejection.into_response()
        }
    }
}

/// A request that is not taken.
struct Rejection {
    status: StatusCode,
    /// A word for the log.
    code: &'static str,
    /// What the caller is told beyond the status. Only who has proved to be Teams is told anything; nothing of the body is in
    /// it.
    told: Option<String>,
}

impl Rejection {
    fn silently(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, told: None }
    }

    fn telling(status: StatusCode, code: &'static str, why: impl ToString) -> Self {
        Self { status, code, told: Some(why.to_string()) }
    }

    fn unreadable(why: Unreadable) -> Self {
        let code = match why {
            Unreadable::Directory => "bad_object_id",
            Unreadable::BadId(_) => "bad_id",
            _ => "incomplete_activity",
        };
        Self::telling(StatusCode::BAD_REQUEST, code, why)
    }

    fn into_response(self) -> Response {
        let mut response = match self.told {
            None => self.status.into_response(),
            Some(message) => {
                (self.status, axum::Json(json!({"error": {"code": self.code, "message": message}}))).into_response()
            }
        };
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(COME_AGAIN));
        }
        response
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            // Whether the token is good cannot be told now: the caller is not to blame.
            Refusal::Key(NoKey::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            refusal if refusal.is_forbidden() => StatusCode::FORBIDDEN,
            _ => StatusCode::UNAUTHORIZED,
        };
        Self::silently(status, refusal.code())
    }
}

impl EndpointState {
    /// Writes a line of the log, unless there were many of its kind just now.
    fn tell(&self, kind: &'static str, line: impl FnOnce(u64)) {
        if let Telling::Line { left_out } = self.refusals.note(kind, self.endpoint.clock.now()) {
            line(left_out);
        }
    }

    async fn take(&self, request: Request) -> Result<Response, Rejection> {
        let endpoint = &self.endpoint;
        let (parts, body) = request.into_parts();
        if endpoint.verifier.is_development() && !is_local(&parts.headers) {
            // A page of the open web must not reach a developer's machine by a name of its own.
            return Err(Rejection::silently(StatusCode::FORBIDDEN, "host_not_local"));
        }
        let proved = endpoint.proved(&parts.headers).await?;
        if !is_json(&parts.headers) {
            let why = "the content type must be application/json";
            return Err(Rejection::telling(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", why));
        }
        let body = read(body).await?;
        let activity = Activity::parse(&body)
            .map_err(|error| Rejection::telling(StatusCode::BAD_REQUEST, "not_an_activity", error))?;
        let tenant = endpoint.verifier.activity(&proved, &activity)?;
        let at = endpoint.clock.now();

        match inbound::sort(&activity, at).map_err(Rejection::unreadable)? {
            Sorted::Pressed(press) if press.is_invoke => Ok(self.pressed(*press).await),
            _ if activity.kind() == "invoke" => Ok(self.other_invoke(&activity)),
            Sorted::Ignored => Ok(StatusCode::OK.into_response()),
            Sorted::Pressed(_) | Sorted::Kept => endpoint.keep(&tenant, &activity, at).await,
        }
    }

    async fn pressed(&self, press: CardAction) -> Response {
        let language = press.from.language.unwrap_or(Language::English);
        let unreadable = press.press.as_ref().err().map(|bad| {
            self.tell("bad_action", |left_out| {
                tracing::warn!(reason = %bad, left_out, "a card was pressed with data that no card of ours carries");
            });
            error(400, "BadAction", sentence::bad_action(language, bad))
        });
        let desk = self.endpoint.desk.clone();
        // A task of its own: what was begun is finished even when the client does not wait.
        let pressing = tokio::spawn(async move { desk.press(press).await });
        let pressed = tokio::time::timeout(PATIENCE, pressing).await;
        if let Ok(Err(failed)) = &pressed {
            tracing::error!(panicked = failed.is_panic(), "a press was not finished");
        }
        if let Some(refused) = unreadable {
            return refused;
        }
        match pressed {
            Ok(Ok(pressed)) => answer(language, pressed),
            Ok(Err(_)) => error(500, "Failed", sentence::word(language, &desk::actions::ActionMessage::TryAgain)),
            Err(_) => toast(sentence::working(language)),
        }
    }

    /// Invokes that are no press. Those that we know of want a quiet yes; anything else is not ours.
    fn other_invoke(&self, activity: &Activity) -> Response {
        let name = activity.name.as_deref().unwrap_or_default();
        match name {
            "message/submitAction" | "composeExtension/onCardButtonClicked" | "signin/failure" => json_ok(json!({})),
            "fileConsent/invoke" => StatusCode::OK.into_response(),
            _ => {
                self.tell("other_invoke", |left_out| {
                    tracing::info!(invoke = names::clean(name), left_out, "not an invoke of ours");
                });
                StatusCode::NOT_IMPLEMENTED.into_response()
            }
        }
    }
}

impl Endpoint {
    /// Checks the token, and goes on with that in a task of its own where keys must be fetched: a caller who hangs up must
    /// not break off what the next callers wait for.
    async fn proved(&self, headers: &HeaderMap) -> Result<Proved, Rejection> {
        let authorization: Vec<HeaderValue> = headers.get_all(header::AUTHORIZATION).iter().cloned().collect();
        let verifier = self.verifier.clone();
        let mut checking = Box::pin(async move {
            let bytes: Vec<&[u8]> = authorization.iter().map(HeaderValue::as_bytes).collect();
            verifier.token(&bytes).await
        });
        if let Some(checked) = checking.as_mut().now_or_never() {
            return Ok(checked?);
        }
        let checked = tokio::spawn(checking)
            .await
            .map_err(|_| Rejection::silently(StatusCode::SERVICE_UNAVAILABLE, "check_broken_off"))?;
        Ok(checked?)
    }

    async fn keep(&self, tenant: &TenantId, activity: &Activity, at: OffsetDateTime) -> Result<Response, Rejection> {
        match self.desk.ingest(tenant, &key(tenant, activity), Arrival { at, activity }).await {
            Ok(()) => Ok(StatusCode::ACCEPTED.into_response()),
            Err(NotKept::Busy { retry_after }) => Ok(busy(retry_after)),
            Err(NotKept::Failed) => Err(Rejection::silently(StatusCode::SERVICE_UNAVAILABLE, "not_kept")),
        }
    }
}

/// Names an activity, so that the same one acts once. An edit carries the id of what was edited: kind and time tell
/// one edit from the next. Each part is preceded by its length, so that no two activities share a name.
fn key(tenant: &TenantId, activity: &Activity) -> String {
    let conversation = activity.conversation_id().unwrap_or_default();
    let id = activity.id.as_deref().unwrap_or_default();
    let time = activity.timestamp.as_deref().unwrap_or_default();
    let parts: &[&str] = match activity.kind() {
        "message" => &[tenant.as_str(), conversation, id],
        kind @ ("messageUpdate" | "messageDelete") => &[tenant.as_str(), conversation, id, kind, time],
        kind => &[tenant.as_str(), conversation, id, kind],
    };
    let lengths = parts.iter().map(|part| format!("{}:{part}", part.len()));
    lengths.collect::<Vec<_>>().join("|")
}

/// 429, with when to come again in whole seconds.
fn busy(retry_after: Duration) -> Response {
    let seconds = HeaderValue::from(retry_after.as_secs().max(1));
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)]).into_response()
}

async fn read(body: Body) -> Result<Bytes, Rejection> {
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        Rejection::telling(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "the body is longer than 256 KB")
    })
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

/// An error that the client shows. The HTTP status stays 200: the request itself was in order.
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
