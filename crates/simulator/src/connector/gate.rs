//! What every call passes: the log, the token, the planned faults.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{BODY_LIMIT, Refusal};
use crate::faults::{CallKind, Fault};
use crate::{ConnectorCall, Simulator};

/// Writes the call down before it is answered, and its status after. A call whose connection is closed without an
/// answer keeps none.
pub(crate) async fn note_calls(State(simulator): State<Arc<Simulator>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Refusal::too_big().into_response();
    };
    let number = simulator.note_call(ConnectorCall {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        status: None,
        had_token: parts.headers.contains_key(AUTHORIZATION),
        body: serde_json::from_slice(&bytes).ok(),
    });
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    simulator.note_answer(number, response.status().as_u16());
    response
}

/// Where tokens are on, lets only those pass that the sign-in host has issued.
pub(super) async fn require_token(State(simulator): State<Arc<Simulator>>, request: Request, next: Next) -> Response {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match simulator.authority() {
        Some(authority) if !authority.admits(header) => Refusal::unauthorized().into_response(),
        _ => next.run(request).await,
    }
}

/// Carries out a call, with the fault that is planned for it and within the rate limits.
pub(super) async fn answer(
    simulator: &Simulator,
    kind: CallKind,
    conversation: &str,
    accept: impl FnOnce() -> Result<Response, Refusal>,
) -> Result<Response, Refusal> {
    if let Some(seconds) = simulator.faults().over_limit(kind, conversation) {
        return Err(Refusal::throttled(seconds));
    }
    let fault = simulator.faults().take(kind, conversation);
    // Tests wait for a fault to strike.
    simulator.changed();
    match fault {
        None => accept(),
        Some(Fault::Status(refused)) => Err(refused.into()),
        Some(Fault::ResetBefore) => close_connection(),
        Some(Fault::Hang(wait)) => {
            pass(wait).await;
            accept()
        }
        Some(Fault::DeliverThenStatus(refused)) => {
            accept()?;
            Err(refused.into())
        }
        Some(Fault::DeliverThenReset) => {
            accept()?;
            close_connection()
        }
        Some(Fault::DeliverThenHang(wait)) => {
            let response = accept();
            pass(wait).await;
            response
        }
    }
}

async fn pass(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// Ends the connection without an answer. A server task that unwinds drops its socket, and this is the one way to do it
/// from inside a handler; unwinding without the panic hook keeps it out of the test's output.
fn close_connection() -> ! {
    std::panic::resume_unwind(Box::new("simulated connection reset"))
}
