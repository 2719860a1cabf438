//! The record of who did what.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::audit::{Actor, RecordedEvent};
use desk::id::EventId;
use desk::people::Right;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

pub(crate) mod live;

use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;

/// Which events.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// Only those in whose name, actor or facts this stands, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Something that happened, or was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its place in the record, from 1, without gaps.
    sequence: i64,
    /// Its id, `evt_…`.
    id: String,
    /// Its name with its version.
    #[schema(example = "ticket.assigned.v1")]
    name: String,
    /// Who did it: a person's id, `assistant`, `desk` or `command-line`.
    actor: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Ids and numbers, by name; nobody's text.
    #[schema(value_type = Object)]
    facts: serde_json::Map<String, serde_json::Value>,
}

impl From<RecordedEvent> for EventView {
    fn from(event: RecordedEvent) -> Self {
        Self {
            sequence: event.sequence,
            id: event.id.to_string(),
            name: event.name,
            actor: match event.actor {
                Actor::Person(person) => person.to_string(),
                Actor::Assistant => "assistant".to_owned(),
                Actor::Desk => "desk".to_owned(),
                Actor::CommandLine => "command-line".to_owned(),
            },
            at: event.at,
            facts: serde_json::from_str(&event.facts).unwrap_or_default(),
        }
    }
}

/// Who did what, newest first: every change, every denial.
#[utoipa::path(
    get,
    path = "/audit",
    operation_id = "listEvents",
    tag = "audit",
    params(EventQuery, PageQuery),
    responses((status = OK, description = "A page of the record", body = Page<EventView>))
)]
pub(crate) async fn list_events(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<EventQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<EventView>>, Fault> {
    caller.must(&api, Right::ReadAudit).await?;
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<i64>().ok())?);
    let text = looked_for(wanted.q)?;
    let events = api.events_before(before, text.trim(), limit + 1).await?;
    let events = events.into_iter().map(EventView::from).collect();
    Ok(Json(Page::of(events, limit, |event| event.sequence.to_string())))
}

/// One of them.
#[utoipa::path(
    get,
    path = "/audit/{id}",
    operation_id = "getEvent",
    tag = "audit",
    params(("id" = String, Path, description = "The event's id, `evt_…`, or its place in the record")),
    responses((status = OK, description = "The event", body = EventView))
)]
pub(crate) async fn get_event(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<EventView>, Fault> {
    caller.must(&api, Right::ReadAudit).await?;
    let Path(id) = id?;
    let is_place = !id.starts_with('0') && id.bytes().all(|digit| digit.is_ascii_digit());
    let found = if is_place {
        let place: i64 = id.parse().map_err(|_| Fault::NotFound)?;
        let next = api.events_after(place - 1, 1).await?.into_iter().next();
        next.filter(|event| event.sequence == place)
    } else {
        api.event(id.parse::<EventId>().map_err(|_| Fault::NotFound)?).await?
    };
    found.map(|event| Json(EventView::from(event))).ok_or(Fault::NotFound)
}
