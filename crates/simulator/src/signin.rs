//! The sign-in host and the key host, as one: `{base}/signin`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::Simulator;
use crate::connector::note_calls;
use crate::tokens::{Authority, CONNECTOR_SCOPE};

/// Routes under `{base}/signin`; 404 where tokens are off.
pub(crate) fn router(simulator: &Arc<Simulator>) -> Router<Arc<Simulator>> {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        .route("/v1/.well-known/openidconfiguration", get(metadata))
        .route("/v1/.well-known/keys", get(keys))
        .route("/stranger/keys", get(stranger))
        .layer(from_fn_with_state(Arc::clone(simulator), note_calls))
}

type Shared = State<Arc<Simulator>>;

fn authority(simulator: &Simulator) -> Result<&Arc<Authority>, StatusCode> {
    simulator.authority().ok_or(StatusCode::NOT_FOUND)
}

async fn metadata(State(simulator): Shared) -> Result<Response, StatusCode> {
    Ok(Json(authority(&simulator)?.metadata()).into_response())
}

async fn keys(State(simulator): Shared) -> Result<Response, StatusCode> {
    Ok(Json(authority(&simulator)?.jwks()).into_response())
}

/// Nobody may come here: forged tokens point to it.
async fn stranger(State(simulator): Shared) -> Result<Response, StatusCode> {
    authority(&simulator)?.stranger_was_asked();
    Ok(Json(Authority::stranger_jwks()).into_response())
}

async fn token(State(simulator): Shared, Path(tenant): Path<String>, body: Bytes) -> Result<Response, StatusCode> {
    let authority = authority(&simulator)?;
    Ok(match check(authority, &tenant, &body) {
        Ok(()) => {
            let (token, life) = authority.issue();
            let body = json!({
                "token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token,
            });
            Json(body).into_response()
        }
        Err((status, error, description)) => {
            (status, Json(json!({ "error": error, "error_description": description }))).into_response()
        }
    })
}

type Refused = (StatusCode, &'static str, &'static str);

fn check(authority: &Authority, tenant: &str, body: &[u8]) -> Result<(), Refused> {
    let field = |name: &str| {
        url::form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
    };
    let bad = StatusCode::BAD_REQUEST;
    if tenant != authority.tenant {
        return Err((bad, "invalid_request", "AADSTS90002: Tenant not found."));
    }
    if field("grant_type") != "client_credentials" {
        return Err((bad, "unsupported_grant_type", "AADSTS70003: The grant type is not supported."));
    }
    if field("client_id") != authority.app_id {
        return Err((bad, "unauthorized_client", "AADSTS700016: Application not found in the directory."));
    }
    if !authority.knows_secret(&field("client_secret")) {
        return Err((StatusCode::UNAUTHORIZED, "invalid_client", "AADSTS7000215: Invalid client secret provided."));
    }
    if field("scope") != CONNECTOR_SCOPE {
        return Err((bad, "invalid_scope", "AADSTS70011: The provided value for scope is not valid."));
    }
    Ok(())
}
