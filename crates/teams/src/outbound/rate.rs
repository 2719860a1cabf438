//! The service's rate limits, kept on our side so that it need not throttle us.
//!
//! Figures from Microsoft's page "Rate limiting for agents" (2026-10-08): per bot and conversation, which is a chat or a whole
//! channel, and 50 requests a second per app and tenant (30 in older versions of the page). They are estimates and may change;
//! a 429 with its `Retry-After` rules over them ([`RateLimiter::hold`]).
//!
//! [`RateLimiter`] is a port: [`OwnWindows`] counts what this process sends; several processes will share one count.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

/// So many in so many milliseconds.
type Window = (usize, u64);

/// Sending, updating and creating, in one conversation.
const SEND: [Window; 4] = [(7, 1_000), (8, 2_000), (60, 30_000), (1_800, 3_600_000)];
/// Reading the roster of one conversation.
const READ: [Window; 4] = [(14, 1_000), (16, 2_000), (120, 30_000), (3_600, 3_600_000)];
/// Everything of one tenant, evenly: the 51st place is always at least 1,020 ms after the first, so that the service sees no more
/// than 50 in any second, though some calls take up to 20 ms longer on their way than others. The places of a whole second, given
/// out at once, would arrive as 100 around its end.
const TENANT: Window = (5, 102);
/// Calls of one tenant that leave, whenever it was their turn: what a slow commit holds up between its turn and its call would leave
/// together with all whose turn comes then. As many a second as by [`TENANT`]: what nothing holds up does not wait here.
const LEAVING: [Window; 1] = [(50, 1_020)];
const LEAVING_SPAN: Duration = Duration::from_millis(LEAVING[0].1);
/// Calls a second that may go to one tenant.
pub const TENANT_PACE: f64 = TENANT.0 as f64 * 1_000.0 / TENANT.1 as f64;
/// With so many conversations in memory, those that are idle are forgotten; the next time, with twice as many as were
/// left.
const MANY: usize = 4_096;

/// What a call counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sending, updating, creating.
    Send,
    /// Reading.
    Read,
}

/// The windows that a call counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// What the call does.
    pub kind: Kind,
    /// Whose conversation; empty where that is not known.
    pub tenant: &'a str,
    /// The chat or channel.
    pub conversation: &'a str,
}

/// Whether a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// Now; the place is taken.
    Go,
    /// Not within the patience of the caller, but after this time; no place is taken.
    Later(Duration),
}

/// Keeps the limits of all conversations and tenants.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Waits for the next place, if it is no further away than `patience`.
    async fn acquire(&self, place: Place<'_>, patience: Duration) -> Permit;
    /// Takes a place for something that may as well not happen: only now, and only where no window is half full, so that it
    /// never takes the place of a message.
    async fn acquire_spare(&self, place: Place<'_>) -> bool;
    /// A call that had acquired its place is about to be made; waits until it may leave.
    async fn leave(&self, place: Place<'_>);
    /// A call that had acquired its place is over. The service saw it somewhere between then and now, so its place counts from
    /// now: else a slow first call and a quick later one would be too many for the service and not for us.
    async fn release(&self, place: Place<'_>);
    /// Lets nothing be sent in a conversation for some time.
    async fn hold(&self, tenant: &str, conversation: &str, time: Duration);
}

/// The limits as one process keeps them that sends alone.
#[derive(Default)]
pub struct OwnWindows {
    inside: Mutex<Inside>,
    lifted: bool,
}

struct Inside {
    logs: HashMap<(Kind, String, String), Log>,
    tenants: HashMap<String, Log>,
    /// When calls of a tenant left.
    left: HashMap<String, Log>,
    /// With so many conversations, tenants with turns, and tenants with calls, those that rest are looked for.
    look_at: (usize, usize, usize),
}

impl Default for Inside {
    fn default() -> Self {
        Self { logs: HashMap::new(), tenants: HashMap::new(), left: HashMap::new(), look_at: (MANY, MANY, MANY) }
    }
}

/// The places that were taken, oldest first, and until when nothing may go.
#[derive(Default)]
struct Log {
    taken: VecDeque<Instant>,
    held: Option<Instant>,
}

#[async_trait]
impl RateLimiter for OwnWindows {
    async fn acquire(&self, place: Place<'_>, patience: Duration) -> Permit {
        let wait = match self.take(place, patience) {
            Ok(wait) => wait,
            Err(after) => return Permit::Later(after),
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Permit::Go
    }

    async fn acquire_spare(&self, place: Place<'_>) -> bool {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        if self.lifted {
            return inside.held(place).is_none_or(|held| held <= now);
        }
        // Where calls wait to leave, one more would make them wait longer.
        if inside.left.get(place.tenant).is_some_and(|left| 2 * left.within(LEAVING_SPAN, now) >= LEAVING[0].0) {
            return false;
        }
        let (log, of_tenant) = inside.logs(place, now);
        let has_room = log.next(now, windows(place.kind)) <= now && of_tenant.free_from(now, now) <= now;
        let is_half_empty = |log: &Log, (most, span): Window| 2 * log.within(Duration::from_millis(span), now) < most;
        let is_spare = has_room
            && windows(place.kind).iter().all(|window| is_half_empty(log, *window))
            && is_half_empty(of_tenant, TENANT);
        if is_spare {
            log.taken.push_back(now);
            of_tenant.take(now);
        }
        is_spare
    }

    async fn leave(&self, place: Place<'_>) {
        if self.lifted {
            return;
        }
        let at = {
            let now = Instant::now();
            let mut inside = self.inside.lock().expect("nobody panics while holding it");
            let Inside { left, look_at, .. } = &mut *inside;
            forget_idle(left, &mut look_at.2, now);
            let left = left.entry(place.tenant.to_owned()).or_default();
            let at = left.next(now, &LEAVING);
            left.taken.push_back(at);
            at
        };
        tokio::time::sleep_until(at).await;
    }

    async fn release(&self, place: Place<'_>) {
        if self.lifted {
            return;
        }
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        let (log, _) = inside.logs(place, now);
        if let Some(last) = log.taken.back_mut() {
            *last = now.max(*last);
        }
    }

    async fn hold(&self, tenant: &str, conversation: &str, time: Duration) {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        let (log, _) = inside.logs(Place { kind: Kind::Send, tenant, conversation }, now);
        let until = now + time;
        log.held = Some(log.held.map_or(until, |held| held.max(until)));
    }
}

impl OwnWindows {
    /// No windows at all, for measuring against a service that has none. What the service says rules all the same.
    pub fn lifted() -> Self {
        Self { lifted: true, ..Self::default() }
    }

    /// Takes the next place and says how far away it is; `Err` when that is further than `patience`, and nothing is taken.
    fn take(&self, place: Place<'_>, patience: Duration) -> Result<Duration, Duration> {
        let now = Instant::now();
        let mut inside = self.inside.lock().expect("nobody panics while holding it");
        if self.lifted {
            let wait = inside.held(place).map_or(Duration::ZERO, |held| held.saturating_duration_since(now));
            return if wait > patience { Err(wait) } else { Ok(wait) };
        }
        let (log, of_tenant) = inside.logs(place, now);
        let at = of_tenant.free_from(log.next(now, windows(place.kind)), now);
        let wait = at - now;
        if wait > patience {
            return Err(wait);
        }
        log.taken.push_back(at);
        of_tenant.take(at);
        Ok(wait)
    }
}

const fn windows(kind: Kind) -> &'static [Window; 4] {
    match kind {
        Kind::Send => &SEND,
        Kind::Read => &READ,
    }
}

impl Inside {
    /// Until when the service wants a conversation left alone.
    fn held(&self, place: Place<'_>) -> Option<Instant> {
        self.logs.get(&(place.kind, place.tenant.to_owned(), place.conversation.to_owned()))?.held
    }

    /// What was taken in a conversation, and in its tenant.
    fn logs(&mut self, place: Place<'_>, now: Instant) -> (&mut Log, &mut Log) {
        forget_idle(&mut self.logs, &mut self.look_at.0, now);
        forget_idle(&mut self.tenants, &mut self.look_at.1, now);
        let key = (place.kind, place.tenant.to_owned(), place.conversation.to_owned());
        (self.logs.entry(key).or_default(), self.tenants.entry(place.tenant.to_owned()).or_default())
    }
}

/// Where all of them are at work, each call would look through all of them: the next look is at twice as many.
fn forget_idle<K: Eq + std::hash::Hash>(logs: &mut HashMap<K, Log>, look_at: &mut usize, now: Instant) {
    if logs.len() >= *look_at {
        logs.retain(|_, log| !log.rests(now));
        *look_at = MANY.max(2 * logs.len());
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

    /// How many places were taken in the last `span`, or for later.
    fn within(&self, span: Duration, now: Instant) -> usize {
        self.taken.iter().rev().take_while(|it| **it + span > now).count()
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
    const AT_ONCE: Duration = Duration::ZERO;

    fn send<'a>(tenant: &'a str, conversation: &'a str) -> Place<'a> {
        Place { kind: Kind::Send, tenant, conversation }
    }

    /// Sends as fast as allowed and returns the moments, in milliseconds.
    async fn moments(limiter: &OwnWindows, conversation: &str, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut moments = Vec::new();
        for _ in 0..count {
            assert_eq!(limiter.acquire(send("t", conversation), PATIENT).await, Permit::Go);
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
        let moments = moments(&OwnWindows::default(), "c", 1_900).await;
        assert_eq!(moments[..7], [0, 0, 0, 0, 0, 102, 102], "a burst goes at once");
        assert!(most_within(&moments, 1_000) <= 7);
        assert!(most_within(&moments, 2_000) <= 8);
        assert_eq!(most_within(&moments, 30_000), 60, "and no slower than allowed");
        assert!(most_within(&moments, 3_600_000) <= 1_800);
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_wait_is_told_and_takes_no_place() {
        let limiter = OwnWindows::default();
        for _ in 0..8 {
            assert!(limiter.take(send("t", "c"), Duration::from_secs(2)).is_ok());
        }
        let later = limiter.acquire(send("t", "c"), Duration::from_millis(10)).await;
        assert!(matches!(later, Permit::Later(_)), "the window is full");
        assert_eq!(limiter.acquire(send("t", "c"), Duration::from_millis(10)).await, later);
        let soon = Duration::from_secs(1);
        assert_eq!(limiter.acquire(send("t", "another"), soon).await, Permit::Go);
        let read = Place { kind: Kind::Read, ..send("t", "c") };
        assert_eq!(limiter.acquire(read, soon).await, Permit::Go);
    }

    #[tokio::test(start_paused = true)]
    async fn a_tenant_has_fifty_in_any_second_over_all_conversations_though_calls_arrive_unevenly() {
        let limiter = OwnWindows::default();
        let (start, mut arrived) = (Instant::now(), Vec::new());
        for n in 0..500_u64 {
            assert_eq!(limiter.acquire(send("t", &n.to_string()), PATIENT).await, Permit::Go);
            let on_the_way = 7 * n % 20;
            arrived.push(start.elapsed().as_millis() + u128::from(on_the_way));
        }
        assert!(most_within(&arrived, 1_000) <= 50, "{}", most_within(&arrived, 1_000));
        assert!(most_within(&arrived, 5_000) >= 240, "and hardly slower than allowed");
        assert!(start.elapsed() <= Duration::from_secs_f64(500.0 / TENANT_PACE));
        assert_eq!(limiter.acquire(send("u", "another tenant"), AT_ONCE).await, Permit::Go);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_held_up_after_its_turn_leaves_no_faster_than_the_rest() {
        let (limiter, start) = (OwnWindows::default(), Instant::now());
        let calls = (0..150_u64).map(async |n| {
            let conversation = n.to_string();
            assert_eq!(limiter.acquire(send("t", &conversation), PATIENT).await, Permit::Go);
            // The database stands still for a second.
            tokio::time::sleep_until(start + Duration::from_secs(1)).await;
            limiter.leave(send("t", &conversation)).await;
            start.elapsed().as_millis()
        });
        let left = futures::future::join_all(calls).await;
        assert_eq!(most_within(&left, 1_000), 50);
        assert_eq!(left.iter().max(), Some(&3_040), "and hardly later");
    }

    #[tokio::test(start_paused = true)]
    async fn what_nothing_held_up_leaves_at_its_turn() {
        let limiter = OwnWindows::default();
        for n in 0..500_u64 {
            let conversation = n.to_string();
            assert_eq!(limiter.acquire(send("t", &conversation), PATIENT).await, Permit::Go);
            let turn = Instant::now();
            limiter.leave(send("t", &conversation)).await;
            assert_eq!(turn.elapsed(), Duration::ZERO);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_of_a_tenant_go_at_once() {
        let limiter = OwnWindows::default();
        for n in 0..5 {
            assert_eq!(limiter.acquire(send("t", &n.to_string()), AT_ONCE).await, Permit::Go);
        }
        let later = limiter.acquire(send("t", "one more"), AT_ONCE).await;
        assert_eq!(later, Permit::Later(Duration::from_millis(102)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_call_takes_its_place_when_it_is_over() {
        let limiter = OwnWindows::default();
        limiter.acquire(send("t", "c"), AT_ONCE).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        limiter.release(send("t", "c")).await;
        for _ in 0..6 {
            assert_eq!(limiter.acquire(send("t", "c"), PATIENT).await, Permit::Go);
        }
        // The sixth of them went after 102 ms.
        let wait = Duration::from_millis(1_000 - 102);
        assert_eq!(limiter.take(send("t", "c"), wait), Ok(wait));
    }

    #[tokio::test(start_paused = true)]
    async fn lifted_windows_let_everything_through_but_what_the_service_holds() {
        let limiter = OwnWindows::lifted();
        for n in 0..10_000 {
            let conversation = (n % 10).to_string();
            assert_eq!(limiter.acquire(send("t", &conversation), AT_ONCE).await, Permit::Go);
            limiter.release(send("t", &conversation)).await;
        }
        limiter.hold("t", "0", Duration::from_secs(30)).await;
        assert_eq!(limiter.acquire(send("t", "0"), AT_ONCE).await, Permit::Later(Duration::from_secs(30)));
        assert_eq!(limiter.acquire(send("t", "1"), AT_ONCE).await, Permit::Go);
    }

    #[tokio::test(start_paused = true)]
    async fn many_conversations_at_work_are_not_looked_through_with_each_call() {
        let limiter = OwnWindows::default();
        let mut looks = std::collections::BTreeSet::new();
        for n in 0..20_000 {
            assert_eq!(limiter.acquire(send("t", &n.to_string()), PATIENT).await, Permit::Go);
            looks.insert(limiter.inside.lock().expect("nobody holds it").look_at.0);
        }
        assert_eq!(looks.into_iter().collect::<Vec<_>>(), [MANY, 2 * MANY, 4 * MANY, 8 * MANY]);
        tokio::time::sleep(PATIENT * 2).await;
        for n in 0..=8 * MANY {
            limiter.hold("t", &n.to_string(), Duration::ZERO).await;
        }
        assert!(limiter.inside.lock().expect("nobody holds it").logs.len() < MANY, "those that rest are forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_service_says_rules() {
        let limiter = OwnWindows::default();
        limiter.hold("t", "c", Duration::from_secs(30)).await;
        assert!(!limiter.acquire_spare(send("t", "c")).await);
        let later = limiter.acquire(send("t", "c"), Duration::from_secs(2)).await;
        assert_eq!(later, Permit::Later(Duration::from_secs(30)));
        tokio::time::sleep(Duration::from_secs(30)).await;
        assert!(limiter.acquire_spare(send("t", "c")).await);
        assert_eq!(limiter.acquire(send("t", "c"), AT_ONCE).await, Permit::Go);
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_as_well_not_happen_leaves_half_of_every_window_to_messages() {
        let limiter = OwnWindows::default();
        let mut spare = 0;
        while limiter.acquire_spare(send("t", "c")).await {
            spare += 1;
        }
        assert_eq!(spare, 3, "half of what a tenant may do at once");
        for _ in 0..2 {
            assert_eq!(limiter.acquire(send("t", "c"), AT_ONCE).await, Permit::Go, "messages have the other half");
        }
        let mut of_tenant = 0;
        for n in 0..100 {
            of_tenant += usize::from(limiter.acquire_spare(send("u", &n.to_string())).await);
        }
        assert_eq!(of_tenant, 3);
        for n in 0..2 {
            assert_eq!(limiter.acquire(send("u", &n.to_string()), AT_ONCE).await, Permit::Go);
        }
    }
}
