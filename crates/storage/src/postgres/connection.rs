//! Statements and rows of PostgreSQL.

use sqlx::postgres::{PgArguments, PgConnection, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::{Column, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

use crate::driver::row::{Cell, Names, Row};
use crate::driver::statement::{Statement, Value};
use crate::failure::DriverError;

pub(crate) async fn fetch(connection: &mut PgConnection, statement: Statement) -> Result<Vec<Row>, DriverError> {
    let found = query(statement).fetch_all(connection).await?;
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let names: Names = first.columns().iter().map(|column| Box::from(column.name())).collect();
    let row = |found: &PgRow| {
        let cells: Result<Vec<Cell>, sqlx::Error> = (0..names.len()).map(|column| cell(found, column)).collect();
        Ok(Row::new(names.clone(), cells?))
    };
    found.iter().map(row).collect()
}

pub(crate) async fn execute(connection: &mut PgConnection, statement: Statement) -> Result<u64, DriverError> {
    Ok(query(statement).execute(connection).await?.rows_affected())
}

fn query(statement: Statement) -> Query<'static, Postgres, PgArguments> {
    statement.values.into_iter().fold(sqlx::query(statement.sql), |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
        Value::Id(id) => query.bind(id),
        Value::Flag(flag) => query.bind(flag),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

fn cell(row: &PgRow, column: usize) -> Result<Cell, sqlx::Error> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(Cell::Nothing);
    }
    let kind = value.type_info().into_owned();
    Ok(match kind.name() {
        "TEXT" | "VARCHAR" | "NAME" => Cell::Text(row.try_get(column)?),
        "INT8" => Cell::Number(row.try_get(column)?),
        "INT4" => Cell::Number(i64::from(row.try_get::<i32, _>(column)?)),
        "BOOL" => Cell::Flag(row.try_get(column)?),
        "UUID" => Cell::Id(row.try_get::<Uuid, _>(column)?),
        "BYTEA" => Cell::Bytes(row.try_get(column)?),
        _ => Cell::Other,
    })
}
