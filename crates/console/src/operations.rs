//! What keeps the desk running: work that failed too often. Seen by admins.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use desk::event::{DeadLetter, requeue};
use desk::id::TaskId;
use desk::people::Right;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::api::Desk;
use crate::api::body::{Body, Empty};
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery};
use crate::api::problem::Fault;

/// A task that failed too often; it holds up nothing.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadLetterView {
    /// Its id, `tsk_…`.
    id: String,
    /// The queue in which it waited.
    queue: &'static str,
    /// What failed last, without anybody's text.
    error: String,
    /// When it was given up.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        Self { id: letter.id.to_string(), queue: letter.queue.name(), error: letter.error, at: letter.at }
    }
}

/// Tasks that failed too often, newest first.
#[utoipa::path(
    get,
    path = "/dead-letters",
    operation_id = "listDeadLetters",
    tag = "operations",
    params(PageQuery),
    responses((status = OK, description = "A page of tasks", body = Page<DeadLetterView>))
)]
pub(crate) async fn list_dead_letters(
    State(api): Desk,
    caller: Caller,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<DeadLetterView>>, Fault> {
    caller.must(&api, Right::Administer).await?;
    let Query(page) = page?;
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<TaskId>().ok())?);
    let found = api.read(move |tx| Box::pin(async move { tx.dead_letters_before(before, limit + 1).await })).await?;
    let letters = found.into_iter().map(DeadLetterView::from).collect();
    Ok(Json(Page::of(letters, limit, |letter| letter.id.clone())))
}

/// Puts a task back into its queue, as if it had never been tried.
#[utoipa::path(
    post,
    path = "/dead-letters/{id}/retry",
    operation_id = "retryDeadLetter",
    tag = "operations",
    params(("id" = String, Path, description = "The task's id, `tsk_…`")),
    request_body(content = Option<Empty>),
    responses((status = NO_CONTENT, description = "It is back in its queue"))
)]
pub(crate) async fn retry_dead_letter(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    Body(Empty {}): Body<Empty>,
) -> Result<StatusCode, Fault> {
    caller.must(&api, Right::Administer).await?;
    let id: TaskId = id?.parse().map_err(|_| Fault::NotFound)?;
    let retried = api.write_as(&caller, Right::Administer, move |tx| Box::pin(async move { requeue(tx, id).await }));
    if retried.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}
