//! What an error of a database means for whoever asked.

use desk::store::StoreError;

/// An error of either database.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum DriverError {
    Sqlite(#[from] rusqlite::Error),
    Postgres(#[from] sqlx::Error),
}

/// Says what an error means: another try, damage, or a request that cannot be done.
pub(crate) fn meaning(error: impl Into<DriverError>) -> StoreError {
    let error = error.into();
    match kind(&error) {
        Kind::Unavailable => StoreError::Unavailable(Box::new(error)),
        Kind::Damaged => StoreError::Damaged { place: "the database".to_owned(), source: Some(Box::new(error)) },
        Kind::Refused => StoreError::Refused(Box::new(error)),
    }
}

/// An error of our own that another try can cure.
pub(crate) fn unavailable(why: &'static str) -> StoreError {
    StoreError::Unavailable(why.into())
}

/// An error of our own that no other try can cure.
pub(crate) fn refused(why: &'static str) -> StoreError {
    StoreError::Refused(why.into())
}

/// The three things that an error can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unavailable,
    Damaged,
    Refused,
}

/// Sorts an error of either database.
pub(crate) fn kind(error: &DriverError) -> Kind {
    match error {
        DriverError::Sqlite(error) => sqlite_code(error).map_or(Kind::Refused, kind_of_code),
        DriverError::Postgres(error) => kind_of_postgres(error),
    }
}

fn kind_of_postgres(error: &sqlx::Error) -> Kind {
    match error {
        sqlx::Error::Database(error) if error.constraint().is_some_and(is_race) => Kind::Unavailable,
        sqlx::Error::Database(error) => error.code().map_or(Kind::Refused, |state| kind_of_state(&state)),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_)
        | sqlx::Error::BeginFailed => Kind::Unavailable,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => Kind::Damaged,
        _ => Kind::Refused,
    }
}

/// Names that must be unique and are looked up before they are added: when one is taken all the same, somebody else has added
/// it in between, and another try finds it. Only PostgreSQL has two writers at once.
const LOOKED_UP_BEFORE: [&str; 5] = [
    "people_tenant_directory_id_key",
    "conversations_tenant_remote_id_key",
    "teams_tenant_name_key",
    "teams_default",
    "faq_entries_tenant_key_key",
];

/// Whether a broken constraint tells of a race.
fn is_race(constraint: &str) -> bool {
    LOOKED_UP_BEFORE.contains(&constraint)
}

/// The primary result code of an error of SQLite (the lower eight bits of the extended one).
pub(crate) fn sqlite_code(error: &rusqlite::Error) -> Option<u8> {
    let extended = match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => error.extended_code,
        _ => return None,
    };
    u8::try_from(extended & 0xff).ok()
}

/// Result codes: <https://www.sqlite.org/rescode.html>.
fn kind_of_code(code: u8) -> Kind {
    match code {
        // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL
        5 | 6 | 7 | 8 | 9 | 10 | 13 | 14 | 15 => Kind::Unavailable,
        // CORRUPT, NOTADB
        11 | 26 => Kind::Damaged,
        _ => Kind::Refused,
    }
}

/// SQLSTATE classes: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
fn kind_of_state(state: &str) -> Kind {
    match state {
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => Kind::Damaged,
        // read_only_sql_transaction (a standby took over), lock_not_available
        "25006" | "55P03" => Kind::Unavailable,
        // connection, transaction rollback, insufficient resources, operator intervention, system error
        _ if ["08", "40", "53", "57", "58"].iter().any(|class| state.starts_with(class)) => Kind::Unavailable,
        _ => Kind::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_try_can_cure_is_told_from_damage_and_from_a_refusal() {
        for state in ["40001", "40P01", "55P03", "57P01", "08006", "53300", "25006"] {
            assert_eq!(kind_of_state(state), Kind::Unavailable, "{state}");
        }
        assert_eq!(kind_of_state("23505"), Kind::Refused);
        assert!(is_race("conversations_tenant_remote_id_key") && is_race("teams_default"));
        assert!(!is_race("messages_pkey") && !is_race("tickets_tenant_thread_key"));
        assert_eq!(kind_of_state("XX001"), Kind::Damaged);
        for code in [5, 6, 10, 13] {
            assert_eq!(kind_of_code(code), Kind::Unavailable, "{code}");
        }
        assert_eq!(kind_of_code(19), Kind::Refused);
        assert_eq!(kind_of_code(26), Kind::Damaged);
        assert_eq!(kind(&sqlx::Error::PoolTimedOut.into()), Kind::Unavailable);
    }
}
