//! The event stream: what happens, as it happens, resumable.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{self, KeepAlive, Sse};
use futures::{Stream, StreamExt as _, stream};

use crate::Simulator;
use crate::feed::Event;

/// When a browser that lost the line tries again; left to itself it waits some seconds.
const RETRY: Duration = Duration::from_millis(500);

/// How often a quiet line shows that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) async fn stream(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let newest = simulator.feed().newest();
    // An unreadable number is as good as one that is out of the ring: both lead to `reload`.
    let seen = last.map_or(newest, |last| last.parse().unwrap_or(0));
    // A number without data: a page that loses the line before anything happens can resume too.
    let hello = stream::once(async move { vec![sse::Event::default().id(seen.to_string()).retry(RETRY)] });
    let stop = simulator.stopped();
    let events = stream::unfold((simulator, seen), following).take_until(async move { stop.cancelled().await });
    let events = hello.chain(events).flat_map(stream::iter).map(Ok);
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

/// The next events after those seen; waits when there are none.
async fn following((simulator, seen): (Arc<Simulator>, u64)) -> Option<(Vec<sse::Event>, (Arc<Simulator>, u64))> {
    let mut changes = simulator.feed().changes();
    loop {
        changes.borrow_and_update();
        match simulator.feed().after(seen) {
            None => {
                let newest = simulator.feed().newest();
                return Some((vec![frame(newest, &Event::Reload)], (simulator, newest)));
            }
            Some(events) if !events.is_empty() => {
                let newest = events.last().map_or(seen, |(number, _)| *number);
                let frames = events.iter().map(|(number, event)| frame(*number, event)).collect();
                return Some((frames, (simulator, newest)));
            }
            // The feed lives in the simulator, which we hold: the channel cannot be closed.
            Some(_) => changes.changed().await.ok()?,
        }
    }
}

fn frame(number: u64, event: &Event) -> sse::Event {
    sse::Event::default().id(number.to_string()).event(event.name()).data(event.data().to_string())
}
