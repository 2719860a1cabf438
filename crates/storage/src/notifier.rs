//! Tells the workers of this process what there is to do: hands them tasks, or says that some are to be claimed; and says it in
//! words for other processes.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::event::{Claimed, Queue};
use desk::id::TaskId;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::codes::Code;

/// What follows from a commit.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Woken {
    queues: Vec<Queue>,
    /// Tasks that were added and taken over at once.
    handed: Vec<Claimed>,
    /// All tasks that were taken over.
    held: Vec<Held>,
    /// Events were written that are to get their places.
    pub(crate) unplaced: bool,
    /// How many events were written that have their places already.
    pub(crate) newly_placed: i64,
    /// How many events of all tenants have a place now.
    pub(crate) placed: Option<i64>,
    /// How often the FAQ or an organisation's own words were changed.
    pub(crate) revisions: i64,
    /// This process has renewed its lease, in milliseconds since 1970.
    pub(crate) renewed_at: Option<i64>,
}

/// A task that this process has taken over, and since when it holds it, in milliseconds since 1970.
pub(crate) type Held = (TaskId, i64);

/// So often it is looked whether a task is held of which nobody knows. The first time, the server may still be about to commit.
const LOOKS: u8 = 3;

/// Stands before the number of placed events in the words for other processes.
const PLACED: &str = "placed=";
/// Stands before how often the FAQ or an organisation's own words were changed.
const REVISIONS: &str = "revisions=";

impl Woken {
    /// A task of the queue may be due.
    pub(crate) fn queue(&mut self, queue: Queue) {
        if !self.queues.contains(&queue) {
            self.queues.push(queue);
        }
    }

    /// A task goes to the worker that waits for it.
    pub(crate) fn hand(&mut self, task: Claimed) {
        self.handed.push(task);
    }

    /// This process holds a task.
    pub(crate) fn hold(&mut self, held: Held) {
        self.held.push(held);
    }

    /// Adds what follows from another unit of work in the same commit.
    pub(crate) fn join(&mut self, other: Self) {
        for queue in other.queues {
            self.queue(queue);
        }
        self.handed.extend(other.handed);
        self.held.extend(other.held);
        self.unplaced |= other.unplaced;
        self.newly_placed += other.newly_placed;
        self.placed = self.placed.max(other.placed);
        self.revisions += other.revisions;
        self.renewed_at = other.renewed_at.or(self.renewed_at);
    }

    /// What other processes are told: who says it, and what concerns them. `None` where nothing does; each process gives its
    /// own events their places.
    pub(crate) fn told(&self, by: Uuid) -> Option<String> {
        let queues = self.queues.iter().map(|queue| queue.code().to_owned());
        let placed = self.placed.map(|placed| format!("{PLACED}{placed}"));
        let revisions = (self.revisions > 0).then(|| format!("{REVISIONS}{}", self.revisions));
        let concerns: Vec<String> = queues.chain(placed).chain(revisions).collect();
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
            } else if let Some(revisions) = word.strip_prefix(REVISIONS) {
                woken.revisions = revisions.parse().unwrap_or(0);
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

/// Where the worker of a queue waits.
#[derive(Debug, Default)]
struct Waiting {
    wake: Notify,
    /// How many tasks it can begin at once; 0 while it does not wait.
    room: AtomicUsize,
    post: Mutex<Post>,
}

/// What the worker finds when it looks next.
#[derive(Debug, Default)]
struct Post {
    handed: Vec<Claimed>,
    /// Others may be due.
    others: bool,
}

/// Wake-ups for the workers of each queue, and for whoever follows the events.
#[derive(Debug, Default)]
pub(crate) struct QueueNotifier {
    queues: [Waiting; Queue::ALL.len()],
    unplaced: Notify,
    /// How many events of all tenants have a place.
    placed: watch::Sender<i64>,
    /// How often a revision of a tenant may have moved.
    revisions: watch::Sender<i64>,
    /// What the revisions of all tenants added up to when they were last counted.
    counted_revisions: AtomicI64,
    /// When this process last renewed its lease, in milliseconds since 1970.
    renewed_at: AtomicI64,
    /// Tasks that this process may hold without knowing it, each with how often it is still looked for.
    in_doubt: Mutex<Vec<(Held, u8)>>,
}

impl QueueNotifier {
    /// Wakes whoever waits. Only to be called after the commit that gave reason to.
    ///
    /// A wake-up without a listener is kept for the next one, so that nothing is missed between a claim and a wait.
    pub(crate) fn notify(&self, woken: &mut Woken) {
        for queue in &woken.queues {
            self.queues[queue.index()].put(|post| post.others = true);
        }
        for task in woken.handed.drain(..) {
            let waiting = &self.queues[task.task.queue().index()];
            waiting.put(|post| post.handed.push(task));
        }
        if woken.unplaced {
            self.unplaced.notify_one();
        }
        if woken.newly_placed > 0 {
            // What other processes have placed comes with the next heartbeat.
            self.placed.send_modify(|known| *known += woken.newly_placed);
        }
        if let Some(placed) = woken.placed {
            self.placed(placed);
        }
        if woken.revisions > 0 {
            self.revisions.send_modify(|known| *known += woken.revisions);
        }
        if let Some(renewed_at) = woken.renewed_at {
            self.renewed_at.store(renewed_at, Ordering::Relaxed);
            self.all_in_doubt().retain_mut(|(_, looks)| {
                *looks -= 1;
                *looks > 0
            });
        }
    }

    /// The connection broke while this was committed: whether it was, the database alone knows.
    pub(crate) fn note_in_doubt(&self, woken: Woken) {
        self.all_in_doubt().extend(woken.held.into_iter().map(|held| (held, LOOKS)));
    }

    /// The tasks that this process may hold without knowing it.
    pub(crate) fn in_doubt(&self) -> Vec<Held> {
        self.all_in_doubt().iter().map(|(held, _)| *held).collect()
    }

    fn all_in_doubt(&self) -> MutexGuard<'_, Vec<(Held, u8)>> {
        self.in_doubt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When this process last renewed its lease, in milliseconds since 1970.
    pub(crate) fn renewed_at(&self) -> i64 {
        self.renewed_at.load(Ordering::Relaxed)
    }

    /// Whether the worker of a queue waits and can begin one more task at once.
    pub(crate) fn has_room(&self, queue: Queue) -> bool {
        self.queues[queue.index()].room.load(Ordering::Relaxed) > 0
    }

    /// Takes a place for a task that the commit will hand over. Where the transaction is undone, the place stays taken
    /// until the worker waits again: until then one task less is handed over, and is claimed instead.
    pub(crate) fn take_room(&self, queue: Queue) {
        let room = &self.queues[queue.index()].room;
        // Two transactions of PostgreSQL may both take the last room: the worker begins one of the tasks a little later.
        let _ = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(1));
    }

    /// Waits until tasks are handed over and returns them, mostly no more than `room`; or returns none when others may
    /// be due, which are to be claimed.
    pub(crate) async fn wait(&self, queue: Queue, room: usize) -> Vec<Claimed> {
        self.queues[queue.index()].wait(room).await
    }

    /// Notes how many events have a place; wakes whoever follows them.
    pub(crate) fn placed(&self, events: i64) {
        // Two commits may tell of it in another order than they were made in: a smaller number is an old one.
        self.placed.send_if_modified(|known| {
            let more = events > *known;
            *known = events.max(*known);
            more
        });
    }

    /// Notes how many events have a place, as the database says; wakes whoever follows them. What was added up here may have been
    /// counted twice, where the database was asked between a commit and the news of it.
    pub(crate) fn placed_by_count(&self, events: i64) {
        self.placed.send_if_modified(|known| std::mem::replace(known, events) != events);
    }

    /// Waits until another number of events have places.
    pub(crate) async fn wait_for_events(&self, seen: i64) -> i64 {
        let mut placed = self.placed.subscribe();
        // It cannot be closed while we hold the sender.
        placed.wait_for(|number| *number != seen).await.map_or(seen, |number| *number)
    }

    /// Notes what the revisions of all tenants add up to, as the database says; wakes whoever follows them where that is not what was
    /// counted before. What was told is left out of that: told and counted at once, it would hide what another process changes next.
    pub(crate) fn revisions_by_count(&self, sum: i64) {
        if self.counted_revisions.swap(sum, Ordering::Relaxed) != sum {
            self.revisions.send_modify(|moves| *moves += 1);
        }
    }

    /// Waits until a revision may have moved once more than `seen`.
    pub(crate) async fn wait_for_revisions(&self, seen: i64) -> i64 {
        let mut revisions = self.revisions.subscribe();
        // It cannot be closed while we hold the sender.
        revisions.wait_for(|moves| *moves != seen).await.map_or(seen, |moves| *moves)
    }

    /// Tells whoever places events that another process has left some.
    pub(crate) fn unplaced(&self) {
        self.unplaced.notify_one();
    }

    /// Waits until there are events to be placed.
    pub(crate) async fn wait_for_unplaced_events(&self) {
        self.unplaced.notified().await;
    }
}

impl Waiting {
    fn put(&self, change: impl FnOnce(&mut Post)) {
        change(&mut self.post.lock().unwrap_or_else(PoisonError::into_inner));
        self.wake.notify_one();
    }

    async fn wait(&self, room: usize) -> Vec<Claimed> {
        let _offered = Offered::new(&self.room, room);
        loop {
            if let Some(tasks) = self.take() {
                return tasks;
            }
            self.wake.notified().await;
        }
    }

    /// The tasks that were handed over; no tasks where none was and others may be due. `None`: there is nothing new.
    fn take(&self) -> Option<Vec<Claimed>> {
        let mut post = self.post.lock().unwrap_or_else(PoisonError::into_inner);
        if post.handed.is_empty() {
            return std::mem::take(&mut post.others).then(Vec::new);
        }
        Some(std::mem::take(&mut post.handed))
    }
}

/// Room that is offered while somebody waits.
struct Offered<'a>(&'a AtomicUsize);

impl<'a> Offered<'a> {
    fn new(room: &'a AtomicUsize, size: usize) -> Self {
        room.store(size, Ordering::Relaxed);
        Self(room)
    }
}

impl Drop for Offered<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn an_event_that_was_counted_twice_hides_no_later_one() {
        let notifier = QueueNotifier::default();
        let seen = |seen| notifier.wait_for_events(seen).now_or_never();
        notifier.placed_by_count(7);
        notifier.notify(&mut Woken { newly_placed: 1, ..Woken::default() });
        assert_eq!(seen(7), Some(8), "the seventh was among those that were counted");
        notifier.placed_by_count(7);
        assert_eq!(seen(7), None);
        notifier.placed_by_count(8);
        assert_eq!(seen(7), Some(8), "another process has placed one");
    }

    #[test]
    fn a_revision_that_was_told_and_counted_hides_no_later_one() {
        let notifier = QueueNotifier::default();
        let moved = |seen| notifier.wait_for_revisions(seen).now_or_never();
        // Counted between the commit and the news of it.
        notifier.revisions_by_count(1);
        notifier.notify(&mut Woken { revisions: 1, ..Woken::default() });
        let seen = moved(0).expect("something has moved");
        notifier.revisions_by_count(1);
        assert_eq!(moved(seen), None);
        notifier.revisions_by_count(2);
        assert!(moved(seen).is_some(), "another process has changed something");
    }

    #[test]
    fn what_is_told_is_heard_by_others_and_not_by_who_told_it() {
        let (this, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let all: Woken = Queue::ALL.into_iter().collect();
        let placed = Woken { placed: Some(3), ..Woken::default() };
        let revisions = Woken { revisions: 2, ..Woken::default() };
        for woken in [Woken { placed: Some(12), revisions: 1, ..all.clone() }, all, placed, revisions] {
            let words = woken.told(this).expect("there is something to tell");
            assert_eq!(Woken::heard(&words, other), woken, "{words}");
            assert_eq!(Woken::heard(&words, this), Woken::default(), "{words}");
        }
        assert_eq!(Woken { unplaced: true, ..Woken::default() }.told(this), None);
        assert_eq!(
            Woken::heard("somebody intake later placed=x revisions=y", this),
            [Queue::Intake].into_iter().collect()
        );
    }
}
