//! `/health/live`: the process answers. `/health/ready`: it can serve people, as each of its parts has shown just now.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use desk::event::QueueDepths;
use desk::flow::{HelpDesk, chain};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::warn;

use crate::admission::Admission;
use crate::supervisor::Loops;

/// Longest wait for the store; a probe usually gives up soon after.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the store has said holds for so long. Probes come every few seconds.
const FRESH: Duration = Duration::from_secs(1);
/// The heartbeat comes more than once a second, and the index looks with it whether it is up to date: when either has been silent for so
/// long, it has lost the store.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// When the index and the heartbeat last showed that they work, and what the heartbeat has counted.
#[derive(Clone)]
pub(crate) struct Pulse {
    followed: watch::Sender<Option<Instant>>,
    beaten: watch::Sender<Option<Instant>>,
    admission: Arc<Admission>,
}

impl Pulse {
    /// `limit`: sends a second that Teams allows; none where its limits are lifted.
    pub(crate) fn new(limit: Option<f64>) -> Self {
        let admission = Arc::new(Admission::new(limit));
        Self { followed: watch::Sender::new(None), beaten: watch::Sender::new(None), admission }
    }

    /// The index is up to date, and whether it has `moved` to be so.
    pub(crate) fn followed(&self, moved: bool) {
        self.followed.send_if_modified(|at| {
            *at = Some(Instant::now());
            moved
        });
    }

    /// The store has taken a heartbeat and counted what waits; before it did, so many had been [`taken`](Admission::taken) in.
    pub(crate) fn beat(&self, taken: u64, depths: QueueDepths) {
        self.beaten.send_replace(Some(Instant::now()));
        self.admission.counted(taken, depths);
    }

    /// Whether more can be taken in.
    pub(crate) fn admission(&self) -> Arc<Admission> {
        self.admission.clone()
    }

    /// Waits until the index has read the FAQ once.
    pub(crate) async fn indexed(&self) {
        // It cannot be closed while we hold a sender.
        let _ = self.followed.subscribe().wait_for(Option::is_some).await;
    }

    /// Whether the index has read the FAQ once.
    pub(crate) fn is_indexed(&self) -> bool {
        self.followed.borrow().is_some()
    }

    /// Sees each time that the index has moved; what it missed until now it does not see.
    pub(crate) fn moves(&self) -> watch::Receiver<Option<Instant>> {
        self.followed.subscribe()
    }

    /// Waits for the next heartbeat, from now on.
    pub(crate) fn next_beat(&self) -> impl Future<Output = ()> + use<> {
        let (sender, mut beaten) = (self.beaten.clone(), self.beaten.subscribe());
        async move {
            // It cannot be closed while we hold a sender.
            let _ = beaten.changed().await;
            drop(sender);
        }
    }

    fn index(&self) -> &'static str {
        match *self.followed.borrow() {
            None => "not read yet",
            Some(at) if at.elapsed() > LONGEST_SILENCE => "behind",
            Some(_) => "ok",
        }
    }

    fn is_beating(&self) -> bool {
        self.beaten.borrow().is_some_and(|at| at.elapsed() <= LONGEST_SILENCE)
    }
}

/// What the store said when it was last asked whether it serves. Anybody may ask how we are, as often as they like; the store is
/// made to write only once in a while for it.
#[derive(Clone, Default)]
pub(crate) struct StoreCheck(Arc<tokio::sync::Mutex<Option<(Instant, &'static str)>>>);

impl StoreCheck {
    /// What was found within [`FRESH`], or is found now.
    async fn or_find(&self, find: impl Future<Output = &'static str>) -> &'static str {
        let mut known = self.0.lock().await;
        match *known {
            Some((at, found)) if at.elapsed() < FRESH => found,
            _ => {
                let found = find.await;
                *known = Some((Instant::now(), found));
                found
            }
        }
    }
}

/// What readiness depends on.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) help_desk: Arc<HelpDesk>,
    pub(crate) pulse: Pulse,
    pub(crate) loops: Loops,
    pub(crate) store_check: StoreCheck,
    /// The program has been told to stop.
    pub(crate) stopping: Arc<AtomicBool>,
}

/// The routes.
pub(crate) fn router(health: Health) -> Router {
    Router::new()
        .route("/health/live", get(|| async { Json(json!({"status": "live"})) }))
        .route("/health/ready", get(ready))
        .with_state(health)
}

/// Ready: the store answers and takes writes, the index follows it, every loop runs, and nobody has asked to stop.
async fn ready(State(health): State<Health>) -> impl IntoResponse {
    let store = health.store_check.or_find(check(health.help_desk.as_ref())).await;
    let index = health.pulse.index();
    let heartbeat = if health.pulse.is_beating() { "ok" } else { "silent" };
    let down = health.loops.down();
    let stopping = health.stopping.load(Ordering::Relaxed);
    let ready = [store, index, heartbeat].iter().all(|it| *it == "ok") && down.is_empty() && !stopping;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if ready { "ready" } else { "not ready" };
    let told = json!({
        "status": word, "store": store, "index": index, "heartbeat": heartbeat, "down": down, "stopping": stopping,
    });
    (status, Json(told))
}

async fn check(help_desk: &HelpDesk) -> &'static str {
    match tokio::time::timeout(PATIENCE, help_desk.store.check()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(error)) => {
            warn!(error = %chain(&error), "the store does not serve");
            "failed"
        }
        Err(_) => "slow",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_store_is_asked_once_in_a_while_however_many_want_to_know() {
        let (check, asked) = (StoreCheck::default(), std::sync::atomic::AtomicUsize::new(0));
        let ask = || {
            check.or_find(async {
                asked.fetch_add(1, Ordering::Relaxed);
                "ok"
            })
        };
        for _ in 0..50 {
            assert_eq!(futures::future::join(ask(), ask()).await, ("ok", "ok"));
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        tokio::time::advance(FRESH).await;
        assert_eq!((ask().await, asked.load(Ordering::Relaxed)), ("ok", 2));
    }

    #[tokio::test(start_paused = true)]
    async fn an_index_that_has_not_read_or_falls_silent_is_not_ok() {
        let pulse = Pulse::new(Some(50.0));
        assert_eq!((pulse.index(), pulse.is_beating()), ("not read yet", false));
        pulse.followed(true);
        pulse.beat(0, QueueDepths::default());
        pulse.indexed().await;
        assert_eq!((pulse.index(), pulse.is_beating()), ("ok", true));
        tokio::time::advance(LONGEST_SILENCE * 2).await;
        assert_eq!((pulse.index(), pulse.is_beating()), ("behind", false));
    }
}
