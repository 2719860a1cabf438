//! All routes together, behind the guard.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::{Simulator, connector, page, signin};

impl Simulator {
    /// All routes: `/connector`, `/signin`, `/files` and `/api`. May be nested under the path of `base_url`.
    pub fn router(self: &Arc<Self>) -> Router {
        self.router_with(Router::new())
    }

    /// The same, and routes of the host's behind the same guard.
    pub fn router_with(self: &Arc<Self>, more: Router) -> Router {
        Router::new()
            .nest("/connector", connector::router(self))
            .nest("/signin", signin::router(self))
            .nest("/api", page::router())
            .route("/files/{file}", get(connector::pre_authorised))
            .with_state(Arc::clone(self))
            .merge(more)
            .layer(from_fn_with_state(Arc::clone(self), page::guard))
    }
}
