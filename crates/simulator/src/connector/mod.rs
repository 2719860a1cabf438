//! The Connector: what the bot calls under the service URL.

mod files;
mod gate;
mod incoming;
mod messages;
mod open;
mod refusal;
mod rosters;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};

pub(crate) use files::{bytes, pre_authorised};
pub(crate) use gate::note_calls;
pub(crate) use refusal::Refusal;

use crate::Simulator;

/// Bodies beyond this are cut off by the server itself; the service's own limit is far below.
pub(crate) const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Routes under `{base}/connector`.
pub(crate) fn router(simulator: &Arc<Simulator>) -> Router<Arc<Simulator>> {
    let state = Arc::clone(simulator);
    Router::new()
        .route("/v3/conversations", post(open::create))
        .route("/v3/conversations/{conversation}/activities", post(messages::send))
        .route(
            "/v3/conversations/{conversation}/activities/{activity}",
            put(messages::update).delete(messages::delete).post(messages::reply),
        )
        .route("/v3/conversations/{conversation}/pagedmembers", get(rosters::paged))
        .route("/v3/conversations/{conversation}/members/{member}", get(rosters::one))
        .route("/v3/teams/{team}", get(rosters::team))
        .route("/v3/teams/{team}/conversations", get(rosters::channels))
        .route("/attachments/{file}", get(files::picture))
        .layer(from_fn_with_state(Arc::clone(&state), gate::require_token))
        .layer(from_fn_with_state(state, gate::note_calls))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
