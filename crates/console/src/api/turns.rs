//! Turns to look at a password: each takes 19 MiB and some hundredths of a second of one core.
//!
//! Strangers wait behind strangers only. Whoever is known, by the session or because the browser has signed in before, has a turn
//! of their own, so that a crowd at the door keeps nobody out who belongs here.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::crowd::{Crowd, Place};
use super::problem::Fault;

/// Passwords of strangers, and of those who are known, that are looked at side by side.
const AT_ONCE: usize = 1;
/// How long a password may wait for its turn to be looked at.
const WITHIN: Duration = Duration::from_secs(5);
/// Most passwords of one browser, address or person that wait or are looked at: an office signs in behind one address at nine.
const MOST_OF_ONE: usize = 16;

/// Who wants a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// Nobody knows them; where they come from.
    Strangers([u8; 32]),
    /// A browser or a session that is known.
    Known([u8; 32]),
}

/// The turns that there are.
#[derive(Debug)]
pub(crate) struct Turns {
    strangers: Arc<Semaphore>,
    known: Arc<Semaphore>,
    /// Who has or waits for how many turns.
    wanted: Arc<Crowd<Whose>>,
}

impl Default for Turns {
    fn default() -> Self {
        let lane = || Arc::new(Semaphore::new(AT_ONCE));
        Self { strangers: lane(), known: lane(), wanted: Arc::default() }
    }
}

impl Turns {
    /// A turn, once it has come. One that wants too many at once, or too long in vain, is turned away.
    pub(crate) async fn take(&self, whose: Whose) -> Result<Turn, Fault> {
        let place = self.wanted.enter(whose, (MOST_OF_ONE, usize::MAX)).map_err(|_| Fault::TooManyAtOnce)?;
        let lane = match whose {
            Whose::Strangers(_) => &self.strangers,
            Whose::Known(_) => &self.known,
        };
        match tokio::time::timeout(WITHIN, lane.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _place: place, _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(Fault::Unavailable),
        }
    }
}

/// A turn; given back when it is dropped.
pub(crate) struct Turn {
    _place: Place<Whose>,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Does what the turn is for, on a thread that may take its time. The turn goes with it: nobody ends hashing who no longer waits.
    pub(crate) async fn spend<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let done = tokio::task::spawn_blocking(move || {
            let _turn = self;
            work()
        });
        done.await.map_err(|_| Fault::Internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const PATIENCE: Duration = Duration::from_mins(1);

    /// Hashing that lasts until it is let go.
    #[derive(Default)]
    struct Hashing {
        now: AtomicUsize,
        most: AtomicUsize,
        done: AtomicUsize,
        go: std::sync::Condvar,
        may_end: Mutex<bool>,
    }

    impl Hashing {
        fn hash(&self) {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let mut may_end = self.may_end.lock().expect("unharmed");
            while !*may_end {
                may_end = self.go.wait(may_end).expect("unharmed");
            }
            drop(may_end);
            self.now.fetch_sub(1, Ordering::SeqCst);
            self.done.fetch_add(1, Ordering::SeqCst);
        }

        fn let_go(&self) {
            *self.may_end.lock().expect("unharmed") = true;
            self.go.notify_all();
        }
    }

    async fn until(what: impl Fn() -> bool) {
        let waited = async {
            while !what() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waited).await.expect("it comes to that");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn sign_ins_that_are_given_up_make_no_third_password_looked_at() {
        let (turns, hashing) = (Arc::new(Turns::default()), Arc::new(Hashing::default()));
        let begin = |number: u8| {
            let whose =
                if number.is_multiple_of(2) { Whose::Strangers([number; 32]) } else { Whose::Known([number; 32]) };
            let (turns, hashing) = (turns.clone(), hashing.clone());
            tokio::spawn(async move {
                let turn = turns.take(whose).await?;
                turn.spend(move || hashing.hash()).await
            })
        };
        let first: Vec<_> = (0..2).map(begin).collect();
        until(|| hashing.now.load(Ordering::SeqCst) == 2).await;
        // Whoever began has gone; what was begun has not.
        first.iter().for_each(tokio::task::JoinHandle::abort);
        let later: Vec<_> = (2..40).map(begin).collect();
        until(|| turns.wanted.size() == 40).await;
        assert_eq!(hashing.now.load(Ordering::SeqCst), 2);
        later.iter().skip(2).for_each(tokio::task::JoinHandle::abort);
        hashing.let_go();
        for one in later {
            let _ = one.await;
        }
        until(|| turns.wanted.size() == 0).await;
        assert_eq!((hashing.most.load(Ordering::SeqCst), hashing.done.load(Ordering::SeqCst)), (2, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_of_strangers_keeps_nobody_waiting_who_is_known() {
        let turns = Arc::new(Turns::default());
        let turn = turns.take(Whose::Strangers([0; 32])).await.expect("nobody waits");
        let crowd: Vec<_> = (1..=200)
            .map(|number| {
                let turns = turns.clone();
                tokio::spawn(async move { turns.take(Whose::Strangers([number; 32])).await.is_ok() })
            })
            .collect();
        tokio::task::yield_now().await;
        let known = tokio::time::timeout(Duration::ZERO, turns.take(Whose::Known([1; 32]))).await;
        assert!(known.expect("at once").is_ok());
        for one in crowd {
            assert!(!one.await.expect("it ends"), "five seconds in vain");
        }
        drop(turn);
        assert_eq!(turns.wanted.size(), 0);
        assert!(turns.take(Whose::Strangers([1; 32])).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_fills_no_queue() {
        let turns = Arc::new(Turns::default());
        let whose = Whose::Strangers([1; 32]);
        let turn = turns.take(whose).await.expect("nobody waits");
        let waiting: Vec<_> = (1..MOST_OF_ONE)
            .map(|_| {
                let turns = turns.clone();
                tokio::spawn(async move { turns.take(whose).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let one_more = turns.take(whose).await;
        assert!(matches!(one_more, Err(Fault::TooManyAtOnce)));
        drop(turn);
        for one in waiting {
            assert!(one.await.expect("it ends").is_ok(), "the control");
        }
    }
}
