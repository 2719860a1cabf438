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
    /// Only those in whose name, actor or facts this stands, in any case. One page looks through 50,000 events, and may have few or
    /// none of them although there is a next one.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Events that one page looks through for a text: some 20 ms. The record of a busy year has a million.
const LOOKED_THROUGH: i64 = 50_000;

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
    let upper = match before {
        Some(before) => before,
        None => api.newest_place().await?.saturating_add(1),
    };
    let lower = if text.trim().is_empty() { 0 } else { lower_of(upper) };
    let events = api.events_before(lower..upper, text.trim(), limit + 1).await?;
    let events = events.into_iter().map(EventView::from).collect();
    let page = Page::of(events, limit, |event: &EventView| event.sequence.to_string());
    let next = page.next.or_else(|| (lower > 0).then(|| lower.to_string()));
    Ok(Json(Page { next, ..page }))
}

/// Where the stretch begins that is looked through for a text; 0: with the whole record. The next page goes on before it.
fn lower_of(upper: i64) -> i64 {
    let lower = upper.saturating_sub(LOOKED_THROUGH);
    if lower <= 1 { 0 } else { lower }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_passes_every_event_once_and_ends() {
        for newest in [0, 1, LOOKED_THROUGH, LOOKED_THROUGH + 1, LOOKED_THROUGH + 2, 3 * LOOKED_THROUGH] {
            let (mut upper, mut passed) = (newest + 1, 0);
            loop {
                let lower = lower_of(upper);
                passed += upper - lower.max(1);
                if lower == 0 {
                    break;
                }
                upper = lower;
            }
            assert_eq!(passed, newest);
        }
    }
}
