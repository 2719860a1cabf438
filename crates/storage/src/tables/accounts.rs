//! Local accounts, and who has tried their names.

use async_trait::async_trait;
use desk::id::PersonId;
use desk::people::Person;
use desk::session::{Account, AccountName, Accounts, Attempts, PasswordHash};
use desk::store::StoreError;

use super::people::person_of;
use super::row::{Columns, Read};
use super::{Tx, milliseconds};

#[async_trait]
impl Accounts for Tx<'_, '_> {
    async fn account(&mut self, name: &AccountName) -> Result<Option<Account>, StoreError> {
        let query = self
            .sql(
                "SELECT name, person, password, created_at
                 FROM accounts
                 WHERE tenant = $1 AND name = $2",
            )
            .bind(name.as_str().to_owned());
        self.first(query).await?.read("accounts", account)
    }

    async fn accounts(&mut self) -> Result<Vec<(Account, Person)>, StoreError> {
        let query = self.sql(
            "SELECT accounts.name, accounts.person, accounts.password, accounts.created_at,
                    people.id, people.directory_id, people.channel_id, people.name AS display_name, people.language
             FROM accounts
             JOIN people ON people.tenant = accounts.tenant AND people.id = accounts.person
             WHERE accounts.tenant = $1
             ORDER BY accounts.name",
        );
        self.all(query).await?.read("accounts", |row| {
            let name = row.text("display_name")?;
            Ok((account(row)?, Person { name, ..person_of(row)? }))
        })
    }

    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError> {
        let add = self
            .sql(
                "INSERT INTO accounts (tenant, name, person, password, created_at)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (tenant, name) DO NOTHING",
            )
            .bind(account.name.as_str().to_owned())
            .bind(account.person.uuid())
            .bind(account.password.as_str().to_owned())
            .bind(milliseconds(account.created_at));
        Ok(self.change(add).await? > 0)
    }

    async fn save_password(&mut self, account: &Account) -> Result<(), StoreError> {
        let save = self
            .sql(
                "UPDATE accounts
                 SET password = $3
                 WHERE tenant = $1 AND name = $2",
            )
            .bind(account.name.as_str().to_owned())
            .bind(account.password.as_str().to_owned());
        self.change(save).await.map(drop)
    }

    async fn attempts(&mut self, name: &AccountName) -> Result<Option<Attempts>, StoreError> {
        if self.locks() {
            // The row must be there to be locked. An update that changes nothing locks it.
            let lock = self
                .sql(
                    "INSERT INTO sign_in_attempts (tenant, name, number, at)
                     VALUES ($1, $2, 0, 0)
                     ON CONFLICT (tenant, name) DO UPDATE
                     SET number = sign_in_attempts.number",
                )
                .bind(name.as_str().to_owned());
            self.change(lock).await?;
        }
        let query = self
            .sql(
                "SELECT number, at
                 FROM sign_in_attempts
                 WHERE tenant = $1 AND name = $2 AND number > 0",
            )
            .bind(name.as_str().to_owned());
        self.first(query)
            .await?
            .read("sign_in_attempts", |row| Ok(Attempts { count: row.count("number")?, at: row.time("at")? }))
    }

    async fn save_attempts(&mut self, name: &AccountName, attempts: Option<Attempts>) -> Result<(), StoreError> {
        let name = name.as_str().to_owned();
        let change = match attempts {
            Some(attempts) => self
                .sql(
                    "INSERT INTO sign_in_attempts (tenant, name, number, at)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (tenant, name) DO UPDATE
                     SET number = excluded.number,
                         at = excluded.at",
                )
                .bind(name)
                .bind(i64::from(attempts.count))
                .bind(milliseconds(attempts.at)),
            None => self.sql("DELETE FROM sign_in_attempts WHERE tenant = $1 AND name = $2").bind(name),
        };
        self.change(change).await.map(drop)
    }
}

fn account(row: Columns<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        name: AccountName::parse(&row.text("name")?).ok_or_else(|| row.damaged("name"))?,
        person: row.id("person", PersonId::new)?,
        password: PasswordHash::parse(&row.text("password")?).ok_or_else(|| row.damaged("password"))?,
        created_at: row.time("created_at")?,
    })
}
