//! Works the queues: claims tasks, runs each in its story, and says what becomes of those that fail.

use std::sync::Arc;

use desk::event::{Claimed, Queue};
use desk::flow::{HelpDesk, Outcome, chain};
use time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

/// How long a task is a worker's own. Longer than any story takes: each ends after [`LIMIT`].
const LEASE: Duration = Duration::seconds(60);
/// Longest run of one task.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(45);
/// Tasks of one queue at a time in this process.
const AT_ONCE: usize = 16;
/// Tries after which a task is given up. With doubling waits, about an hour.
const MOST_TRIES: u32 = 12;
/// Longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::minutes(10);
/// How long running tasks may finish when the program stops.
const GRACE: std::time::Duration = std::time::Duration::from_secs(10);

/// Works one queue until told to stop; then lets running tasks finish.
pub(crate) async fn work(help_desk: Arc<HelpDesk>, queue: Queue, stop: CancellationToken) {
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        while let Some(ended) = running.try_join_next() {
            noted(queue, ended);
        }
        let claimed = claim(&help_desk, queue, AT_ONCE - running.len()).await;
        let idle = claimed.is_empty();
        for task in claimed {
            running.spawn(run(help_desk.clone(), task));
        }
        if idle || running.len() >= AT_ONCE {
            tokio::select! {
                () = stop.cancelled() => {}
                () = help_desk.store.wait_for_work(queue), if running.len() < AT_ONCE => {}
                Some(ended) = running.join_next() => noted(queue, ended),
            }
        }
    }
    let rest = async {
        while let Some(ended) = running.join_next().await {
            noted(queue, ended);
        }
    };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        warn!(queue = queue.name(), "tasks were still running; they are taken up again after the restart");
    }
}

fn noted(queue: Queue, ended: Result<(), tokio::task::JoinError>) {
    if let Err(panic) = ended {
        // The lease runs out and the task is tried again, with one more attempt counted.
        error!(queue = queue.name(), error = %panic, "a task stopped unexpectedly");
    }
}

async fn claim(help_desk: &HelpDesk, queue: Queue, room: usize) -> Vec<Claimed> {
    if room == 0 {
        return Vec::new();
    }
    match help_desk.store.claim(queue, room as u32, LEASE).await {
        Ok(claimed) => claimed,
        Err(error) => {
            warn!(queue = queue.name(), error = %chain(&error), "cannot claim tasks");
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            Vec::new()
        }
    }
}

async fn run(help_desk: Arc<HelpDesk>, claimed: Claimed) {
    let id = claimed.id;
    let queue = claimed.task.queue().name();
    let attempts = claimed.attempts;
    let outcome = if attempts >= MOST_TRIES {
        Outcome::Hopeless("tried too often".to_owned())
    } else {
        match tokio::time::timeout(LIMIT, help_desk.run(claimed)).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Failed("took too long".to_owned()),
        }
    };
    let settled = match outcome {
        Outcome::Done => {
            debug!(task.id = %id, queue, "task done");
            Ok(())
        }
        Outcome::Lost => {
            info!(task.id = %id, queue, "task was taken over by another worker");
            Ok(())
        }
        Outcome::Later(delay) => help_desk.store.postpone(id, delay, "not yet").await,
        Outcome::Failed(reason) => {
            warn!(task.id = %id, queue, attempts, reason, "task failed and will be tried again");
            help_desk.store.postpone(id, wait_after(attempts), &reason).await
        }
        Outcome::Hopeless(reason) => {
            error!(task.id = %id, queue, attempts, reason, "task was given up; see `madoguchi dead-letters`");
            help_desk.store.dead_letter(id, &reason).await
        }
    };
    if let Err(error) = settled {
        warn!(task.id = %id, queue, error = %chain(&error), "cannot note what became of a task; its lease runs out");
    }
}

/// Half a second, doubled with each try.
fn wait_after(attempts: u32) -> Duration {
    let doubled = Duration::milliseconds(500) * 2_i32.pow(attempts.min(12));
    doubled.min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_ten_minutes() {
        assert_eq!(wait_after(0), Duration::milliseconds(500));
        assert_eq!(wait_after(3), Duration::seconds(4));
        assert_eq!(wait_after(30), LONGEST_WAIT);
    }
}
