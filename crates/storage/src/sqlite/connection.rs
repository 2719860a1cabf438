//! A connection whose statements run on the thread that asks; only a reader's long ones go to another thread.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ToSql};
use uuid::Uuid;

use crate::driver::row::{Cell, Names, Row};
use crate::driver::statement::{Statement, Value};
use crate::failure::DriverError;

/// A connection, as a transaction uses it.
pub(crate) struct Connection {
    /// Absent only while it is away: a long statement of a reader takes it along to a thread on which nobody waits.
    open: Option<Box<Open>>,
    /// Whether long statements may take it along.
    may_leave: bool,
    away: Arc<AtomicBool>,
}

impl Connection {
    /// A connection on whose thread nobody else waits.
    pub(super) fn staying(open: Open) -> Self {
        Self { open: Some(Box::new(open)), may_leave: false, away: Arc::default() }
    }

    /// A connection that works on threads that others need too.
    pub(super) fn leaving(open: Open) -> Self {
        Self { may_leave: true, ..Self::staying(open) }
    }

    /// Whether it is away with a long statement.
    pub(super) fn away(&self) -> Arc<AtomicBool> {
        self.away.clone()
    }

    /// Runs words that are about no table, such as `BEGIN`.
    pub(super) fn say(&mut self, words: &'static str) -> Result<(), DriverError> {
        self.open()?.say(words)
    }

    pub(crate) async fn fetch(&mut self, statement: Statement) -> Result<Vec<Row>, DriverError> {
        if !(statement.is_long && self.may_leave) {
            return self.open()?.fetch(&statement);
        }
        let mut open = self.open.take().ok_or_else(lost)?;
        self.away.store(true, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || (open.fetch(&statement), open)).await;
        self.away.store(false, Ordering::Relaxed);
        let (rows, open) = done.map_err(|_| lost())?;
        self.open = Some(open);
        rows
    }

    pub(crate) fn execute(&mut self, statement: &Statement) -> Result<u64, DriverError> {
        self.open()?.execute(statement)
    }

    fn open(&mut self) -> Result<&mut Open, DriverError> {
        self.open.as_deref_mut().ok_or_else(lost)
    }
}

/// A caller gave up while the connection was away, or the thread that had it panicked: it does not come back.
fn lost() -> DriverError {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT),
        Some("the connection was lost with a long statement".to_owned()),
    )
    .into()
}

/// An open connection.
pub(super) struct Open {
    connection: rusqlite::Connection,
    /// What is known of each statement, by the address and length of its text: a text of the program never moves.
    shapes: HashMap<(usize, usize), Arc<Shape>>,
}

/// What a statement looks like.
struct Shape {
    names: Names,
    /// For each place of SQLite, which value goes there, from 0. SQLite numbers `$2` by where it first occurs.
    order: Box<[usize]>,
}

impl Open {
    pub(super) fn new(connection: rusqlite::Connection) -> Self {
        Self { connection, shapes: HashMap::new() }
    }

    fn say(&mut self, words: &'static str) -> Result<(), DriverError> {
        let mut prepared = self.connection.prepare_cached(words)?;
        prepared.raw_execute()?;
        Ok(())
    }

    fn fetch(&mut self, statement: &Statement) -> Result<Vec<Row>, DriverError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        let shape = shape(&mut self.shapes, statement.sql, &prepared);
        bind(&mut prepared, &shape, statement)?;
        let mut found = Vec::new();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next()? {
            let cells = (0..shape.names.len()).map(|column| Ok(cell(row.get_ref(column)?)));
            let cells: Result<Vec<Cell>, rusqlite::Error> = cells.collect();
            found.push(Row::new(shape.names.clone(), cells?));
        }
        Ok(found)
    }

    fn execute(&mut self, statement: &Statement) -> Result<u64, DriverError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        let shape = shape(&mut self.shapes, statement.sql, &prepared);
        bind(&mut prepared, &shape, statement)?;
        Ok(prepared.raw_execute()? as u64)
    }
}

fn shape(
    shapes: &mut HashMap<(usize, usize), Arc<Shape>>,
    sql: &'static str,
    prepared: &CachedStatement<'_>,
) -> Arc<Shape> {
    let known = shapes.entry((sql.as_ptr() as usize, sql.len()));
    known.or_insert_with(|| Arc::new(Shape::of(prepared))).clone()
}

impl Shape {
    fn of(prepared: &CachedStatement<'_>) -> Self {
        let order = (1..=prepared.parameter_count()).map(|place| {
            let number = prepared.parameter_name(place).and_then(|name| name[1..].parse::<usize>().ok());
            // A parameter without a number takes the value of its own place.
            number.unwrap_or(place) - 1
        });
        let names = prepared.column_names().into_iter().map(Box::from).collect();
        Self { names, order: order.collect() }
    }
}

fn bind(prepared: &mut CachedStatement<'_>, shape: &Shape, statement: &Statement) -> Result<(), rusqlite::Error> {
    for (place, number) in shape.order.iter().enumerate() {
        let value = statement
            .values
            .get(*number)
            .ok_or(rusqlite::Error::InvalidParameterCount(statement.values.len(), shape.order.len()))?;
        prepared.raw_bind_parameter(place + 1, value)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Number(Some(number)) => ValueRef::Integer(*number),
            Self::Flag(flag) => ValueRef::Integer(i64::from(*flag)),
            Self::Id(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Text(None) | Self::Number(None) | Self::Id(None) | Self::Bytes(None) => ValueRef::Null,
        }))
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Nothing,
        ValueRef::Integer(number) => Cell::Number(number),
        ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Other, |text| Cell::Text(text.to_owned())),
        ValueRef::Blob(bytes) => Uuid::from_slice(bytes).map_or_else(|_| Cell::Bytes(bytes.to_vec()), Cell::Id),
        ValueRef::Real(_) => Cell::Other,
    }
}
