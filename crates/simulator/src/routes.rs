//! All routes together, behind the guard.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::{Simulator, connector, page, signin};

pub(crate) fn router(simulator: &Arc<Simulator>) -> Router {
    Router::new()
        .nest("/connector", connector::router(simulator))
        .nest("/signin", signin::router(simulator))
        .nest("/api", page::router())
        .route("/files/{file}", get(connector::pre_authorised))
        .layer(from_fn_with_state(Arc::clone(simulator), page::guard))
        .with_state(Arc::clone(simulator))
}
