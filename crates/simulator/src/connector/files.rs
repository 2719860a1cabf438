//! Bytes: pictures on the service host (with the bot's token), files by pre-authorised link, and both for the page.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Refusal;
use super::gate::answer;
use crate::Simulator;
use crate::faults::CallKind;

pub(super) async fn picture(
    State(simulator): State<Arc<Simulator>>,
    Path(file): Path<String>,
) -> Result<Response, Refusal> {
    answer(&simulator, CallKind::Read, "attachments", || bytes(&simulator, &file, true)).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    tempauth: Option<String>,
}

/// `GET /files/{id}?tempauth=…`: needs no token, but the link must be whole.
pub(crate) async fn pre_authorised(
    State(simulator): State<Arc<Simulator>>,
    Path(file): Path<String>,
    Query(ticket): Query<Ticket>,
) -> Result<Response, Refusal> {
    if ticket.tempauth.is_none() {
        return Err(Refusal::unauthorized());
    }
    bytes(&simulator, &file, false)
}

/// Bytes as stored. Only pictures keep their type: anything else could be a page and run in the reader's browser.
pub(crate) fn bytes(simulator: &Simulator, file: &str, pictures_only: bool) -> Result<Response, Refusal> {
    let state = simulator.state();
    let upload = state.files.get(file).filter(|upload| !pictures_only || upload.is_picture());
    let upload = upload.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "NotFound", "No such attachment."))?;
    let (kind, disposition) = if upload.is_picture() {
        (upload.content_type.as_str(), "inline")
    } else {
        ("application/octet-stream", "attachment")
    };
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    Ok((headers, upload.bytes.clone()).into_response())
}
