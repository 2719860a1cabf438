//! Local accounts, who has tried their names, and the browsers that have signed in to them.

use async_trait::async_trait;
use desk::id::PersonId;
use desk::people::Person;
use desk::session::{
    Account, AccountName, Accounts, Attempts, DEVICE_KEPT, DeviceKey, MOST_DEVICES, PasswordHash, Trier,
};
use desk::store::{Now, StoreError};

use super::people::person_of;
use super::row::{Columns, Read};
use super::{Tx, limit, milliseconds};

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

    async fn attempts(&mut self, name: &AccountName, by: Trier) -> Result<Option<Attempts>, StoreError> {
        if self.locks() {
            // The row must be there to be locked. An update that changes nothing locks it.
            let lock = self
                .sql(
                    "INSERT INTO sign_in_failures (tenant, name, trier, number, at)
                     VALUES ($1, $2, $3, 0, 0)
                     ON CONFLICT (tenant, name, trier) DO UPDATE
                     SET number = sign_in_failures.number",
                )
                .bind(name.as_str().to_owned())
                .bind(trier_code(by));
            self.change(lock).await?;
        }
        let query = self
            .sql(
                "SELECT number, at
                 FROM sign_in_failures
                 WHERE tenant = $1 AND name = $2 AND trier = $3 AND number > 0",
            )
            .bind(name.as_str().to_owned())
            .bind(trier_code(by));
        self.first(query)
            .await?
            .read("sign_in_failures", |row| Ok(Attempts { count: row.count("number")?, at: row.time("at")? }))
    }

    async fn save_attempts(
        &mut self,
        name: &AccountName,
        by: Trier,
        attempts: Option<Attempts>,
    ) -> Result<(), StoreError> {
        let (name, by) = (name.as_str().to_owned(), trier_code(by));
        let change = match attempts {
            Some(attempts) => self
                .sql(
                    "INSERT INTO sign_in_failures (tenant, name, trier, number, at)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (tenant, name, trier) DO UPDATE
                     SET number = excluded.number,
                         at = excluded.at",
                )
                .bind(name)
                .bind(by)
                .bind(i64::from(attempts.count))
                .bind(milliseconds(attempts.at)),
            None => self
                .sql("DELETE FROM sign_in_failures WHERE tenant = $1 AND name = $2 AND trier = $3")
                .bind(name)
                .bind(by),
        };
        self.change(change).await.map(drop)
    }

    async fn forget_attempts(&mut self, name: &AccountName) -> Result<(), StoreError> {
        let forget =
            self.sql("DELETE FROM sign_in_failures WHERE tenant = $1 AND name = $2").bind(name.as_str().to_owned());
        self.change(forget).await.map(drop)
    }

    async fn has_device(&mut self, name: &AccountName, device: DeviceKey) -> Result<bool, StoreError> {
        let query = self
            .sql(
                "SELECT at
                 FROM devices
                 WHERE tenant = $1 AND name = $2 AND key = $3 AND at > $4",
            )
            .bind(name.as_str().to_owned())
            .bind(device.as_bytes().to_vec())
            .bind(milliseconds(self.now() - DEVICE_KEPT));
        Ok(self.first(query).await?.is_some())
    }

    async fn save_device(&mut self, name: &AccountName, device: DeviceKey) -> Result<(), StoreError> {
        let save = self
            .sql(
                "INSERT INTO devices (tenant, name, key, at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant, name, key) DO UPDATE
                 SET at = excluded.at",
            )
            .bind(name.as_str().to_owned())
            .bind(device.as_bytes().to_vec())
            .bind(self.milliseconds());
        self.change(save).await?;
        let forget = self
            .sql(
                "DELETE FROM devices
                 WHERE tenant = $1 AND name = $2 AND key <> $3
                   AND key NOT IN (SELECT key
                                   FROM devices
                                   WHERE tenant = $1 AND name = $2 AND key <> $3
                                   ORDER BY at DESC, key
                                   LIMIT $4)",
            )
            .bind(name.as_str().to_owned())
            .bind(device.as_bytes().to_vec())
            .bind(limit(MOST_DEVICES - 1));
        self.change(forget).await.map(drop)
    }
}

/// Whose failures are counted, as it is stored.
fn trier_code(by: Trier) -> Vec<u8> {
    match by {
        Trier::Device(key) => [b"d", &key.as_bytes()[..]].concat(),
        Trier::Address(key) => [b"a", &key.as_bytes()[..]].concat(),
        Trier::Strangers => Vec::new(),
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
