//! A row, the same for both databases.

use std::sync::Arc;

use uuid::Uuid;

/// The names of a statement's columns, shared by all of its rows.
pub(crate) type Names = Arc<[Box<str>]>;

/// A row.
pub(crate) struct Row {
    names: Names,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn new(names: Names, cells: Vec<Cell>) -> Self {
        Self { names, cells }
    }

    /// What stands in a column. A handful of short names: looking at each is cheaper than any table of them.
    pub(crate) fn cell(&self, column: &str) -> Result<&Cell, BadCell> {
        let place = self.names.iter().position(|name| **name == *column).ok_or(BadCell::NoSuchColumn)?;
        self.cells.get(place).ok_or(BadCell::NoSuchColumn)
    }

    /// What stands in a column, as a type.
    pub(crate) fn get<'r, T: FromCell<'r>>(&'r self, column: &str) -> Result<T, BadCell> {
        let cell = self.cell(column)?;
        T::of(cell).ok_or(BadCell::OtherKind { wanted: T::KIND, found: cell.kind() })
    }
}

/// Why a column does not hold what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadCell {
    #[error("there is no such column")]
    NoSuchColumn,
    #[error("{wanted} was expected and {found} found")]
    OtherKind { wanted: &'static str, found: &'static str },
}

/// What stands in one column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    Text(String),
    Number(i64),
    Flag(bool),
    Id(Uuid),
    Bytes(Vec<u8>),
    /// Of a kind that no table here has.
    Other,
}

impl Cell {
    fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "yes or no",
            Self::Id(_) => "an id",
            Self::Bytes(_) => "bytes",
            Self::Other => "something unknown",
        }
    }
}

/// A type that is read from a column.
pub(crate) trait FromCell<'r>: Sized {
    /// What it is, for whoever finds something else.
    const KIND: &'static str;

    fn of(cell: &'r Cell) -> Option<Self>;
}

impl<'r> FromCell<'r> for &'r str {
    const KIND: &'static str = "a text";

    fn of(cell: &'r Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromCell<'_> for String {
    const KIND: &'static str = "a text";

    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromCell<'_> for i64 {
    const KIND: &'static str = "a number";

    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromCell<'_> for bool {
    const KIND: &'static str = "yes or no";

    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Flag(flag) => Some(*flag),
            // SQLite has no word of its own for it.
            Cell::Number(0) => Some(false),
            Cell::Number(1) => Some(true),
            _ => None,
        }
    }
}

impl FromCell<'_> for Uuid {
    const KIND: &'static str = "an id";

    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Id(id) => Some(*id),
            _ => None,
        }
    }
}

impl FromCell<'_> for Vec<u8> {
    const KIND: &'static str = "bytes";

    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.clone()),
            // In SQLite any 16 bytes look like an id.
            Cell::Id(id) => Some(id.as_bytes().to_vec()),
            _ => None,
        }
    }
}

impl<'r, T: FromCell<'r>> FromCell<'r> for Option<T> {
    const KIND: &'static str = T::KIND;

    fn of(cell: &'r Cell) -> Option<Self> {
        match cell {
            Cell::Nothing => Some(None),
            some => T::of(some).map(Some),
        }
    }
}
