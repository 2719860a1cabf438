//! Signing in: an attempt is counted before the password is looked at, so that many at once are no way round the pauses.

use time::{Duration, OffsetDateTime};

use super::{Account, AccountName, Accounts, Attempts, Session, SessionKey, Sessions};
use crate::audit::Actor;
use crate::event::{Event, Outbox};
use crate::id::PersonId;
use crate::people::rights::{self, AccessPolicy};
use crate::people::{Grants, People, Person, Teams};
use crate::store::{Now, StoreError};

/// So many attempts in a row may fail without a pause.
const FREE: u32 = 5;
/// The longest pause: whoever tries all day gets through a few thousand passwords, and whoever forgot theirs is not kept out.
const LONGEST_PAUSE: Duration = Duration::seconds(30);
/// After so long without an attempt, what failed before is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::days(1);

/// Somebody may try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// With this account; `None` where there is none, which only the outcome may tell.
    Now(Option<Account>),
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

/// Counts an attempt, before the password is looked at.
pub async fn begin_attempt(tx: &mut (impl Accounts + Now + ?Sized), name: &AccountName) -> Result<Attempt, StoreError> {
    let now = tx.now();
    let before = tx.attempts(name).await?.filter(|before| now - before.at < FORGOTTEN_AFTER);
    if let Some(before) = before {
        // A clock that was set back makes nobody wait longer.
        let left = pause_after(before.count) - (now - before.at).max(Duration::ZERO);
        if left.is_positive() {
            return Ok(Attempt::Later(left));
        }
    }
    let count = before.map_or(0, |before| before.count).saturating_add(1);
    tx.save_attempts(name, Some(Attempts { count, at: now })).await?;
    Ok(Attempt::Now(tx.account(name).await?))
}

/// How long whoever has failed so often has to wait.
fn pause_after(failed: u32) -> Duration {
    match failed.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(more) => Duration::seconds(1 << more.min(5)).min(LONGEST_PAUSE),
    }
}

/// Ends an attempt whose password was wrong, or whose name nobody has.
pub async fn refuse_sign_in(tx: &mut (impl Outbox + ?Sized), tried: Option<&Account>) -> Result<(), StoreError> {
    refused(tx, tried.map(|account| account.person), "wrong").await
}

/// Ends an attempt whose password was the one of `account`: a session begins. A refusal is recorded, so that the caller commits
/// in either case.
pub async fn sign_in(
    tx: &mut (impl Accounts + Sessions + People + Teams + Grants + Outbox + Now + ?Sized),
    access: &AccessPolicy,
    account: &Account,
    key: SessionKey,
) -> Result<Result<(Session, Person), SignInError>, StoreError> {
    // Whoever renews the password waits for this, or this for them: no session outlives its password.
    tx.attempts(&account.name).await?;
    // It may have been renewed while it was looked at.
    let is_still = tx.account(&account.name).await?.is_some_and(|now| now.password == account.password);
    let Some(person) = tx.person(account.person).await?.filter(|_| is_still) else {
        refused(tx, Some(account.person), "wrong").await?;
        return Ok(Err(SignInError::Wrong));
    };
    tx.act_as(Actor::Person(person.id));
    if !rights::rights_of(tx, access, &person).await?.are_any() {
        refused(tx, Some(person.id), "no-rights").await?;
        return Ok(Err(SignInError::NoRights));
    }
    tx.save_attempts(&account.name, None).await?;
    let session = start(tx, &person, key).await?;
    Ok(Ok((session, person)))
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
    fn the_pauses_grow_to_half_a_minute() {
        let pauses: Vec<i64> = (0..14).map(|failed| pause_after(failed).whole_seconds()).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }
}
