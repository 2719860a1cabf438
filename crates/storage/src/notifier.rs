//! Tells the workers of this process that a task may have become due.

use std::time::Duration;

use desk::event::Queue;
use tokio::sync::Notify;

/// One bell for each queue.
#[derive(Debug, Default)]
pub(crate) struct QueueNotifier([Notify; Queue::ALL.len()]);

impl QueueNotifier {
    /// Rings for queues. Only to be called after the commit that put the tasks there.
    ///
    /// A ring without a listener is kept for the next one, so that nothing is missed between a claim and a wait.
    pub(crate) fn notify(&self, queues: &[Queue]) {
        for queue in queues {
            self.of(*queue).notify_one();
        }
    }

    /// Waits for a ring, at most for `tick`: other processes do not ring here, and delayed tasks ring nowhere.
    pub(crate) async fn wait(&self, queue: Queue, tick: Duration) {
        let rung = self.of(queue).notified();
        // Either way there may be work.
        let _ = tokio::time::timeout(tick, rung).await;
    }

    fn of(&self, queue: Queue) -> &Notify {
        let place = Queue::ALL.iter().position(|one| *one == queue).expect("ALL names every queue");
        &self.0[place]
    }
}
