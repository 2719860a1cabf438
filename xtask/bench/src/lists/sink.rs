//! Rows straight into a database: by `INSERT` into SQLite, by `COPY` into PostgreSQL.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use rusqlite::types::{ToSqlOutput, ValueRef};
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{AssertSqlSafe, PgPool};

/// Bytes of a table that are sent together.
const TOGETHER: usize = 1 << 20;

/// What stands in a column.
#[derive(Clone)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    Number(i64),
    Flag(bool),
    Id(u128),
}

/// A database that takes rows.
pub(super) enum Sink {
    Sqlite(rusqlite::Connection),
    Postgres(PgPool),
}

impl Sink {
    pub(super) fn sqlite(file: &Path) -> Result<Self> {
        let connection = rusqlite::Connection::open(file)?;
        connection
            .execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA cache_size = -200000; BEGIN")?;
        Ok(Self::Sqlite(connection))
    }

    pub(super) async fn postgres(url: &str) -> Result<Self> {
        Ok(Self::Postgres(PgPool::connect(url).await?))
    }

    /// Fills a table.
    pub(super) async fn fill(
        &mut self,
        table: &str,
        columns: &str,
        rows: impl Iterator<Item = Vec<Cell>>,
    ) -> Result<()> {
        match self {
            Self::Sqlite(connection) => {
                let places: Vec<&str> = columns.split(',').map(|_| "?").collect();
                let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", places.join(", "));
                let mut insert = connection.prepare(&sql)?;
                for row in rows {
                    insert.execute(rusqlite::params_from_iter(row))?;
                }
            }
            Self::Postgres(pool) => {
                let mut copy =
                    pool.copy_in_raw(AssertSqlSafe(format!("COPY {table} ({columns}) FROM STDIN")).0.as_str()).await?;
                let mut lines = String::new();
                for row in rows {
                    for (place, cell) in row.iter().enumerate() {
                        lines.push_str(if place > 0 { "\t" } else { "" });
                        write_cell(&mut lines, cell);
                    }
                    lines.push('\n');
                    if lines.len() > TOGETHER {
                        copy.send(std::mem::take(&mut lines).into_bytes()).await?;
                    }
                }
                copy.send(lines.into_bytes()).await?;
                copy.finish().await?;
            }
        }
        Ok(())
    }

    /// Makes everything durable, and lets the database look at what it has.
    pub(super) async fn close(self) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?,
            Self::Postgres(pool) => {
                // What the server does by itself within minutes.
                sqlx::raw_sql("ANALYZE").execute(&pool).await?;
                pool.close().await;
            }
        }
        Ok(())
    }
}

fn write_cell(lines: &mut String, cell: &Cell) {
    match cell {
        Cell::Nothing => lines.push_str("\\N"),
        Cell::Text(text) => {
            for letter in text.chars() {
                match letter {
                    '\\' => lines.push_str("\\\\"),
                    '\n' => lines.push_str("\\n"),
                    '\r' => lines.push_str("\\r"),
                    '\t' => lines.push_str("\\t"),
                    other => lines.push(other),
                }
            }
        }
        Cell::Number(number) => drop(write!(lines, "{number}")),
        Cell::Flag(flag) => lines.push(if *flag { 't' } else { 'f' }),
        Cell::Id(id) => drop(write!(lines, "{id:032x}")),
    }
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Nothing => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Number(number) => ToSqlOutput::from(*number),
            Self::Flag(flag) => ToSqlOutput::from(*flag),
            Self::Id(id) => ToSqlOutput::from(id.to_be_bytes().to_vec()),
        })
    }
}

/// What the database takes of the disk, in MB.
pub(super) async fn size(postgres: Option<&str>, file: &Path) -> Result<f64> {
    let bytes = if let Some(url) = postgres {
        number(url, "SELECT pg_database_size(current_database())").await?
    } else {
        let connection = rusqlite::Connection::open(file)?;
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        connection.query_row(size, (), |row| row.get(0))?
    };
    Ok(bytes as f64 / 1e6)
}

/// Inquiries that are not in the index yet.
pub(super) async fn unindexed(postgres: Option<&str>, file: &Path) -> Result<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM inquiries WHERE unindexed = TRUE";
    if let Some(url) = postgres {
        return number(url, COUNT).await;
    }
    let connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(connection.query_row(COUNT, (), |row| row.get(0))?)
}

async fn number(url: &str, query: &'static str) -> Result<i64> {
    let pool = PgPool::connect(url).await?;
    let number = sqlx::query_scalar(query).fetch_one(&pool).await?;
    pool.close().await;
    Ok(number)
}
