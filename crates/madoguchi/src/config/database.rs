//! `[database]`: PostgreSQL in SQLite's place.

use ::teams::auth::Secret;

use super::reader::{Reader, Wrong, wrong};

/// May hold a password.
pub(super) const URL: &str = "database.url";

/// Parameters of the address that the driver knows. Any other it would ignore, and write into the log with its value.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// PostgreSQL in SQLite's place.
#[derive(Debug, Clone)]
pub struct Database {
    /// `postgres://user:password@host:port/database`; `None` for SQLite.
    pub url: Option<Secret>,
}

impl Database {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { url: reader.secret_as(URL, check) }
    }
}

fn check(url: &str) -> Result<(), Wrong> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        let cure = "write postgres://USER@HOST/NAME, or leave it empty for SQLite in data.dir";
        return Err(wrong("is no PostgreSQL address", cure));
    }
    let cure = "write postgres://USER:PASSWORD@HOST:PORT/NAME; in a password, # is written %23, / %2F, ? %3F, : %3A, @ %40, % %25";
    let parsed = url::Url::parse(url).map_err(|_| wrong("cannot be read as an address", cure))?;
    // A `#` in a password cuts the address off there.
    if parsed.fragment().is_some() {
        return Err(wrong("cannot be read as an address", cure));
    }
    let known = |name: &str| PARAMETERS.contains(&name) || name.starts_with("options[");
    if !parsed.query_pairs().all(|(name, _)| known(&name)) {
        return Err(wrong("has an unknown parameter behind the ?", format!("known are {}", PARAMETERS.join(", "))));
    }
    Ok(())
}
