//! Error answers of the Connector, in the shapes the service uses.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::faults::Refused;

/// A request that is not carried out.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    body: Value,
    retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, body: json!({ "error": { "code": code, "message": message } }), retry_after: None }
    }

    pub(crate) fn bad_argument(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad Argument", message)
    }

    pub(crate) fn unauthorized() -> Self {
        let body = json!({ "message": "Authorization has been denied for this request." });
        Self { status: StatusCode::UNAUTHORIZED, body, retry_after: None }
    }

    pub(crate) fn no_conversation() -> Self {
        Self::new(StatusCode::NOT_FOUND, "ConversationNotFound", "Conversation not found.")
    }

    pub(crate) fn no_activity() -> Self {
        Self::new(StatusCode::NOT_FOUND, "ActivityNotFoundInConversation", "The activity is not in the conversation.")
    }

    pub(crate) fn not_in_roster() -> Self {
        let message = "The bot is not part of the conversation roster.";
        Self::new(StatusCode::FORBIDDEN, "BotNotInConversationRoster", message)
    }

    /// The one error of the service whose body has another shape, with JSON inside a text.
    pub(crate) fn writes_blocked() -> Self {
        let inner = json!({
            "subCode": "MessageWritesBlocked",
            "details": "Thread is blocked from message writes.",
            "errorCode": null,
            "errorSubCode": null,
        });
        let body = json!({ "errorCode": 209, "message": inner.to_string() });
        Self { status: StatusCode::FORBIDDEN, body, retry_after: None }
    }

    pub(crate) fn too_big() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "MessageSizeTooBig", "Message size too large.")
    }

    pub(crate) fn throttled(seconds: u64) -> Self {
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "Throttled", "Too many requests.");
        Self { retry_after: Some(seconds), ..refusal }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { retry_after: refused.retry_after, ..Self::new(status, &refused.code, "A simulated fault.") }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert("retry-after", HeaderValue::from(seconds));
        }
        response
    }
}
