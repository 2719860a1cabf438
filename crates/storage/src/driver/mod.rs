//! What lies between the statements and the two databases: a connection that takes a [`Statement`] and gives [`Row`]s,
//! and the few words in which the databases differ ([`Dialect`]).

pub(crate) mod row;
pub(crate) mod statement;

pub(crate) use row::{Cell, FromCell, Row};
pub(crate) use statement::Statement;

use crate::failure::DriverError;
use crate::postgres::connection as postgres;
use crate::sqlite::connection as sqlite;

/// An open connection of either database.
pub(crate) enum Driver<'c> {
    Sqlite(&'c mut sqlite::Connection),
    Postgres(&'c mut sqlx::PgConnection),
}

impl Driver<'_> {
    /// Runs a statement and returns its rows.
    pub(crate) async fn fetch(&mut self, statement: Statement) -> Result<Vec<Row>, DriverError> {
        match self {
            Self::Sqlite(connection) => connection.fetch(statement).await,
            Self::Postgres(connection) => postgres::fetch(connection, statement).await,
        }
    }

    /// Runs a statement that returns no rows; returns how many it changed.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<u64, DriverError> {
        match self {
            Self::Sqlite(connection) => connection.execute(&statement),
            Self::Postgres(connection) => postgres::execute(connection, statement).await,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}

/// Which database it is, where that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Whether two writers can race for a row. SQLite has one writer at a time: there is nobody to lock a row against.
    pub(crate) fn locks_rows(self) -> bool {
        self == Self::Postgres
    }

    /// Tells the time, in milliseconds since 1970, where processes with clocks of their own share the database.
    pub(crate) fn clock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT) AS now"),
        }
    }

    /// Keeps two processes from choosing tasks of one queue at once; `$1` is the queue's name, or `events` for whoever
    /// gives events their places. Two names of the same hash would only wait for each other needlessly.
    pub(crate) fn queue_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT pg_advisory_xact_lock(hashtext('madoguchi queue ' || $1))"),
        }
    }

    /// Has a transaction wait for the end of another that begins a task of the same key (`$1` tenant, `$2` queue, `$3` key).
    pub(crate) fn turn_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => {
                Some("SELECT pg_advisory_xact_lock(hashtext('madoguchi turn ' || $1 || ' ' || $2 || ' ' || $3))")
            }
        }
    }

    /// Keeps two transactions from both beginning a task of one key (`$1` tenant, `$2` queue, `$3` key): tells whether this one
    /// may. Never waits, so that nobody waits in a circle.
    pub(crate) fn try_key_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                "SELECT pg_try_advisory_xact_lock(hashtext('madoguchi key ' || $1 || ' ' || $2 || ' ' || $3)) AS locked",
            ),
        }
    }
}
