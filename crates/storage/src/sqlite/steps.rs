//! The steps of the schema, kept in the same table and with the same checksums as sqlx keeps them for PostgreSQL.

use std::collections::HashMap;
use std::time::Instant;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::{MIGRATIONS, newest_migration};
use crate::migrations::{self, Found};
use crate::open_error::OpenError;

const STEPS: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
                         version BIGINT PRIMARY KEY,
                         description TEXT NOT NULL,
                         installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
                         success BOOLEAN NOT NULL,
                         checksum BLOB NOT NULL,
                         execution_time BIGINT NOT NULL
                     )";

/// Whose database it is, and how far its schema has come.
pub(super) fn found(connection: &Connection) -> Result<Found, rusqlite::Error> {
    let mut query = connection.prepare(
        "SELECT name
         FROM sqlite_master
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let tables: Vec<String> = query.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    if !tables.iter().any(|table| table == migrations::TABLE) {
        return Ok(if tables.is_empty() { Found::Nothing } else { Found::Foreign });
    }
    let version = "SELECT MAX(version)
                   FROM _sqlx_migrations";
    let version: Option<i64> = connection.query_row(version, (), |row| row.get(0))?;
    Ok(Found::Ours(version))
}

/// Takes the steps that are missing, in one transaction that nobody else can enter: of two processes that start
/// together only one does it.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), OpenError> {
    let schema = |error: rusqlite::Error| OpenError::Schema(Box::new(error));
    if is_up_to_date(connection).map_err(schema)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(schema)?;
    transaction.execute_batch(STEPS).map_err(schema)?;
    let done = done(&transaction).map_err(schema)?;
    let known = newest_migration();
    if let Some(finding) = done.iter().find_map(|(version, step)| finding(*version, step, known)) {
        return Err(finding);
    }
    for step in MIGRATIONS.iter().filter(|step| !done.contains_key(&step.version)) {
        let began = Instant::now();
        transaction.execute_batch(step.sql.as_str()).map_err(schema)?;
        let note = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                    VALUES (?1, ?2, TRUE, ?3, ?4)";
        let took = i64::try_from(began.elapsed().as_nanos()).unwrap_or(i64::MAX);
        transaction.execute(note, (step.version, &*step.description, &*step.checksum, took)).map_err(schema)?;
    }
    transaction.commit().map_err(schema)
}

/// Looks without writing: most of the time there is nothing to do, and a server may be at work.
fn is_up_to_date(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let there = "SELECT 1
                 FROM sqlite_master
                 WHERE name = ?1";
    if connection.query_row(there, [migrations::TABLE], |_| Ok(())).optional()?.is_none() {
        return Ok(false);
    }
    let done = done(connection)?;
    Ok(done.len() == MIGRATIONS.iter().count()
        && MIGRATIONS
            .iter()
            .all(|step| done.get(&step.version).is_some_and(|done| done.success && *done.checksum == *step.checksum)))
}

/// A step that a database has taken.
struct Done {
    success: bool,
    checksum: Vec<u8>,
}

fn done(connection: &Connection) -> Result<HashMap<i64, Done>, rusqlite::Error> {
    let mut query = connection.prepare(
        "SELECT version, success, checksum
         FROM _sqlx_migrations",
    )?;
    let rows = query.query_map((), |row| Ok((row.get(0)?, Done { success: row.get(1)?, checksum: row.get(2)? })))?;
    rows.collect()
}

/// What is wrong with a step that was taken.
fn finding(version: i64, done: &Done, known: i64) -> Option<OpenError> {
    let Some(step) = MIGRATIONS.iter().find(|step| step.version == version) else {
        return Some(migrations::unknown(version, known));
    };
    if !done.success {
        return Some(migrations::unfinished(version));
    }
    (*step.checksum != *done.checksum).then(|| migrations::other_step(version))
}
