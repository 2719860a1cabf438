//! `/health/live` and `/health/ready`, which tell the truth.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use desk::flow::{HelpDesk, chain};
use serde_json::json;
use tracing::warn;

/// Longest wait for the store; a probe usually gives up soon after.
const PATIENCE: Duration = Duration::from_secs(2);

/// What readiness depends on.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) help_desk: Arc<HelpDesk>,
    /// The index has read the FAQ once.
    pub(crate) indexed: Arc<AtomicBool>,
    /// The program has been told to stop.
    pub(crate) stopping: Arc<AtomicBool>,
}

/// The routes.
pub(crate) fn router(health: Health) -> Router {
    Router::new()
        .route("/health/live", get(|| async { Json(json!({"status": "live"})) }))
        .route("/health/ready", get(ready))
        .with_state(health)
}

/// Ready: the store answers and takes writes, the index has been read, and nobody has asked to stop.
async fn ready(State(health): State<Health>) -> impl IntoResponse {
    let store = match tokio::time::timeout(PATIENCE, health.help_desk.store.check()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(error)) => {
            warn!(error = %chain(&error), "the store does not serve");
            "failed"
        }
        Err(_) => "slow",
    };
    let index = if health.indexed.load(Ordering::Relaxed) { "ok" } else { "not read yet" };
    let stopping = health.stopping.load(Ordering::Relaxed);
    let ready = store == "ok" && index == "ok" && !stopping;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if ready { "ready" } else { "not ready" };
    (status, Json(json!({"status": word, "store": store, "index": index, "stopping": stopping})))
}
