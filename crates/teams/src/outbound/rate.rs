//! The service's rate limits, kept on our side so that it need not throttle us.
//!
//! Figures from Microsoft's page "Rate limiting for agents" (2026-10): per bot and conversation, and per app and tenant.
//! They are estimates and may change; a 429 with its `Retry-After` rules over them ([`RateLimiter::hold`]).

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// So many in so many milliseconds.
type Window = (usize, u64);

/// Sending, updating and creating, in one conversation.
const SEND: [Window; 4] = [(7, 1_000), (8, 2_000), (60, 30_000), (1_800, 3_600_000)];
/// Reading the roster of one conversation.
const READ: [Window; 4] = [(14, 1_000), (16, 2_000), (120, 30_000), (3_600, 3_600_000)];
/// Everything of one tenant.
const TENANT: Window = (50, 1_000);
/// With so many conversations in memory, those that rest are forgotten.
const MANY: usize = 4_096;

/// What a call counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sending, updating, creating.
    Send,
    /// Reading.
    Read,
}

/// When a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// After this wait; the place is taken.
    After(Duration),
    /// Not within the patience of the caller; no place is taken.
    Later(Duration),
}

/// The limits of all conversations and tenants.
#[derive(Default)]
pub struct RateLimiter {
    inside: Mutex<Inside>,
    lifted: bool,
}

#[derive(Default)]
struct Inside {
    logs: HashMap<(Kind, String, String), Log>,
    tenants: HashMap<String, Log>,
}

/// The places that were taken, oldest first, and until when nothing may go.
#[derive(Default)]
struct Log {
    taken: VecDeque<Instant>,
    held: Option<Instant>,
}

impl RateLimiter {
    /// No windows at all, for measuring against a service that has none. What the service says rules all the same.
    pub fn lifted() -> Self {
        Self { lifted: true, ..Self::default() }
    }

    /// Takes the next place in a conversation, if it is no further away than `patience`.
    pub fn acquire(&self, kind: Kind, tenant: &str, conversation: &str, patience: Duration) -> Permit {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        if self.lifted {
            let log = inside.logs.get(&(kind, tenant.to_owned(), conversation.to_owned()));
            let wait = log.and_then(|log| log.held).map_or(Duration::ZERO, |held| held.saturating_duration_since(now));
            return if wait > patience { Permit::Later(wait) } else { Permit::After(wait) };
        }
        inside.forget_idle(now);
        let Inside { logs, tenants } = &mut *inside;
        let log = logs.entry((kind, tenant.to_owned(), conversation.to_owned())).or_default();
        let of_tenant = tenants.entry(tenant.to_owned()).or_default();
        let limiter: &[Window] = match kind {
            Kind::Send => &SEND,
            Kind::Read => &READ,
        };
        let at = of_tenant.free_from(log.next(now, limiter), now);
        let wait = at - now;
        if wait > patience {
            return Permit::Later(wait);
        }
        log.taken.push_back(at);
        of_tenant.take(at);
        Permit::After(wait)
    }

    /// A call that had entered is over. The service saw it somewhere between then and now, so its place counts from now:
    /// else a slow first call and a quick later one would be too many for the service and not for us.
    pub fn release(&self, kind: Kind, tenant: &str, conversation: &str) {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        let log = inside.logs.get_mut(&(kind, tenant.to_owned(), conversation.to_owned()));
        if let Some(last) = log.and_then(|log| log.taken.back_mut()) {
            *last = now.max(*last);
        }
    }

    /// Lets nothing be sent in a conversation for some time.
    pub fn hold(&self, tenant: &str, conversation: &str, time: Duration) {
        let until = Instant::now() + time;
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        let log = inside.logs.entry((Kind::Send, tenant.to_owned(), conversation.to_owned())).or_default();
        log.held = Some(log.held.map_or(until, |held| held.max(until)));
    }

    /// Whether a send would have to wait.
    pub fn is_busy(&self, tenant: &str, conversation: &str) -> bool {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        let log = inside.logs.get_mut(&(Kind::Send, tenant.to_owned(), conversation.to_owned()));
        log.is_some_and(|log| log.next(now, &SEND) > now)
    }
}

impl Inside {
    fn forget_idle(&mut self, now: Instant) {
        if self.logs.len() >= MANY {
            self.logs.retain(|_, log| !log.rests(now));
        }
        if self.tenants.len() >= MANY {
            self.tenants.retain(|_, log| !log.rests(now));
        }
    }
}

impl Log {
    /// The earliest moment that no window forbids, not before those already taken.
    fn next(&mut self, now: Instant, limiter: &[Window]) -> Instant {
        let longest = limiter.iter().map(|(_, milliseconds)| *milliseconds).max().unwrap_or_default();
        while self.taken.front().is_some_and(|first| *first + Duration::from_millis(longest) <= now) {
            self.taken.pop_front();
        }
        let mut at = self.taken.back().copied().unwrap_or(now).max(self.held.unwrap_or(now)).max(now);
        for (most, milliseconds) in limiter {
            if let Some(oldest) = self.taken.len().checked_sub(*most).and_then(|index| self.taken.get(index)) {
                at = at.max(*oldest + Duration::from_millis(*milliseconds));
            }
        }
        at
    }

    /// The earliest moment from `at` on that leaves room in the tenant's window. Conversations take their places in any
    /// order here, so what comes soon after counts as well as what came shortly before.
    fn free_from(&mut self, mut at: Instant, now: Instant) -> Instant {
        let (most, span) = (TENANT.0, Duration::from_millis(TENANT.1));
        while self.taken.front().is_some_and(|first| *first + span <= now) {
            self.taken.pop_front();
        }
        loop {
            let mut near = self.taken.iter().filter(|it| **it + span > at && **it < at + span).peekable();
            let Some(first) = near.peek().map(|it| **it) else {
                return at;
            };
            if near.count() < most {
                return at;
            }
            at = first + span;
        }
    }

    fn take(&mut self, at: Instant) {
        let place = self.taken.partition_point(|it| *it <= at);
        self.taken.insert(place, at);
    }

    fn rests(&self, now: Instant) -> bool {
        let hour = Duration::from_hours(1);
        self.held.is_none_or(|held| held <= now) && self.taken.back().is_none_or(|last| *last + hour <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENT: Duration = Duration::from_hours(1);

    /// Sends as fast as allowed and returns the moments, in milliseconds.
    async fn moments(limiter: &RateLimiter, conversation: &str, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut moments = Vec::new();
        for _ in 0..count {
            if let Permit::After(wait) = limiter.acquire(Kind::Send, "t", conversation, PATIENT) {
                tokio::time::sleep(wait).await;
            }
            moments.push(start.elapsed().as_millis());
        }
        moments
    }

    fn most_within(moments: &[u128], milliseconds: u128) -> usize {
        let count = |from: &u128| moments.iter().filter(|at| **at >= *from && **at < from + milliseconds).count();
        moments.iter().map(count).max().unwrap_or_default()
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_spread_over_every_window() {
        let moments = moments(&RateLimiter::default(), "c", 1_900).await;
        assert_eq!(moments[..7], [0; 7], "a burst goes at once");
        assert!(most_within(&moments, 1_000) <= 7);
        assert!(most_within(&moments, 2_000) <= 8);
        assert_eq!(most_within(&moments, 30_000), 60, "and no slower than allowed");
        assert!(most_within(&moments, 3_600_000) <= 1_800);
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_wait_is_told_and_takes_no_place() {
        let limiter = RateLimiter::default();
        for _ in 0..8 {
            assert!(matches!(limiter.acquire(Kind::Send, "t", "c", Duration::from_secs(2)), Permit::After(_)));
        }
        let Permit::Later(first) = limiter.acquire(Kind::Send, "t", "c", Duration::from_millis(10)) else {
            panic!("the window is full");
        };
        assert_eq!(limiter.acquire(Kind::Send, "t", "c", Duration::from_millis(10)), Permit::Later(first));
        assert_eq!(limiter.acquire(Kind::Send, "t", "another", Duration::ZERO), Permit::After(Duration::ZERO));
        assert_eq!(limiter.acquire(Kind::Read, "t", "c", Duration::ZERO), Permit::After(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn a_tenant_has_fifty_a_second_over_all_conversations() {
        let limiter = RateLimiter::default();
        for n in 0..50 {
            assert_eq!(limiter.acquire(Kind::Send, "t", &n.to_string(), Duration::ZERO), Permit::After(Duration::ZERO));
        }
        assert_eq!(limiter.acquire(Kind::Send, "t", "one more", Duration::ZERO), Permit::Later(Duration::from_secs(1)));
        assert_eq!(limiter.acquire(Kind::Send, "u", "one more", Duration::ZERO), Permit::After(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_call_takes_its_place_when_it_is_over() {
        let limiter = RateLimiter::default();
        limiter.acquire(Kind::Send, "t", "c", Duration::ZERO);
        tokio::time::sleep(Duration::from_millis(400)).await;
        limiter.release(Kind::Send, "t", "c");
        for _ in 0..6 {
            assert_eq!(limiter.acquire(Kind::Send, "t", "c", Duration::ZERO), Permit::After(Duration::ZERO));
        }
        let second = Duration::from_secs(1);
        assert_eq!(limiter.acquire(Kind::Send, "t", "c", second), Permit::After(second));
    }

    #[tokio::test(start_paused = true)]
    async fn lifted_windows_let_everything_through_but_what_the_service_holds() {
        let limiter = RateLimiter::lifted();
        for n in 0..10_000 {
            let conversation = (n % 10).to_string();
            assert_eq!(limiter.acquire(Kind::Send, "t", &conversation, Duration::ZERO), Permit::After(Duration::ZERO));
            limiter.release(Kind::Send, "t", &conversation);
        }
        limiter.hold("t", "0", Duration::from_secs(30));
        assert_eq!(limiter.acquire(Kind::Send, "t", "0", Duration::ZERO), Permit::Later(Duration::from_secs(30)));
        assert_eq!(limiter.acquire(Kind::Send, "t", "1", Duration::ZERO), Permit::After(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_service_says_rules() {
        let limiter = RateLimiter::default();
        limiter.hold("t", "c", Duration::from_secs(30));
        assert!(limiter.is_busy("t", "c"));
        assert_eq!(
            limiter.acquire(Kind::Send, "t", "c", Duration::from_secs(2)),
            Permit::Later(Duration::from_secs(30))
        );
        tokio::time::sleep(Duration::from_secs(30)).await;
        assert!(!limiter.is_busy("t", "c"));
        assert_eq!(limiter.acquire(Kind::Send, "t", "c", Duration::ZERO), Permit::After(Duration::ZERO));
    }
}
