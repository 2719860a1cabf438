//! Who is signed in to the console, and how they came in.
//!
//! Start with [`Session`]; `sign_in.rs` tells how a name and a password become one. Whoever has an [`Account`] signs in with a
//! password; what they may do then is not written here but read from `people::rights` with every request, so that a right that
//! is taken away is gone with the next one. Not here: cookies and headers (`console`).

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};

use crate::id::PersonId;
use crate::people::Person;
use crate::store::StoreError;

mod account;
mod password;
mod sign_in;
mod sign_out;
mod trier;

pub use account::{AccountError, AccountName, NewAccount, create_account, renew_password};
pub use password::{BadPassword, Password, PasswordHash, Salt};
pub use sign_in::{Attempt, SignInError, begin_attempt, refuse_sign_in, sign_in, sign_in_as, to_wait};
pub use sign_out::sign_out;
pub use trier::{Tried, Trier};

/// A session ends after so long without a request: a working day with its breaks.
pub const IDLE: Duration = Duration::hours(12);
/// A session ends after so long in any case.
pub const LONGEST: Duration = Duration::days(7);
/// How exactly it is known when a session was last used: each request would be a write otherwise.
pub const SEEN_EVERY: Duration = Duration::minutes(5);

/// A way in for somebody whom no directory knows: a name and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What they type.
    pub name: AccountName,
    /// Who they are.
    pub person: PersonId,
    /// What their password is compared with.
    pub password: PasswordHash,
    /// Since when.
    pub created_at: OffsetDateTime,
}

/// A SHA-256 of which nobody is shown anything.
macro_rules! digest {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The digest.
            pub const fn new(digest: [u8; 32]) -> Self {
                Self(digest)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

digest! {
    /// What a session is found by: the digest of the secret that the browser has. Whoever reads the store cannot sign in with it.
    SessionKey
}
digest! {
    /// What a browser that has signed in to an account is known by later: the digest of a secret that it keeps for this account.
    /// It lets nobody in.
    DeviceKey
}
digest! {
    /// From where somebody comes: the digest of an address.
    AddressKey
}

/// Somebody is signed in, in one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// What it is found by.
    pub key: SessionKey,
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub started_at: OffsetDateTime,
    /// When it was last used, to within [`SEEN_EVERY`].
    pub seen_at: OffsetDateTime,
}

impl Session {
    /// When it ends if it is not used any more.
    pub fn ends_at(&self) -> OffsetDateTime {
        (self.seen_at + IDLE).min(self.started_at + LONGEST)
    }

    /// The session as it is to be noted when it is used now; `None` where that is known well enough.
    pub fn seen(self, now: OffsetDateTime) -> Option<Self> {
        (now - self.seen_at >= SEEN_EVERY).then_some(Self { seen_at: now, ..self })
    }
}

/// How often a name was tried without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How often: one after the other, or of all strangers what is not yet forgotten.
    pub count: u32,
    /// When last, or of all strangers when one was last forgotten.
    pub at: OffsetDateTime,
}

/// Most browsers that are known of an account: whoever keeps no cookies is a new one with each sign-in.
pub const MOST_DEVICES: u32 = 20;
/// A browser is known for so long after it has signed in: browsers keep no cookie longer.
pub const DEVICE_KEPT: Duration = Duration::days(400);

/// All local accounts of a tenant, and who has tried their names.
#[async_trait]
pub trait Accounts: Send {
    /// By name.
    async fn account(&mut self, name: &AccountName) -> Result<Option<Account>, StoreError>;
    /// Every account with whose it is, by name.
    async fn accounts(&mut self) -> Result<Vec<(Account, Person)>, StoreError>;
    /// Adds an account. `false`: there is one of that name, also where another transaction has just made it.
    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError>;
    /// Gives the account of that name another password.
    async fn save_password(&mut self, account: &Account) -> Result<(), StoreError>;
    /// What somebody has tried of a name, whether or not there is an account of it. Where two transactions ask this for the same,
    /// the second waits for the end of the first.
    async fn attempts(&mut self, name: &AccountName, by: Trier) -> Result<Option<Attempts>, StoreError>;
    /// Notes what somebody has tried of a name; `None`: nothing any more.
    async fn save_attempts(
        &mut self,
        name: &AccountName,
        by: Trier,
        attempts: Option<Attempts>,
    ) -> Result<(), StoreError>;
    /// Forgets what anybody has tried of a name.
    async fn forget_attempts(&mut self, name: &AccountName) -> Result<(), StoreError>;
    /// Whether a browser has signed in to an account within [`DEVICE_KEPT`].
    async fn has_device(&mut self, name: &AccountName, device: DeviceKey) -> Result<bool, StoreError>;
    /// Notes that a browser has signed in to an account just now. Of one account the newest [`MOST_DEVICES`] are kept.
    async fn save_device(&mut self, name: &AccountName, device: DeviceKey) -> Result<(), StoreError>;
}

/// All sessions of a tenant.
#[async_trait]
pub trait Sessions: Send {
    /// By its key; `None` also where it has ended by now.
    async fn session(&mut self, key: SessionKey) -> Result<Option<Session>, StoreError>;
    /// Adds a session.
    async fn add_session(&mut self, session: &Session) -> Result<(), StoreError>;
    /// Notes that a session was used; one that has ended in the meantime stays ended.
    async fn note_use(&mut self, session: &Session) -> Result<(), StoreError>;
    /// Ends a session. `false`: it was none.
    async fn end_session(&mut self, key: SessionKey) -> Result<bool, StoreError>;
    /// Ends every session of somebody; returns how many.
    async fn end_sessions_of(&mut self, person: PersonId) -> Result<u64, StoreError>;
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case() {
        let started_at = datetime!(2026-11-01 09:00 UTC);
        let person = PersonId::new(Uuid::from_u128(1));
        let new = Session { key: SessionKey::new([1; 32]), person, started_at, seen_at: started_at };
        assert_eq!(new.ends_at(), started_at + IDLE);
        let used = Session { seen_at: started_at + Duration::hours(10), ..new };
        assert_eq!(used.ends_at(), started_at + Duration::hours(22));
        let old = Session { seen_at: started_at + LONGEST - Duration::HOUR, ..new };
        assert_eq!(old.ends_at(), started_at + LONGEST);
        assert_eq!(new.seen(started_at + Duration::MINUTE), None, "known well enough");
        assert_eq!(new.seen(started_at + SEEN_EVERY).map(|seen| seen.seen_at), Some(started_at + SEEN_EVERY));
    }
}
