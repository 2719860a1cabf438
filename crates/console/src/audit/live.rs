//! Live changes, as server-sent events (HTML Standard, section 9.2). The id of each is its place in the tenant's sequence, which
//! has no gaps and is the same in every process: a browser that comes back with `Last-Event-ID` misses nothing, wherever it is
//! connected then.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use desk::audit::{MOST_EVENTS, RecordedEvent};
use desk::delivery::Subject;
use desk::id::{DeliveryId, DraftId, InquiryId, MessageId, TeamId, TicketId};
use desk::people::Right;
use desk::people::rights::Rights;
use desk::session::SessionKey;
use desk::store::{StoreError, Transaction};
use futures::stream;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::EventView;
use crate::api::caller::Caller;
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

/// How often something is sent where nothing happens, so that nobody on the way takes the line for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// How often it is looked whether the caller is still signed in, where nothing happens. A stream ends within a minute of its session.
const LOOK_AGAIN: Duration = Duration::from_secs(20);
/// The name of what says that events are missing: whoever hears it reads everything anew.
const RESET: &str = "reset";

/// Where a stream begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
    /// Begins after this place, where no `Last-Event-ID` says so; else with what happens from now on.
    #[param(minimum = 0)]
    after: Option<i64>,
}

/// What happens, as it happens: each event that concerns what the caller may see. `reset` says that events are missing, since they were
/// forgotten in the meantime.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "followEvents",
    tag = "audit",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was heard")
    ),
    responses((status = OK, description = "Server-sent events without end", body = String, content_type = "text/event-stream"))
)]
pub(crate) async fn follow_events(
    State(api): Desk,
    caller: Caller,
    headers: HeaderMap,
    query: Result<Query<StreamQuery>, QueryRejection>,
) -> Result<Response, Fault> {
    let Query(query) = query?;
    let heard = match headers.get("last-event-id") {
        Some(id) => {
            let id = id.to_str().ok().and_then(|id| id.trim().parse().ok()).filter(|id| *id >= 0);
            Some(id.ok_or_else(|| Fault::field("Last-Event-ID", "is none of this stream"))?)
        }
        None => query.after.map(|after| after.max(0)),
    };
    let newest = api.events_before(None, "", 1).await?.first().map_or(0, |newest| newest.sequence);
    let mut waiting = VecDeque::new();
    // Whoever has heard more than there is has heard another record: an older one was put back.
    if heard.is_some_and(|heard| heard > newest) {
        waiting.push_back(Event::default().id(newest.to_string()).event(RESET).data("{}"));
    }
    let cursor = heard.unwrap_or(newest).min(newest);
    let stream = Stream { api, key: caller.session.key, cursor, seen: -1, waiting };
    let events = stream::unfold(stream, |mut stream| async move {
        let next = stream.next().await?;
        Some((Ok::<_, Infallible>(next), stream))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response())
}

struct Stream {
    api: Api,
    key: SessionKey,
    /// The last place that was looked at.
    cursor: i64,
    /// How many events had places when it was last looked.
    seen: i64,
    waiting: VecDeque<Event>,
}

impl Stream {
    /// The next event. `None`: the session has ended, the store has failed, or the program stops. The browser comes back where it may.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let (caller, _) = Caller::by(&self.api, self.key).await.ok()??;
            let events = self.api.events_after(self.cursor, MOST_EVENTS).await.ok()?;
            let Some(last) = events.last().map(|last| last.sequence) else {
                tokio::select! {
                    seen = self.api.help_desk.store.wait_for_events(self.seen) => self.seen = seen,
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                    () = self.api.stop.cancelled() => return None,
                }
                continue;
            };
            // Places have no gaps: what is not there was forgotten.
            if events.first().is_some_and(|first| first.sequence > self.cursor + 1) {
                let heard = events.first().map_or(0, |first| first.sequence - 1);
                self.waiting.push_back(Event::default().id(heard.to_string()).event(RESET).data("{}"));
            }
            self.cursor = last;
            let seen = self.api.read(move |tx| Box::pin(async move { seen_by(tx, &caller.rights, events).await }));
            self.waiting.extend(seen.await.ok()?.into_iter().map(written));
        }
    }
}

fn written(event: RecordedEvent) -> Event {
    let (id, name) = (event.sequence.to_string(), event.name.clone());
    let data = serde_json::to_string(&EventView::from(event)).expect("maps have text keys");
    Event::default().id(id).event(name).data(data)
}

/// Those of some events that concern what somebody may see.
async fn seen_by(
    tx: &mut dyn Transaction,
    rights: &Rights,
    events: Vec<RecordedEvent>,
) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut seen = Vec::new();
    for event in events {
        let facts: Map<String, Value> = serde_json::from_str(&event.facts).unwrap_or_default();
        if rights.may(Right::ReadAudit) || concerns(tx, rights, &event.name, &facts).await? {
            seen.push(event);
        }
    }
    Ok(seen)
}

/// Whether an event is of something that somebody may see.
async fn concerns(
    tx: &mut dyn Transaction,
    rights: &Rights,
    name: &str,
    facts: &Map<String, Value>,
) -> Result<bool, StoreError> {
    let fact = |name: &str| facts.get(name).and_then(Value::as_str);
    // Who was refused what, who signs in and who holds which role is the auditor's business.
    if ["action.", "account.", "password.", "role.", "session."].iter().any(|of| name.starts_with(of)) {
        return Ok(false);
    }
    if let Some(id) = fact("ticket").and_then(|id| id.parse::<TicketId>().ok()) {
        let ticket = tx.ticket_summary(id).await?.map(|summary| summary.ticket);
        // Whoever has passed it on may take that back.
        let now = tx.now();
        let before = ticket.as_ref().and_then(|ticket| ticket.before.as_ref());
        let before = before.filter(|before| before.can_be_undone(now)).map(|before| before.team);
        let to = fact("team").and_then(|id| id.parse::<TeamId>().ok());
        return Ok([ticket.map(|ticket| ticket.team), before, to]
            .into_iter()
            .flatten()
            .any(|team| rights.may_in(team, Right::WorkOnTickets)));
    }
    if let Some(id) = fact("draft").and_then(|id| id.parse::<DraftId>().ok()) {
        return Ok(tx.draft(id).await?.is_some_and(|draft| rights.may_in(draft.team, Right::ReviewDrafts)));
    }
    let mut inquiry = fact("inquiry").and_then(|id| id.parse::<InquiryId>().ok());
    let mut message = fact("message").and_then(|id| id.parse::<MessageId>().ok());
    if let Some(id) = fact("delivery").and_then(|id| id.parse::<DeliveryId>().ok())
        && let Some(Subject::Relay(carried)) = tx.delivery(id).await?.map(|delivery| delivery.subject)
    {
        message = Some(carried);
    }
    if let (None, Some(id)) = (inquiry, message) {
        inquiry = tx.message(id).await?.map(|message| message.inquiry);
    }
    if let Some(id) = inquiry {
        if rights.may(Right::WorkOnTickets) {
            return Ok(true);
        }
        let newest = tx.tickets_of_inquiry(id).await?.into_iter().next();
        return Ok(newest.is_some_and(|ticket| rights.may_in(ticket.team, Right::WorkOnTickets)));
    }
    // What remains is of the FAQ, the lexicon and the teams, without words.
    Ok(name.starts_with("team.") || rights.may(Right::EditEntries))
}
