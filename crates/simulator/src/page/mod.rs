//! What the browser calls, under `{base}/api`.

mod guard;
mod messages;
mod refusal;
mod stream;
mod world;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};

pub(crate) use guard::guard;

use crate::Simulator;
use crate::connector::BODY_LIMIT;

pub(crate) fn router() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/world", get(world::world))
        .route("/chats/{chat}/messages", get(messages::list).post(messages::write))
        .route("/chats/{chat}/messages/{id}", put(messages::edit).delete(messages::delete))
        .route("/chats/{chat}/messages/{id}/restore", post(messages::restore))
        .route("/chats/{chat}/messages/{id}/actions", post(messages::act))
        .route("/chats/{chat}/install", post(world::install))
        .route("/chats/{chat}/uninstall", post(world::uninstall))
        .route("/reset", post(world::reset))
        .route("/language", post(world::language))
        .route("/attachments/{file}", get(messages::file))
        .route("/stream", get(stream::stream))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
