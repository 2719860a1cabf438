//! Tells the workers of this process that a task may have become due.

use desk::event::Queue;
use tokio::sync::{Notify, watch};

/// Whom a commit wakes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Woken {
    queues: Vec<Queue>,
    /// Events were written.
    pub(crate) events: bool,
}

impl Woken {
    /// A task of the queue may be due.
    pub(crate) fn queue(&mut self, queue: Queue) {
        if !self.queues.contains(&queue) {
            self.queues.push(queue);
        }
    }

    /// As well as these.
    pub(crate) fn join(&mut self, other: &Self) {
        for queue in &other.queues {
            self.queue(*queue);
        }
        self.events |= other.events;
    }
}

impl FromIterator<Queue> for Woken {
    fn from_iter<I: IntoIterator<Item = Queue>>(queues: I) -> Self {
        let mut woken = Self::default();
        queues.into_iter().for_each(|queue| woken.queue(queue));
        woken
    }
}

/// Wake-ups for the workers of each queue, and for whoever follows the events.
#[derive(Debug, Default)]
pub(crate) struct QueueNotifier {
    queues: [Notify; Queue::ALL.len()],
    events: Notify,
    /// How many events of all tenants have a place.
    placed: watch::Sender<i64>,
}

impl QueueNotifier {
    /// Wakes whoever waits. Only to be called after the commit that gave reason to.
    ///
    /// A wake-up without a listener is kept for the next one, so that nothing is missed between a claim and a wait.
    pub(crate) fn notify(&self, woken: &Woken) {
        for queue in &woken.queues {
            self.queues[queue.index()].notify_one();
        }
        if woken.events {
            self.events.notify_one();
        }
    }

    /// Waits until the queue is notified.
    pub(crate) async fn wait(&self, queue: Queue) {
        self.queues[queue.index()].notified().await;
    }

    /// Notes how many events have a place; wakes whoever follows them.
    pub(crate) fn placed(&self, events: i64) {
        self.placed.send_if_modified(|known| std::mem::replace(known, events) != events);
    }

    /// Waits until another number of events have places.
    pub(crate) async fn wait_for_events(&self, seen: i64) -> i64 {
        let mut placed = self.placed.subscribe();
        // It cannot be closed while we hold the sender.
        placed.wait_for(|number| *number != seen).await.map_or(seen, |number| *number)
    }

    /// Waits until this process has written events.
    pub(crate) async fn wait_for_unplaced_events(&self) {
        self.events.notified().await;
    }
}
