//! Whether more can be taken in.
//!
//! What is acknowledged is kept and will be answered; but whoever would wait longer than [`LONGEST_WAIT`] is better told to come
//! again. How long the wait is follows from what waits and from how fast it has been going lately.

use std::sync::Mutex;
use std::time::Duration;

use desk::event::{Queue, QueueDepths};
use tokio::time::Instant;

/// Longest wait for an answer that is promised by taking a question in.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// Sends a second that Teams allows one bot; what is taken for the pace until a better one is seen.
pub(crate) const PACE_OF_TEAMS: f64 = 50.0;
/// The same where our own limits on sending are lifted.
pub(crate) const PACE_WITHOUT_LIMITS: f64 = 1000.0;
/// Share of the newest observation in the pace.
const NEWEST: f64 = 0.3;
/// Longest time that a caller is told to stay away.
const LONGEST_ABSENCE: Duration = Duration::from_mins(5);

/// Counts what waits and measures how fast it goes.
pub(crate) struct Admission(Mutex<State>);

struct State {
    /// Questions and answers under way, as the store has last counted them.
    waiting: u64,
    /// Taken in since then.
    taken: u64,
    /// Done a second, as observed while there was enough to do; never below what is usual.
    pace: f64,
    usual_pace: f64,
    counted_at: Instant,
}

/// There is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Busy {
    /// When to come again.
    pub(crate) retry_after: Duration,
}

impl Admission {
    pub(crate) fn new(usual_pace: f64) -> Self {
        let counted_at = Instant::now();
        Self(Mutex::new(State { waiting: 0, taken: 0, pace: usual_pace, usual_pace, counted_at }))
    }

    /// Takes one more in, or says when to come again.
    pub(crate) fn admit(&self) -> Result<(), Busy> {
        let mut state = self.0.lock().expect("nobody panics while holding it");
        let wait = (state.waiting + state.taken) as f64 / state.pace;
        let too_long = wait - LONGEST_WAIT.as_secs_f64();
        if too_long > 0.0 {
            let retry_after = Duration::from_secs(too_long.ceil() as u64).min(LONGEST_ABSENCE);
            return Err(Busy { retry_after });
        }
        state.taken += 1;
        Ok(())
    }

    /// Notes what the store has counted, and what was done since the last count.
    pub(crate) fn counted(&self, depths: QueueDepths) {
        let waiting = [Queue::Intake, Queue::Answering, Queue::Courier].map(|queue| depths.of(queue)).iter().sum();
        let mut state = self.0.lock().expect("nobody panics while holding it");
        let seconds = state.counted_at.elapsed().as_secs_f64();
        let done = (state.waiting + state.taken).saturating_sub(waiting) as f64 / seconds.max(0.001);
        // An hour without questions says nothing about how fast they would be answered.
        if waiting > 0 && done > 0.0 {
            state.pace = (state.pace * (1.0 - NEWEST) + done * NEWEST).max(state.usual_pace);
        }
        (state.waiting, state.taken, state.counted_at) = (waiting, 0, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depths(courier: i64) -> QueueDepths {
        let mut depths = QueueDepths::default();
        depths.add(Queue::Courier, courier);
        depths
    }

    #[tokio::test(start_paused = true)]
    async fn two_thousand_at_once_are_taken_in_and_whoever_would_wait_longer_than_a_minute_is_not() {
        let admission = Admission::new(PACE_OF_TEAMS);
        for number in 0..=3000 {
            assert_eq!(admission.admit(), Ok(()), "{number}");
        }
        assert_eq!(admission.admit(), Err(Busy { retry_after: Duration::from_secs(1) }));
        tokio::time::advance(Duration::from_secs(1)).await;
        admission.counted(depths(2950));
        assert_eq!(admission.admit(), Ok(()), "what was done makes room");
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_program_takes_in_more_and_an_idle_hour_teaches_nothing() {
        let admission = Admission::new(PACE_OF_TEAMS);
        let mut waiting = 3000;
        admission.counted(depths(waiting));
        for _ in 0..5 {
            tokio::time::advance(Duration::from_secs(1)).await;
            waiting -= 500;
            admission.counted(depths(waiting));
        }
        admission.counted(depths(20_000));
        assert_eq!(admission.admit(), Ok(()), "at 400 a second that is 50 seconds");
        admission.counted(depths(0));
        tokio::time::advance(Duration::from_hours(1)).await;
        admission.counted(depths(0));
        admission.counted(depths(20_000));
        assert_eq!(admission.admit(), Ok(()));
        admission.counted(depths(200_000));
        assert_eq!(admission.admit(), Err(Busy { retry_after: LONGEST_ABSENCE }));
    }
}
