//! All routes together, behind the guard.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::{Simulator, connector, page, signin};

impl Simulator {
    /// All routes: `/connector`, `/signin`, `/files` and `/api`. May be nested under the path of `base_url`.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .nest("/connector", connector::router(self))
            .nest("/signin", signin::router(self))
            .nest("/api", page::router())
            .route("/files/{file}", get(connector::pre_authorised))
            .layer(from_fn_with_state(Arc::clone(self), page::guard))
            .with_state(Arc::clone(self))
    }
}
