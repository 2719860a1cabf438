//! Tells the workers of this process that a task may have become due.

use desk::event::Queue;
use tokio::sync::Notify;

/// A wake-up for each queue.
#[derive(Debug, Default)]
pub(crate) struct QueueNotifier([Notify; Queue::ALL.len()]);

impl QueueNotifier {
    /// Wakes whoever waits for these queues. Only to be called after the commit that put the tasks there.
    ///
    /// A wake-up without a listener is kept for the next one, so that nothing is missed between a claim and a wait.
    pub(crate) fn notify(&self, queues: &[Queue]) {
        for queue in queues {
            self.of(*queue).notify_one();
        }
    }

    /// Waits until the queue is notified.
    pub(crate) async fn wait(&self, queue: Queue) {
        self.of(queue).notified().await;
    }

    fn of(&self, queue: Queue) -> &Notify {
        &self.0[queue.index()]
    }
}
