//! Tells the workers of this process that a task may have become due, and says it in words for other processes.

use desk::event::Queue;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::codes::Code;

/// Whom a commit wakes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Woken {
    queues: Vec<Queue>,
    /// Events were written.
    pub(crate) events: bool,
    /// So many events of all tenants have a place now.
    pub(crate) placed: Option<i64>,
}

/// Stands before the number of placed events in the words for other processes.
const PLACED: &str = "placed=";

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
        self.placed = self.placed.max(other.placed);
    }

    /// What other processes are told: who says it, and what concerns them. `None` where nothing does; each process gives its
    /// own events their places.
    pub(crate) fn told(&self, by: Uuid) -> Option<String> {
        let queues = self.queues.iter().map(|queue| queue.code().to_owned());
        let concerns: Vec<String> = queues.chain(self.placed.map(|placed| format!("{PLACED}{placed}"))).collect();
        (!concerns.is_empty()).then(|| format!("{by} {}", concerns.join(" ")))
    }

    /// What another process [`told`](Self::told); nothing where it was this one. Words that a newer program knows are passed over.
    pub(crate) fn heard(words: &str, by: Uuid) -> Self {
        let mut words = words.split(' ');
        let mut woken = Self::default();
        if words.next() == Some(by.to_string().as_str()) {
            return woken;
        }
        for word in words {
            if let Some(queue) = Queue::of(word) {
                woken.queue(queue);
            } else if let Some(placed) = word.strip_prefix(PLACED) {
                woken.placed = placed.parse().ok();
            }
        }
        woken
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
        if let Some(placed) = woken.placed {
            self.placed(placed);
        }
    }

    /// Waits until the queue is notified.
    pub(crate) async fn wait(&self, queue: Queue) {
        self.queues[queue.index()].notified().await;
    }

    /// Notes how many events have a place; wakes whoever follows them.
    pub(crate) fn placed(&self, events: i64) {
        // Two who tell of it may overtake each other.
        self.placed.send_if_modified(|known| {
            let more = events > *known;
            *known = events.max(*known);
            more
        });
    }

    /// Waits until another number of events have places.
    pub(crate) async fn wait_for_events(&self, seen: i64) -> i64 {
        let mut placed = self.placed.subscribe();
        // It cannot be closed while we hold the sender.
        placed.wait_for(|number| *number != seen).await.map_or(seen, |number| *number)
    }

    /// Tells whoever places events that another process has left some.
    pub(crate) fn unplaced(&self) {
        self.events.notify_one();
    }

    /// Waits until there are events to be placed.
    pub(crate) async fn wait_for_unplaced_events(&self) {
        self.events.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard_by_others_and_not_by_who_told_it() {
        let (this, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let all: Woken = Queue::ALL.into_iter().collect();
        for woken in [Woken { placed: Some(12), ..all.clone() }, all, Woken { placed: Some(3), ..Woken::default() }] {
            let words = woken.told(this).expect("there is something to tell");
            assert_eq!(Woken::heard(&words, other), woken, "{words}");
            assert_eq!(Woken::heard(&words, this), Woken::default(), "{words}");
        }
        assert_eq!(Woken { events: true, ..Woken::default() }.told(this), None);
        assert_eq!(Woken::heard("somebody intake later placed=x", this), [Queue::Intake].into_iter().collect());
    }
}
