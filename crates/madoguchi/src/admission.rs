//! Whether more can be taken in.
//!
//! What is acknowledged is kept and will be answered; but whoever would wait longer than [`LONGEST_WAIT`] is better told to come
//! again. How long the wait is follows from what waits and from how fast it has been going lately.

use std::sync::Mutex;
use std::time::Duration;

use desk::event::{Depth, Queue, QueueDepths};
use desk::store::COUNTED_AHEAD;
use tokio::time::Instant;

/// Longest wait for an answer that is promised by taking a question in.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
// What waits must be counted as far ahead as somebody who is taken in now may wait.
const _: () = assert!(LONGEST_WAIT.as_secs() == COUNTED_AHEAD.whole_seconds() as u64);
/// Share of the newest observation in the pace.
const NEWEST: f64 = 0.3;
/// Of so long a wait, by the limit, it is observed whether the machine keeps to it.
const MUCH: Duration = Duration::from_secs(1);
/// Part of the limit below which what is observed counts: from second to second it varies.
const CLEARLY_SLOWER: f64 = 0.7;
/// Longest time that a caller is told to stay away.
const LONGEST_ABSENCE: Duration = Duration::from_mins(5);

/// Counts what waits and measures how fast it goes.
pub(crate) struct Admission(Mutex<State>);

struct State {
    /// Questions and answers under way, as the store has last counted them.
    waiting: u64,
    /// Taken in since then.
    taken: u64,
    /// Sends a second that Teams allows.
    limit: Option<f64>,
    /// How many were done a second while there was enough to do; `None` before that has been seen.
    observed: Option<f64>,
    /// Questions and answers under way, those put off for longer, too, which are not done.
    unfinished: u64,
    /// Since when nothing was seen to be done. A slow disk does nothing for some seconds and much in the next.
    idle_since: Instant,
}

impl State {
    /// How many are done a second. Each answer takes one send, so that what seems faster than the limit is not; a machine may be
    /// slower. `None` where nothing is known: nobody is turned away on a guess.
    fn pace(&self) -> Option<f64> {
        match (self.limit, self.observed) {
            (Some(limit), Some(observed)) if observed >= CLEARLY_SLOWER * limit => Some(limit),
            (limit, observed) => observed.or(limit),
        }
    }
}

/// There is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Busy {
    /// When to come again.
    pub(crate) retry_after: Duration,
}

impl Admission {
    /// `limit`: sends a second that Teams allows (see `teams::outbound::rate`); none where its limits are lifted.
    pub(crate) fn new(limit: Option<f64>) -> Self {
        let idle_since = Instant::now();
        Self(Mutex::new(State { waiting: 0, taken: 0, limit, observed: None, unfinished: 0, idle_since }))
    }

    /// Takes one more in, or says when to come again.
    pub(crate) fn admit(&self) -> Result<(), Busy> {
        let mut state = self.0.lock().expect("nobody panics while holding it");
        let wait = state.pace().map_or(0.0, |pace| (state.waiting + state.taken) as f64 / pace);
        let too_long = wait - LONGEST_WAIT.as_secs_f64();
        if too_long > 0.0 {
            let retry_after = Duration::from_secs(too_long.ceil() as u64).min(LONGEST_ABSENCE);
            return Err(Busy { retry_after });
        }
        state.taken += 1;
        Ok(())
    }

    /// How many were taken in since the last count; to be asked before the store is.
    pub(crate) fn taken(&self) -> u64 {
        self.0.lock().expect("nobody panics while holding it").taken
    }

    /// Notes what the store has counted, and what was done since the last count. What was taken in beside the `taken` of before, while
    /// the store counted, may not be in its count: it is neither done nor forgotten.
    pub(crate) fn counted(&self, taken: u64, depths: QueueDepths) {
        let depths = [Queue::Intake, Queue::Answering, Queue::Courier].map(|queue| depths.of(queue));
        let sum = |of: fn(Depth) -> u64| depths.iter().map(|&depth| of(depth)).sum::<u64>();
        let (waiting, due, unfinished) = (sum(Depth::waiting), sum(|depth| depth.due), sum(Depth::all));
        let mut state = self.0.lock().expect("nobody panics while holding it");
        let done = (state.unfinished + taken).saturating_sub(unfinished);
        // An hour with few questions says nothing about how fast many would be answered: there must have been more to do, and not
        // only what was put off since its chat or all of Teams cannot be reached.
        let is_much = state.limit.map_or(due >= done, |limit| due as f64 >= MUCH.as_secs_f64() * limit);
        if is_much && done > 0 {
            let newest = done as f64 / state.idle_since.elapsed().as_secs_f64().max(0.001);
            let known = state.observed.or(state.limit);
            state.observed = Some(known.map_or(newest, |pace| pace * (1.0 - NEWEST) + newest * NEWEST));
        } else if !is_much && state.limit.is_some() {
            // What was slow before need not be slow when many come next.
            state.observed = None;
        }
        if done > 0 || !is_much {
            state.idle_since = Instant::now();
        }
        let meanwhile = state.taken.saturating_sub(taken);
        (state.waiting, state.unfinished, state.taken) = (waiting, unfinished, meanwhile);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: f64 = 50.0;

    fn depths(due: u64) -> QueueDepths {
        put_off(Depth { due, ..Depth::default() })
    }

    fn put_off(courier: Depth) -> QueueDepths {
        [(Queue::Courier, courier)].into_iter().collect()
    }

    #[tokio::test(start_paused = true)]
    async fn two_thousand_at_once_are_taken_in_and_whoever_would_wait_longer_than_a_minute_is_not() {
        let admission = Admission::new(Some(PACE));
        for number in 0..=3000 {
            assert_eq!(admission.admit(), Ok(()), "{number}");
        }
        assert_eq!(admission.admit(), Err(Busy { retry_after: Duration::from_secs(1) }));
        tokio::time::advance(Duration::from_secs(1)).await;
        admission.counted(admission.taken(), depths(2950));
        assert_eq!(admission.admit(), Ok(()), "what was done makes room");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_taken_in_while_the_store_counts_is_neither_done_nor_forgotten() {
        let admission = Admission::new(Some(PACE));
        let admit = |most: usize| (0..most).filter(|_| admission.admit().is_ok()).count();
        let mut all = 0;
        for waiting in [0, 1_000, 2_000] {
            let taken = admission.taken();
            tokio::time::advance(Duration::from_secs(1)).await;
            all += admit(1_000);
            admission.counted(taken, depths(waiting));
        }
        assert_eq!((all, admit(9_000)), (3_000, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_seems_faster_than_the_limit_takes_nobody_in() {
        let admission = Admission::new(Some(PACE));
        let mut waiting = 10_000;
        for _ in 0..9 {
            admission.counted(admission.taken(), depths(waiting));
            tokio::time::advance(Duration::from_secs(1)).await;
            waiting -= 500;
        }
        admission.counted(admission.taken(), depths(3_001));
        assert_eq!(admission.admit(), Err(Busy { retry_after: Duration::from_secs(1) }));
    }

    #[tokio::test(start_paused = true)]
    async fn a_machine_that_is_slower_than_the_limit_takes_in_what_it_answers_within_a_minute() {
        for (a_second, is_busy) in [(10, true), (40, false)] {
            let admission = Admission::new(Some(PACE));
            for seconds in 0..10 {
                admission.counted(admission.taken(), depths(2_900 - seconds * a_second));
                tokio::time::advance(Duration::from_secs(1)).await;
            }
            assert_eq!(admission.admit().is_err(), is_busy, "{a_second}");
            // It is over; in some chats something was put off, and a few ask.
            let some = put_off(Depth { due: 1, soon: 99, later: 10 });
            admission.counted(admission.taken(), some);
            for _ in 0..10 {
                assert_eq!(admission.admit(), Ok(()));
                tokio::time::advance(Duration::from_secs(1)).await;
                admission.counted(admission.taken(), some);
            }
            admission.counted(admission.taken(), depths(2_900));
            assert_eq!(admission.admit(), Ok(()), "what was slow need not be so again");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_machine_that_does_much_now_and_then_is_no_faster_than_it_is() {
        let admission = Admission::new(Some(PACE));
        // Ten a second, done three seconds at a time: who comes now waits for 150 seconds.
        for seconds in 0..30 {
            admission.counted(admission.taken(), depths(1_800 - seconds / 3 * 30));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert!(admission.admit().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_put_off_while_teams_cannot_be_reached_is_not_taken_for_slowness() {
        let admission = Admission::new(Some(PACE));
        // Five a second ask, each in another chat; nothing arrives, and pauses grow beyond the minute that is counted ahead.
        for seconds in 0..300 {
            for _ in 0..5 {
                assert_eq!(admission.admit(), Ok(()), "after {seconds} s");
            }
            let (due, later) = (5, 5 * seconds / 3);
            let depth = Depth { due, soon: 5 * seconds - later, later };
            admission.counted(admission.taken(), put_off(depth));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_program_takes_in_more_and_an_idle_hour_teaches_nothing() {
        let admission = Admission::new(None);
        let mut waiting = 3000;
        admission.counted(admission.taken(), depths(waiting));
        for _ in 0..5 {
            tokio::time::advance(Duration::from_secs(1)).await;
            waiting -= 500;
            admission.counted(admission.taken(), depths(waiting));
        }
        admission.counted(admission.taken(), depths(20_000));
        assert_eq!(admission.admit(), Ok(()), "at 500 a second that is 40 seconds");
        admission.counted(admission.taken(), depths(0));
        tokio::time::advance(Duration::from_hours(1)).await;
        admission.counted(admission.taken(), depths(0));
        admission.counted(admission.taken(), depths(20_000));
        assert_eq!(admission.admit(), Ok(()));
        admission.counted(admission.taken(), depths(200_000));
        assert_eq!(admission.admit(), Err(Busy { retry_after: LONGEST_ABSENCE }));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nobody_is_turned_away_before_it_is_seen_to_be_slow() {
        let admission = Admission::new(None);
        for number in 0..100_000 {
            assert_eq!(admission.admit(), Ok(()), "{number}");
        }
        admission.counted(admission.taken(), depths(100));
        for _ in 0..60 {
            tokio::time::advance(Duration::from_secs(1)).await;
            (0..20).for_each(|_| assert_eq!(admission.admit(), Ok(())));
            admission.counted(admission.taken(), depths(1));
        }
        admission.counted(admission.taken(), depths(100_000));
        assert_eq!(admission.admit(), Ok(()), "twenty a second were all that came, and not all that can be done");
        tokio::time::advance(Duration::from_secs(1)).await;
        admission.counted(admission.taken(), depths(99_000));
        let retry_after = Duration::from_secs(39);
        assert_eq!(admission.admit(), Err(Busy { retry_after }), "a thousand a second have been seen");
    }
}
