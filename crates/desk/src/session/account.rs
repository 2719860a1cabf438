//! An account is created by an admin, who also renews its password; the command line makes the first one.

use unicode_normalization::UnicodeNormalization;

use super::{Account, Accounts, PasswordHash, Sessions, Trier};
use crate::event::{Event, Outbox};
use crate::id::PersonId;
use crate::people::{DirectoryId, Grant, Grants, People, Person, Role};
use crate::store::{Now, StoreError};

/// Longest name of an account, in characters.
const MAX_NAME: usize = 64;

/// What somebody types to sign in: lower case, without blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountName(String);

impl AccountName {
    /// Reads a name, in any width and case. `None` when it is empty, longer than 64 characters, or has blanks or control
    /// characters in it.
    pub fn parse(text: &str) -> Option<Self> {
        let name: String = text.trim().chars().take(MAX_NAME * 4).nfkc().flat_map(char::to_lowercase).nfkc().collect();
        let plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
        let fits = (1..=MAX_NAME).contains(&name.chars().count()) && name.chars().all(plain);
        fits.then_some(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account that is wanted.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What they type.
    pub name: AccountName,
    /// What others are shown.
    pub display_name: String,
    /// What is kept of their password.
    pub password: PasswordHash,
    /// What they may do everywhere.
    pub role: Role,
}

/// Why an account was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is one of that name.
    #[error("there is an account of that name already")]
    Taken,
    /// There is none of that name.
    #[error("there is no account of that name")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account with its person, who holds the role in every team. Where it is refused the caller rolls back.
pub async fn create_account(
    tx: &mut (impl Accounts + People + Grants + Outbox + Now + ?Sized),
    wanted: NewAccount,
) -> Result<Person, AccountError> {
    let id = PersonId::new(tx.fresh());
    let directory_id = DirectoryId::of_account(id);
    let person = Person { id, directory_id, channel_id: String::new(), name: wanted.display_name, language: None };
    let person = tx.save_person(person).await?;
    let created_at = tx.now();
    let account = Account { name: wanted.name, person: id, password: wanted.password, created_at };
    if !tx.add_account(&account).await? {
        return Err(AccountError::Taken);
    }
    tx.record(Event::AccountCreated { person: id }).await?;
    tx.save_grant(&Grant { person: id, role: wanted.role, team: None }).await?;
    tx.record(Event::RoleGranted { person: id, role: wanted.role.name(), team: None }).await?;
    Ok(person)
}

/// Gives an account another password. Whoever was signed in with the old one no longer is, and nobody has to wait any more.
pub async fn renew_password(
    tx: &mut (impl Accounts + Sessions + Outbox + ?Sized),
    name: &AccountName,
    password: PasswordHash,
) -> Result<(), AccountError> {
    tx.attempts(name, Trier::Strangers).await?;
    let account = tx.account(name).await?.ok_or(AccountError::Missing)?;
    let person = account.person;
    tx.save_password(&Account { password, ..account }).await?;
    tx.forget_attempts(name).await?;
    tx.end_sessions_of(person).await?;
    tx.record(Event::PasswordRenewed { person }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_width_and_case_and_has_no_blanks() {
        let name = AccountName::parse(" ＡＤＭＩＮ@Example.com ").expect("a name");
        assert_eq!(name.as_str(), "admin@example.com");
        assert_eq!(AccountName::parse("田中").map(|name| name.to_string()), Some("田中".to_owned()));
        for bad in ["", "  ", "a b", "a\u{7}b", "a\u{3000}b", &"x".repeat(65), &"ﷺ".repeat(40)] {
            assert_eq!(AccountName::parse(bad), None, "{bad}");
        }
    }
}
