//! Errors for the page: a status and one sentence.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::Error;

#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    reason: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: &str) -> Self {
        Self { status, reason: reason.to_owned() }
    }

    pub(super) fn invalid(reason: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::NoChat(_) | Error::NoMessage(_) => StatusCode::NOT_FOUND,
            Error::NotMember { .. } | Error::NotAuthor(_) => StatusCode::FORBIDDEN,
            Error::NoPerson(_) | Error::Invalid(_) => StatusCode::BAD_REQUEST,
            Error::NoAnswer(_) => StatusCode::BAD_GATEWAY,
            Error::Spec(_) | Error::Client(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, reason: error.to_string() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.reason }))).into_response()
    }
}

/// Reads a JSON body. The content type is asked for because other sites' forms cannot set it.
pub(super) fn read<T: DeserializeOwned>(headers: &axum::http::HeaderMap, body: &[u8]) -> Result<T, Refusal> {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        let reason = "the body must be application/json";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
    }
    serde_json::from_slice(body).map_err(|error| Refusal::invalid(&format!("the body is not as expected: {error}")))
}
