//! Starts the program's loops again when they end before their time, and knows which of them run.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::error;

/// First pause before a loop is started again; it doubles with each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Longest pause before a loop is started again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A loop that has run for so long is taken to be well again: its pauses begin with the first one.
const WELL_AFTER: Duration = Duration::from_mins(1);

/// The loops that run until the program stops. One that ends before, also by a panic, is started again.
pub(crate) struct Supervisor {
    stop: CancellationToken,
    tasks: JoinSet<()>,
    loops: Loops,
}

/// How the loops are, by name: whether each runs.
#[derive(Clone, Default)]
pub(crate) struct Loops(Arc<Mutex<BTreeMap<String, bool>>>);

impl Loops {
    /// The names of those that do not run.
    pub(crate) fn down(&self) -> Vec<String> {
        let loops = self.0.lock().expect("nobody panics while holding it");
        loops.iter().filter(|(_, runs)| !**runs).map(|(name, _)| name.clone()).collect()
    }

    fn note(&self, name: &str, runs: bool) {
        self.0.lock().expect("nobody panics while holding it").insert(name.to_owned(), runs);
    }
}

impl Supervisor {
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self { stop, tasks: JoinSet::new(), loops: Loops::default() }
    }

    /// How the loops are.
    pub(crate) fn loops(&self) -> Loops {
        self.loops.clone()
    }

    /// Runs a loop. `start` makes it anew each time; it is to end when it is told to stop, and not before.
    pub(crate) fn keep<F>(&mut self, name: impl Into<String>, start: impl Fn(CancellationToken) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (name, stop, loops) = (name.into(), self.stop.clone(), self.loops.clone());
        self.tasks.spawn(async move {
            let mut pause = FIRST_PAUSE;
            loop {
                loops.note(&name, true);
                let started = Instant::now();
                let panicked = AssertUnwindSafe(start(stop.clone())).catch_unwind().await.is_err();
                if stop.is_cancelled() {
                    return;
                }
                loops.note(&name, false);
                error!(name, panicked, "a loop of the program ended by itself; it is started again");
                if started.elapsed() >= WELL_AFTER {
                    pause = FIRST_PAUSE;
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(pause) => {}
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }

    /// Waits until every loop has ended; they are told to stop by the token.
    pub(crate) async fn ended(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_ends_or_panics_is_started_again_and_told_of() {
        let stop = CancellationToken::new();
        let mut supervisor = Supervisor::new(stop.clone());
        let starts = Arc::new(AtomicUsize::new(0));
        let counted = starts.clone();
        supervisor.keep("fragile", move |stop| {
            let times = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                match times {
                    0 => panic!("the first time"),
                    1 => {}
                    _ => stop.cancelled().await,
                }
            }
        });
        supervisor.keep("sound", |stop| async move { stop.cancelled().await });
        let loops = supervisor.loops();
        tokio::time::sleep(FIRST_PAUSE / 2).await;
        assert_eq!(loops.down(), ["fragile"]);
        tokio::time::sleep(FIRST_PAUSE * 4).await;
        assert_eq!(starts.load(Ordering::Relaxed), 3);
        assert!(loops.down().is_empty());
        stop.cancel();
        supervisor.ended().await;
    }
}
