//! Reads columns by name and says which one is damaged.

use desk::faq::{Audience, AudienceGroup};
use desk::store::StoreError;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::codes::Code;
use crate::driver::{Cell, FromCell, Row};
use crate::json;

/// The columns of a row.
#[derive(Clone, Copy)]
pub(super) struct Columns<'r> {
    table: &'static str,
    row: &'r Row,
}

impl<'r> Columns<'r> {
    pub(super) fn of(table: &'static str, row: &'r Row) -> Self {
        Self { table, row }
    }

    /// That a column holds nothing of its kind.
    pub(super) fn damaged(self, column: &str) -> StoreError {
        StoreError::Damaged { place: self.place(column), source: None }
    }

    fn damaged_by(self, column: &str, source: impl std::error::Error + Send + Sync + 'static) -> StoreError {
        StoreError::Damaged { place: self.place(column), source: Some(Box::new(source)) }
    }

    /// Table and column, and the row by its id where it has one.
    fn place(self, column: &str) -> String {
        match self.row.cell("id").or_else(|_| self.row.cell("position")) {
            Ok(Cell::Id(id)) => format!("{}.{column} of {id}", self.table),
            Ok(Cell::Number(number)) => format!("{}.{column} of {number}", self.table),
            _ => format!("{}.{column}", self.table),
        }
    }

    pub(super) fn get<T: FromCell<'r>>(self, column: &'static str) -> Result<T, StoreError> {
        self.row.get(column).map_err(|bad| self.damaged_by(column, bad))
    }

    pub(super) fn id<T>(self, column: &'static str, new: fn(Uuid) -> T) -> Result<T, StoreError> {
        Ok(new(self.get(column)?))
    }

    pub(super) fn id_or_none<T>(self, column: &'static str, new: fn(Uuid) -> T) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<Uuid>>(column)?.map(new))
    }

    pub(super) fn text(self, column: &'static str) -> Result<String, StoreError> {
        self.get(column)
    }

    pub(super) fn text_or_none(self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    pub(super) fn count<T: TryFrom<i64>>(self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.get(column)?).map_err(|_| self.damaged(column))
    }

    pub(super) fn count_or_none<T: TryFrom<i64>>(self, column: &'static str) -> Result<Option<T>, StoreError> {
        let number: Option<i64> = self.get(column)?;
        number.map(|number| T::try_from(number).map_err(|_| self.damaged(column))).transpose()
    }

    pub(super) fn time(self, column: &'static str) -> Result<OffsetDateTime, StoreError> {
        self.time_or_none(column)?.ok_or_else(|| self.damaged(column))
    }

    pub(super) fn time_or_none(self, column: &'static str) -> Result<Option<OffsetDateTime>, StoreError> {
        let time = |ms: i64| OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000);
        let stored: Option<i64> = self.get(column)?;
        stored.map(|ms| time(ms).map_err(|_| self.damaged(column))).transpose()
    }

    pub(super) fn code<T: Code>(self, column: &'static str) -> Result<T, StoreError> {
        T::of(self.get(column)?).ok_or_else(|| self.damaged(column))
    }

    pub(super) fn code_or_none<T: Code>(self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(column)?;
        text.map(|text| T::of(text).ok_or_else(|| self.damaged(column))).transpose()
    }

    pub(super) fn json<T: DeserializeOwned>(self, column: &'static str) -> Result<T, StoreError> {
        json::read(self.get(column)?).map_err(|bad| self.damaged_by(column, bad))
    }

    pub(super) fn json_or_none<T: DeserializeOwned>(self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(column)?;
        text.map(|text| json::read(text).map_err(|bad| self.damaged_by(column, bad))).transpose()
    }

    /// A list of texts, each of which must be of a kind.
    pub(super) fn list<T>(self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, StoreError> {
        json::parsed(self.get(column)?, parse).ok_or_else(|| self.damaged(column))
    }

    /// An audience, as [`codes::audience_codes`](crate::codes::audience_codes) writes it.
    pub(super) fn audience(self, column: &'static str) -> Result<Audience, StoreError> {
        let groups = self.list_or_none(column, AudienceGroup::parse)?;
        Ok(groups.map_or(Audience::Everyone, Audience::Chosen))
    }

    /// As [`Self::list`], where there may be none.
    pub(super) fn list_or_none<T>(
        self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<Vec<T>>, StoreError> {
        let text: Option<&str> = self.get(column)?;
        text.map(|text| json::parsed(text, parse).ok_or_else(|| self.damaged(column))).transpose()
    }
}

/// Reads all rows, or the one, with the same function.
pub(super) trait Read<'r, T> {
    type Answer;

    fn read(&'r self, table: &'static str, one: impl Fn(Columns<'r>) -> Result<T, StoreError>) -> Self::Answer;
}

impl<'r, T> Read<'r, T> for Vec<Row> {
    type Answer = Result<Vec<T>, StoreError>;

    fn read(&'r self, table: &'static str, one: impl Fn(Columns<'r>) -> Result<T, StoreError>) -> Self::Answer {
        self.iter().map(|row| one(Columns::of(table, row))).collect()
    }
}

impl<'r, T> Read<'r, T> for Option<Row> {
    type Answer = Result<Option<T>, StoreError>;

    fn read(&'r self, table: &'static str, one: impl Fn(Columns<'r>) -> Result<T, StoreError>) -> Self::Answer {
        self.as_ref().map(|row| one(Columns::of(table, row))).transpose()
    }
}
