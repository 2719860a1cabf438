//! Questions that no entry answered. Seen by whoever writes entries.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::id::MessageId;
use desk::learning::Unanswered;
use desk::people::Right;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;

/// Which questions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GapQuery {
    /// Stands in the question, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// A question that no entry answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapView {
    /// The message with which it was asked, `msg_…`.
    id: String,
    /// Its words; empty where they were forgotten.
    question: String,
    /// Its language, `ja` or `en`.
    language: &'static str,
    /// When it was asked.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl GapView {
    fn of(gap: &Unanswered, question: String) -> Self {
        Self { id: gap.message.to_string(), question, language: gap.language.code(), at: gap.at }
    }
}

/// Questions that no entry answered, newest first.
#[utoipa::path(
    get,
    path = "/gaps",
    operation_id = "listGaps",
    tag = "knowledge",
    params(GapQuery, PageQuery),
    responses((status = OK, description = "A page of questions", body = Page<GapView>))
)]
pub(crate) async fn list_gaps(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<GapQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<GapView>>, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<MessageId>().ok())?);
    let text = looked_for(wanted.q)?;
    let found = api.read(move |tx| Box::pin(async move { tx.unanswered_before(&text, before, limit + 1).await }));
    let gaps = found.await?.into_iter().map(|(gap, question)| GapView::of(&gap, question)).collect();
    Ok(Json(Page::of(gaps, limit, |gap| gap.id.clone())))
}

/// A question that no entry answered.
#[utoipa::path(
    get,
    path = "/gaps/{id}",
    operation_id = "getGap",
    tag = "knowledge",
    params(("id" = String, Path, description = "The message with which it was asked, `msg_…`")),
    responses((status = OK, description = "The question", body = GapView))
)]
pub(crate) async fn get_gap(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<GapView>, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let id: MessageId = id?.parse().map_err(|_| Fault::NotFound)?;
    let found = api.read(move |tx| {
        Box::pin(async move {
            let Some(gap) = tx.unanswered_message(id).await? else { return Ok(None) };
            let question = tx.message(id).await?.map(|message| message.text).unwrap_or_default();
            Ok(Some(GapView::of(&gap, question)))
        })
    });
    found.await?.map(Json).ok_or(Fault::NotFound)
}
