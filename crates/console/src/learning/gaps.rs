//! Questions that no entry answered. Seen by whoever writes entries.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::flow::gaps::open_gaps;
use desk::id::{EntryId, MessageId};
use desk::learning::{Gap, Unanswered};
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

/// Most gaps that are told.
const MOST_GAPS: usize = 50;
/// Most other wordings of one gap that are told.
const MOST_WORDINGS: usize = 10;

/// What the FAQ lacks: questions that ask the same.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapGroupView {
    /// The newest question's message, `msg_…`.
    id: String,
    /// Its words.
    question: String,
    /// Its language, `ja` or `en`.
    language: &'static str,
    /// In what other words it was asked, newest first, at most ten; masked as the question is.
    wordings: Vec<String>,
    /// How often it was asked.
    questions: usize,
    /// By how many people.
    people: usize,
    /// First in these 90 days.
    #[serde(with = "time::serde::rfc3339")]
    first_at: OffsetDateTime,
    /// Last.
    #[serde(with = "time::serde::rfc3339")]
    last_at: OffsetDateTime,
    /// How much it hurts: each person counts 1 when they ask, and half as much after each two weeks.
    weight: f64,
    /// The entry that answers this question by now, `ent_…`.
    answered_by: Option<String>,
}

impl From<(Gap, Option<EntryId>)> for GapGroupView {
    fn from((gap, entry): (Gap, Option<EntryId>)) -> Self {
        let wordings = gap.other_words().into_iter().take(MOST_WORDINGS).map(str::to_owned).collect();
        let first_at = gap.questions().map(|question| question.at).min().unwrap_or(gap.newest.at);
        Self {
            people: gap.people(),
            questions: 1 + gap.others.len(),
            wordings,
            first_at,
            weight: gap.weight,
            id: gap.newest.message.to_string(),
            language: gap.newest.language.code(),
            last_at: gap.newest.at,
            question: gap.newest.text,
            answered_by: entry.map(|entry| entry.to_string()),
        }
    }
}

/// The gaps of lately.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapGroups {
    /// What hurts most first: at most fifty that no entry fills, and those filled that hurt as much.
    items: Vec<GapGroupView>,
}

/// What the FAQ lacks: the questions of the last 90 days that no entry answered, those together that ask the same, by how many people
/// have asked and how lately; the newest 2,000 questions are looked at. Told as well: which entry answers them by now. What somebody
/// called confidential is left out, and personal data is masked.
#[utoipa::path(
    get,
    path = "/gaps/groups",
    operation_id = "listGapGroups",
    tag = "knowledge",
    responses((status = OK, description = "The gaps", body = GapGroups))
)]
pub(crate) async fn list_gap_groups(State(api): Desk, caller: Caller) -> Result<Json<GapGroups>, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let (help_desk, tenant) = (api.help_desk.clone(), api.tenant().clone());
    let work = async move { open_gaps(&help_desk, &tenant, MOST_GAPS).await };
    let gaps = api.reckoning.run_apart(work).await?;
    Ok(Json(GapGroups { items: gaps.into_iter().map(GapGroupView::from).collect() }))
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
