//! A database of its own for an attack on PostgreSQL: each run begins without what an earlier one, or anybody else, has left.

use anyhow::{Context, Result, ensure};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A database that is there for one attack.
pub(crate) struct Database {
    server: String,
    name: String,
    /// Its address.
    pub(crate) url: String,
}

impl Database {
    /// Makes a database on a server, named by the address of any database there.
    pub(crate) async fn make(server: &str, attack: &str) -> Result<Self> {
        let name = format!("madoguchi_attack_{}_{}", attack.replace('-', "_"), std::process::id());
        let url = with_name(server, &name).context("the address of PostgreSQL names no database")?;
        let database = Self { server: server.to_owned(), name, url };
        database.say("CREATE DATABASE").await?;
        Ok(database)
    }

    /// Takes it away, whoever is still connected.
    pub(crate) async fn drop(self) -> Result<()> {
        self.say("DROP DATABASE").await
    }

    async fn say(&self, what: &str) -> Result<()> {
        let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        ensure!(self.name.chars().all(letters), "the name of a database");
        let force = if what.starts_with("DROP") { " WITH (FORCE)" } else { "" };
        let mut connection = PgConnection::connect(&self.server).await.context("cannot connect to PostgreSQL")?;
        let words = AssertSqlSafe(format!("{what} {}{force}", self.name));
        sqlx::raw_sql(words).execute(&mut connection).await.with_context(|| format!("cannot {what} {}", self.name))?;
        Ok(connection.close().await?)
    }
}

/// The address of another database on the same server.
fn with_name(url: &str, name: &str) -> Option<String> {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let (scheme, rest) = address.split_once("://")?;
    let (server, _) = rest.split_once('/')?;
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    Some(format!("{scheme}://{server}/{name}{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_is_on_the_same_server_with_the_same_options() {
        for (url, other) in [
            ("postgres://postgres@127.0.0.1:54329/postgres", Some("postgres://postgres@127.0.0.1:54329/x")),
            ("postgres://a:b@host/y?sslmode=disable", Some("postgres://a:b@host/x?sslmode=disable")),
            ("somewhere", None),
        ] {
            assert_eq!(with_name(url, "x").as_deref(), other, "{url}");
        }
    }
}
