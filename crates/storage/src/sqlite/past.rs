//! A database that was filled elsewhere, moved in time. A link of the record holds the time of its event, so that all are linked anew.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rusqlite::Connection;
use time::Duration;

use crate::open_error::OpenError;

/// Makes a file of SQLite of a database: every time in it is moved by so long, and where a conversation's address names `from`, it
/// names `to`. Its events have no place in their sequence any more; whoever opens it gives them one before anything is written to it.
/// Fails where there is a file already.
pub fn place_past(path: &Path, database: &[u8], by: Duration, (from, to): (&str, &str)) -> Result<(), OpenError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| OpenError::NoConnection(error);
    write(path, database).map_err(|error| failed(error.into()))?;
    let moved = Connection::open(path).and_then(|mut connection| move_in_time(&mut connection, by, (from, to)));
    moved.map_err(|error| {
        // Half a past is none; whoever tries again finds no file in their way.
        let _removed = std::fs::remove_file(path);
        failed(error.into())
    })
}

/// As the folder and file of a server, which nobody else reads.
fn write(path: &Path, database: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(database)
}

fn move_in_time(connection: &mut Connection, by: Duration, (from, to): (&str, &str)) -> Result<(), rusqlite::Error> {
    // It is a copy: where this fails, it is made anew.
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF")?;
    let tx = connection.transaction()?;
    for (table, column) in times(&tx)? {
        // Names of the schema, which no value of anybody's can be.
        tx.execute(&format!("UPDATE {table} SET {column} = {column} + ?1"), [by.whole_milliseconds() as i64])?;
    }
    tx.execute("UPDATE conversations SET address = replace(address, ?1, ?2)", [from, to])?;
    tx.execute("UPDATE events SET sequence = NULL, link = NULL", ())?;
    tx.execute("DELETE FROM event_heads", ())?;
    // What made-up people thought of answers says nothing of how right they are: nobody's trust is to follow from it.
    tx.execute("DELETE FROM outcomes", ())?;
    tx.execute("DELETE FROM leases", ())?;
    tx.commit()?;
    connection.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))
}

/// Every column that holds a time, by its name: `at`, `…_at`, and the few others.
fn times(connection: &Connection) -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut found = connection.prepare(
        "SELECT tables.name, columns.name
         FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table' AND columns.type = 'INTEGER'
           AND (columns.name = 'at' OR columns.name LIKE '%\\_at' ESCAPE '\\'
                OR columns.name IN ('before_since', 'until'))",
    )?;
    found.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use desk::outside::{Clock, Ids};
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{ConnectionPolicy, Location, open};

    struct Still;

    impl Clock for Still {
        fn now(&self) -> OffsetDateTime {
            OffsetDateTime::UNIX_EPOCH
        }
    }

    impl Ids for Still {
        fn fresh(&self) -> Uuid {
            Uuid::nil()
        }
    }

    #[tokio::test]
    async fn every_time_of_the_schema_is_found_by_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let location = Location::SqliteFile(path.clone());
        let opened = open(&location, ConnectionPolicy::command(), Arc::new(Still), Arc::new(Still)).await;
        drop(opened.expect("it opens"));
        let connection = Connection::open(&path).expect("a connection");
        let found: Vec<String> = times(&connection).expect("read").into_iter().map(|(_, column)| column).collect();
        // Whoever adds a whole number says here that it is no time.
        let numbers = [
            "again",
            "attempts",
            "block",
            "changed",
            "closing",
            "correct",
            "csat",
            "greeted",
            "is_default",
            "last_number",
            "lesson_drafts",
            "moved",
            "number",
            "place",
            "places",
            "position",
            "ready",
            "reminded",
            "reopened",
            "retired",
            "revision",
            "sequence",
            "spoilt",
            "text_version",
            "unindexed",
            "version",
            "waits",
        ];
        let mut all = connection
            .prepare(
                "SELECT DISTINCT columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                 WHERE tables.type = 'table' AND columns.type = 'INTEGER'",
            )
            .expect("prepared");
        let all = all.query_map((), |row| row.get::<_, String>(0)).expect("read");
        for column in all.map(|column| column.expect("a name")) {
            let (is_time, is_number) = (found.contains(&column), numbers.contains(&column.as_str()));
            assert!(is_time != is_number, "{column}: a time, or a number that the list of this test lacks?");
        }
    }
}
