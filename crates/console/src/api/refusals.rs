//! What was refused, in the record: of each person the first few in a minute one by one, the others of that minute as a number.
//! Whoever asks for what they may not, again and again, fills no disk by that.
//!
//! What has no change beside it is written behind the answer, by a loop: whether a thing is missing or not theirs, nobody can tell
//! by the time it takes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use desk::audit::{Actor, Target};
use desk::event::Event;
use desk::id::PersonId;
use desk::store::StoreError;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::Api;

/// So many of one person are written one by one in each [`SPAN`].
const ONE_BY_ONE: u32 = 10;
/// The others of such a time are written as a number.
const SPAN: Duration = Duration::from_mins(1);
/// Most that wait to be written while the store cannot take them.
const MOST_WAITING: usize = 1_000;
/// How long to wait for the store to take them again.
const AGAIN: Duration = Duration::from_secs(5);

/// The action of whoever signs in.
pub(crate) const SIGN_IN: &str = "session.start";

/// Whose refusals are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Somebody who is signed in.
    Caller(PersonId),
    /// Whoever tries somebody's account.
    Account(PersonId),
    /// All others.
    Nobody,
}

/// Something that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) who: Who,
    pub(crate) action: &'static str,
    pub(crate) target: Option<Target>,
    pub(crate) reason: &'static str,
}

impl Refusal {
    fn event(self) -> Event {
        let Self { who, action, target, reason } = self;
        match who {
            Who::Account(person) => Event::SessionRefused { person: Some(person), reason },
            Who::Nobody if action == SIGN_IN => Event::SessionRefused { person: None, reason },
            Who::Caller(_) | Who::Nobody => Event::ActionRefused { action, target, reason },
        }
    }
}

/// The same that was refused several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    who: Who,
    action: &'static str,
    reason: &'static str,
}

#[derive(Default)]
struct Book {
    /// Since when, and how many were written one by one since then.
    lately: HashMap<Who, (Instant, u32)>,
    /// Since when, and how many more.
    counted: HashMap<Kind, (Instant, u32)>,
    /// To be written behind the answer.
    waiting: Vec<(Who, Event)>,
}

/// What was refused lately.
#[derive(Default)]
pub(crate) struct Refusals {
    book: Mutex<Book>,
    come: Notify,
}

impl Refusals {
    /// Whether a refusal is to be written by itself; else it is counted.
    pub(crate) fn admit(&self, refusal: Refusal) -> bool {
        let now = Instant::now();
        let mut book = self.book();
        let lately = book.lately.entry(refusal.who).or_insert((now, 0));
        if now - lately.0 >= SPAN {
            *lately = (now, 0);
        }
        if lately.1 < ONE_BY_ONE {
            lately.1 += 1;
            return true;
        }
        let kind = Kind { who: refusal.who, action: refusal.action, reason: refusal.reason };
        let counted = book.counted.entry(kind).or_insert((now, 0));
        counted.1 = counted.1.saturating_add(1);
        if counted.1 == 1 {
            self.come.notify_one();
        }
        false
    }

    /// Has a refusal written, or counted.
    pub(crate) fn note(&self, refusal: Refusal) {
        if self.admit(refusal) {
            let mut book = self.book();
            if book.waiting.len() < MOST_WAITING {
                book.waiting.push((refusal.who, refusal.event()));
            }
            self.come.notify_one();
        }
    }

    /// What is to be written now; with `all` also the numbers of a time that has not passed yet.
    fn due(&self, all: bool) -> Vec<(Who, Event)> {
        let now = Instant::now();
        let mut book = self.book();
        book.lately.retain(|_, (since, _)| now - *since < SPAN);
        let mut due = std::mem::take(&mut book.waiting);
        book.counted.retain(|kind, (since, times)| {
            let is_due = all || now - *since >= SPAN;
            if is_due {
                let person = match kind.who {
                    Who::Account(person) => Some(person),
                    Who::Caller(_) | Who::Nobody => None,
                };
                let Kind { action, reason, .. } = *kind;
                due.push((kind.who, Event::RefusalRepeated { action, person, reason, times: *times }));
            }
            !is_due
        });
        due
    }

    /// How long until a number is due. `None`: nothing is counted.
    fn next(&self) -> Option<Duration> {
        let book = self.book();
        let first = book.counted.values().map(|(since, _)| *since).min();
        first.map(|since| SPAN.saturating_sub(since.elapsed()))
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nobody panics while holding it")
    }
}

impl Api {
    /// Writes down what was refused, until it is told to stop; then what is left.
    pub async fn write_refusals(self, stop: CancellationToken) {
        loop {
            let is_last = stop.is_cancelled();
            if let Err(error) = self.write_refusals_now(is_last).await {
                warn!(%error, "what was refused cannot be written down now");
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    () = stop.cancelled() => {}
                }
            }
            if is_last {
                return;
            }
            let next = self.refusals.next().unwrap_or(SPAN);
            tokio::select! {
                () = self.refusals.come.notified() => {}
                () = tokio::time::sleep(next) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// The same once; with `all` also the numbers of the minute that has not passed yet.
    pub async fn write_refusals_now(&self, all: bool) -> Result<(), StoreError> {
        let due = self.refusals.due(all);
        if due.is_empty() {
            return Ok(());
        }
        let (due, kept) = (Arc::new(due), self.refusals.clone());
        let written = due.clone();
        let done = self.write(move |tx| {
            Box::pin(async move {
                for (who, event) in written.iter() {
                    tx.act_as(match who {
                        Who::Caller(person) => Actor::Person(*person),
                        Who::Account(_) | Who::Nobody => Actor::Desk,
                    });
                    tx.record(*event).await?;
                }
                Ok(())
            })
        });
        let done: Result<(), StoreError> = done.await;
        if done.is_err() {
            let mut book = kept.book();
            let room = MOST_WAITING.saturating_sub(book.waiting.len());
            book.waiting.extend(due.iter().take(room).copied());
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn refusal(number: u128, reason: &'static str) -> Refusal {
        let who = Who::Caller(PersonId::new(Uuid::from_u128(number)));
        Refusal { who, action: "ticket.read", target: None, reason }
    }

    fn numbers(due: Vec<(Who, Event)>) -> Vec<(&'static str, u32)> {
        let counted = due.into_iter().filter_map(|(_, event)| match event {
            Event::RefusalRepeated { reason, times, .. } => Some((reason, times)),
            _ => None,
        });
        let mut counted: Vec<_> = counted.collect();
        counted.sort_unstable();
        counted
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_a_few_rows_and_a_number_and_others_are_written_one_by_one() {
        let refusals = Refusals::default();
        let written = (0..1_000)
            .filter(|number| refusals.admit(refusal(1, if number % 3 == 0 { "missing" } else { "forbidden" })));
        assert_eq!(written.count(), 10);
        assert!(refusals.admit(refusal(2, "forbidden")), "somebody else");
        assert_eq!(numbers(refusals.due(false)), [], "the minute has not passed");
        assert_eq!(refusals.next(), Some(SPAN));
        tokio::time::advance(SPAN).await;
        assert_eq!(numbers(refusals.due(false)), [("forbidden", 660), ("missing", 330)]);
        assert!(refusals.due(true).is_empty() && refusals.next().is_none(), "each is told once");
        assert!(refusals.admit(refusal(1, "forbidden")), "another minute");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_counted_at_the_end_is_not_lost() {
        let refusals = Refusals::default();
        for _ in 0..12 {
            refusals.note(refusal(1, "forbidden"));
        }
        let due = refusals.due(true);
        assert_eq!((due.len(), numbers(due)), (11, vec![("forbidden", 2)]));
    }
}
