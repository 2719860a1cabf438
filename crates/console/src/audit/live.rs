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
use tokio::time::Instant;
use utoipa::IntoParams;

use super::EventView;
use crate::api::caller::Caller;
use crate::api::crowd::{Full, Place};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

/// How often something is sent where nothing happens, so that nobody on the way takes the line for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// How often it is looked whether the caller is still signed in and may do the same, where nothing happens, and at most where much
/// does. A stream ends within a minute of its session; at once where an event tells of it.
const LOOK_AGAIN: Duration = Duration::from_secs(20);
const LOOK_AT_MOST: Duration = Duration::from_secs(5);
/// How often somebody is told how far the stream has come who may see nothing of what happens.
const TELL_PLACE: Duration = Duration::from_secs(5);
/// Most streams of one session: a browser opens six connections to one host.
const MOST_OF_ONE: usize = 8;
/// Most streams of this process: each looks at every event.
const MOST: usize = 1_000;
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
    let place = api.streams.enter(caller.session.key, (MOST_OF_ONE, MOST)).map_err(|full| match full {
        Full::OfOne => {
            api.refusals.note(caller.refused("events.follow", None, "too-many-at-once"));
            Fault::TooManyAtOnce
        }
        Full::OfAll => Fault::Unavailable,
    })?;
    let newest = api.newest_place().await?;
    // Whoever has heard more than there is has heard another record: an older one was put back.
    let reset = heard.filter(|heard| *heard > newest).map(|_| reset_at(newest));
    let stream = Stream {
        cursor: heard.unwrap_or(newest).min(newest),
        // Whoever begins now is told where that is: else they would begin at another place after a cut.
        told: heard.unwrap_or(-1),
        told_at: None,
        api,
        key: caller.session.key,
        rights: caller.rights,
        looked_at: Instant::now(),
        seen: -1,
        reset,
        waiting: VecDeque::new(),
        _place: place,
    };
    let events = stream::unfold(stream, |mut stream| async move {
        let next = stream.next().await?;
        Some((Ok::<_, Infallible>(next), stream))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response())
}

struct Stream {
    api: Api,
    key: SessionKey,
    /// What they may do, as it was when it was last looked.
    rights: Rights,
    looked_at: Instant,
    /// The last place that was looked at.
    cursor: i64,
    /// The last place that was told, and when.
    told: i64,
    told_at: Option<Instant>,
    /// How many events had places when it was last looked.
    seen: i64,
    reset: Option<Event>,
    /// What they may see, as it was when it was last looked.
    waiting: VecDeque<RecordedEvent>,
    _place: Place<SessionKey>,
}

impl Stream {
    /// The next event. `None`: the session has ended or its rights are others, the store has failed, or the program stops. The browser
    /// comes back where it may.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.looked_at.elapsed() >= LOOK_AT_MOST {
                self.look_again().await?;
            }
            if let Some(reset) = self.reset.take() {
                return Some(reset);
            }
            if let Some(event) = self.waiting.pop_front() {
                self.tell(event.sequence);
                return Some(written(event));
            }
            if self.told < self.cursor && self.until_told().is_zero() {
                self.tell(self.cursor);
                // Without data it is no event, but whoever comes back begins here (HTML Standard, 9.2.6).
                return Some(Event::default().id(self.cursor.to_string()));
            }
            let events = self.api.events_after(self.cursor, MOST_EVENTS).await.ok()?;
            let (Some(first), Some(last)) = (events.first(), events.last()) else {
                let to_tell = if self.told < self.cursor { self.until_told() } else { LOOK_AGAIN };
                tokio::select! {
                    seen = self.api.help_desk.store.wait_for_events(self.seen) => self.seen = seen,
                    () = tokio::time::sleep(to_tell.min(LOOK_AGAIN)) => {}
                    () = self.api.stop.cancelled() => return None,
                }
                continue;
            };
            // Places have no gaps: what is not there was forgotten.
            if first.sequence > self.cursor + 1 {
                self.reset = Some(reset_at(first.sequence - 1));
            }
            self.cursor = last.sequence;
            let me = self.rights.person().id.to_string();
            if events.iter().any(|event| is_of_rights(event, &me)) {
                self.look_again().await?;
            }
            self.waiting = self.seen_of(events).await?;
        }
    }

    fn tell(&mut self, place: i64) {
        (self.told, self.told_at) = (place, Some(Instant::now()));
    }

    /// How long the place is not told again.
    fn until_told(&self) -> Duration {
        self.told_at.map_or(Duration::ZERO, |at| TELL_PLACE.saturating_sub(at.elapsed()))
    }

    /// Looks whether they are still signed in and may do what they could, and whether they may still see what waits for them.
    async fn look_again(&mut self) -> Option<()> {
        let (caller, _) = Caller::by(&self.api, self.key).await.ok()??;
        if caller.rights != self.rights {
            return None;
        }
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            self.waiting = self.seen_of(waiting.into()).await?;
        }
        self.looked_at = Instant::now();
        Some(())
    }

    /// Those of some events that they may see.
    async fn seen_of(&self, events: Vec<RecordedEvent>) -> Option<VecDeque<RecordedEvent>> {
        let rights = self.rights.clone();
        let seen = self.api.read(move |tx| Box::pin(async move { seen_by(tx, &rights, events).await }));
        seen.await.ok().map(VecDeque::from)
    }
}

/// That events are missing up to a place.
fn reset_at(place: i64) -> Event {
    Event::default().id(place.to_string()).event(RESET).data("{}")
}

/// Whether an event may have changed whether somebody is signed in, or what they may do.
fn is_of_rights(event: &RecordedEvent, person: &str) -> bool {
    let bears = ["session.ended.", "password.renewed.", "role."].iter().any(|name| event.name.starts_with(name));
    bears && event.facts.contains(person)
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
    if ["action.", "refusal.", "account.", "password.", "role.", "session."].iter().any(|of| name.starts_with(of)) {
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
