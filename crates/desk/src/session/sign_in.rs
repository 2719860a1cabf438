//! Signing in: an attempt is counted before the password is looked at, so that many at once are no way round the pauses.
//!
//! Failures are counted apart for each browser that has signed in to the account before, and for each address of all others
//! (OWASP, "Device Cookies"): whoever tries a name keeps themselves waiting and not its owner. All strangers together share one
//! more bound, so that many addresses are no way round the pauses either; known browsers are not held up by it.

use time::{Duration, OffsetDateTime};

use super::{Account, AccountName, Accounts, Attempts, DeviceKey, Session, SessionKey, Sessions, Tried, Trier};
use crate::audit::Actor;
use crate::event::{Event, Outbox};
use crate::id::PersonId;
use crate::people::rights::{self, AccessPolicy};
use crate::people::{Grants, People, Person, Teams};
use crate::store::{Now, StoreError};

/// So many attempts in a row may fail without a pause.
const FREE: u32 = 5;
/// The longest pause: one browser or address gets through 30 passwords an hour, and whoever forgot theirs is not kept out.
const LONGEST_PAUSE: Duration = Duration::minutes(2);
/// After so long without an attempt, what failed before is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::days(1);
/// So many attempts of strangers on one account may fail at once, from whatever addresses.
const STRANGERS_AT_ONCE: u32 = 100;
/// One of them is forgotten after each such time: 120 an hour. It takes more than four addresses that never rest to use up both.
const STRANGER_EVERY: Duration = Duration::seconds(30);

/// Somebody may try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// With this account (`None` where there is none, which only the outcome may tell), counted as this one's.
    Now(Option<Account>, Trier),
    /// Not before so long.
    Later(Duration),
}

/// Why somebody whose password was right was not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// It was renewed just now.
    #[error("name or password is wrong")]
    Wrong,
    /// They may do nothing here.
    #[error("holds no role")]
    NoRights,
}

/// As whom somebody tries, and how long they have to wait before; counts nothing, so that it may be asked as often as somebody likes.
pub async fn to_wait(tx: &mut (impl Accounts + Now + ?Sized), tried: &Tried) -> Result<(Trier, Duration), StoreError> {
    let by = tried.by(tx).await?;
    let standing = Standing::read(tx, &tried.name, by).await?;
    Ok((by, standing.left(tx.now())))
}

/// Counts an attempt, before the password is looked at.
pub async fn begin_attempt(tx: &mut (impl Accounts + Now + ?Sized), tried: &Tried) -> Result<Attempt, StoreError> {
    let (now, name) = (tx.now(), &tried.name);
    let by = tried.by(tx).await?;
    let standing = Standing::read(tx, name, by).await?;
    let left = standing.left(now);
    if left.is_positive() {
        return Ok(Attempt::Later(left));
    }
    let one_more = |before: Option<Attempts>| before.map_or(0, |before| before.count).saturating_add(1);
    if by.is_a_stranger() {
        let at = standing.strangers.map_or(now, |strangers| strangers.at);
        let strangers = Attempts { count: one_more(standing.strangers), at };
        tx.save_attempts(name, Trier::Strangers, Some(strangers)).await?;
    }
    tx.save_attempts(name, by, Some(Attempts { count: one_more(standing.own), at: now })).await?;
    Ok(Attempt::Now(tx.account(name).await?, by))
}

/// What failed before an attempt.
struct Standing {
    /// Of whoever tries.
    own: Option<Attempts>,
    /// Of all strangers together, where a stranger tries.
    strangers: Option<Attempts>,
}

impl Standing {
    async fn read(tx: &mut (impl Accounts + Now + ?Sized), name: &AccountName, by: Trier) -> Result<Self, StoreError> {
        let now = tx.now();
        // Always in this order: two at once must not wait for each other.
        let strangers = if by.is_a_stranger() { tx.attempts(name, Trier::Strangers).await? } else { None };
        let own = tx.attempts(name, by).await?;
        Ok(Self {
            own: own.filter(|own| now - own.at < FORGOTTEN_AFTER),
            strangers: strangers.and_then(|strangers| remembered(strangers, now)),
        })
    }

    /// How long whoever tries has to wait.
    fn left(&self, now: OffsetDateTime) -> Duration {
        // A clock that was set back makes nobody wait longer.
        let since = |at: OffsetDateTime| (now - at).max(Duration::ZERO);
        let own = self.own.map_or(Duration::ZERO, |own| pause_after(own.count) - since(own.at));
        let strangers = self.strangers.filter(|strangers| strangers.count >= STRANGERS_AT_ONCE);
        let strangers = strangers.map_or(Duration::ZERO, |strangers| STRANGER_EVERY - since(strangers.at));
        own.max(strangers).max(Duration::ZERO)
    }
}

/// How long whoever has failed so often has to wait.
fn pause_after(failed: u32) -> Duration {
    match failed.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(more) => Duration::seconds(1 << more.min(7)).min(LONGEST_PAUSE),
    }
}

/// What is left of the strangers' failures: one is forgotten after each [`STRANGER_EVERY`].
fn remembered(strangers: Attempts, now: OffsetDateTime) -> Option<Attempts> {
    let at = strangers.at.min(now);
    let forgotten = (now - at).whole_seconds() / STRANGER_EVERY.whole_seconds();
    let count = u32::try_from(i64::from(strangers.count) - forgotten).ok().filter(|count| *count > 0)?;
    // It is less than the count, and so is a number of seconds that fits.
    Some(Attempts { count, at: at + STRANGER_EVERY * (forgotten as i32) })
}

/// Ends an attempt whose password was wrong, or whose name nobody has.
pub async fn refuse_sign_in(tx: &mut (impl Outbox + ?Sized), tried: Option<&Account>) -> Result<(), StoreError> {
    refused(tx, tried.map(|account| account.person), "wrong").await
}

/// Ends an attempt whose password was the one of `account`: a session begins, and the browser is known from now on by `device`. A
/// refusal is recorded, so that the caller commits in either case.
pub async fn sign_in(
    tx: &mut (impl Accounts + Sessions + People + Teams + Grants + Outbox + Now + ?Sized),
    access: &AccessPolicy,
    (account, by): (&Account, Trier),
    (key, device): (SessionKey, DeviceKey),
) -> Result<Result<(Session, Person), SignInError>, StoreError> {
    // Whoever renews the password waits for this, or this for them: no session outlives its password.
    let strangers = tx.attempts(&account.name, Trier::Strangers).await?;
    // It may have been renewed while it was looked at.
    let is_still = tx.account(&account.name).await?.is_some_and(|now| now.password == account.password);
    let Some(person) = tx.person(account.person).await?.filter(|_| is_still) else {
        refused(tx, Some(account.person), "wrong").await?;
        return Ok(Err(SignInError::Wrong));
    };
    let session = match sign_in_as(tx, access, &person, key).await? {
        Ok(session) => session,
        Err(refused) => return Ok(Err(refused)),
    };
    tx.save_attempts(&account.name, by, None).await?;
    if let Some(strangers) = strangers.filter(|_| by.is_a_stranger()) {
        // It was no failure after all.
        let without = Attempts { count: strangers.count.saturating_sub(1), ..strangers };
        tx.save_attempts(&account.name, Trier::Strangers, Some(without)).await?;
    }
    tx.save_device(&account.name, device).await?;
    Ok(Ok((session, person)))
}

/// Signs in somebody whose word another has taken for who they are; no password is asked. A refusal is recorded, so that the caller
/// commits in either case.
pub async fn sign_in_as(
    tx: &mut (impl Sessions + Teams + Grants + Outbox + Now + ?Sized),
    access: &AccessPolicy,
    person: &Person,
    key: SessionKey,
) -> Result<Result<Session, SignInError>, StoreError> {
    tx.act_as(Actor::Person(person.id));
    if !rights::rights_of(tx, access, person).await?.are_any() {
        refused(tx, Some(person.id), "no-rights").await?;
        return Ok(Err(SignInError::NoRights));
    }
    start(tx, person, key).await.map(Ok)
}

async fn refused(
    tx: &mut (impl Outbox + ?Sized),
    person: Option<PersonId>,
    reason: &'static str,
) -> Result<(), StoreError> {
    tx.record(Event::SessionRefused { person, reason }).await
}

/// Begins a session of somebody who has proved who they are.
async fn start(
    tx: &mut (impl Sessions + Outbox + Now + ?Sized),
    person: &Person,
    key: SessionKey,
) -> Result<Session, StoreError> {
    let now: OffsetDateTime = tx.now();
    let session = Session { key, person: person.id, started_at: now, seen_at: now };
    tx.add_session(&session).await?;
    tx.record(Event::SessionStarted { person: person.id }).await?;
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_to_two_minutes() {
        let pauses: Vec<i64> = (0..15).map(|failed| pause_after(failed).whole_seconds()).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 120, 120, 120]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn what_strangers_have_failed_is_forgotten_one_by_one() {
        let at = time::macros::datetime!(2026-11-01 09:00 UTC);
        let failed = Attempts { count: 3, at };
        let after =
            |seconds| remembered(failed, at + Duration::seconds(seconds)).map(|left| (left.count, left.at - at));
        assert_eq!(after(29), Some((3, Duration::ZERO)));
        assert_eq!(after(30), Some((2, Duration::seconds(30))));
        assert_eq!(after(89), Some((1, Duration::seconds(60))));
        assert_eq!(after(90), None);
        assert_eq!(after(-60), Some((3, Duration::seconds(-60))), "a clock that was set back");
    }
}
