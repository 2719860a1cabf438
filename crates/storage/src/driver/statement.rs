//! A statement with its values.

use std::borrow::Cow;

use uuid::Uuid;

/// A statement with its values; `$1` is the first of them.
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
    /// May return or change so many rows that it takes longer than a millisecond.
    pub(crate) is_long: bool,
}

impl Statement {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::with_capacity(8), is_long: false }
    }

    /// Adds the next value.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Says that many rows may come back: such a statement must not hold up a thread on which others wait.
    pub(crate) fn long(self) -> Self {
        Self { is_long: true, ..self }
    }
}

/// A value of a statement. Each kind knows its own nothing: PostgreSQL asks for the type of a NULL too.
pub(crate) enum Value {
    Text(Option<Cow<'static, str>>),
    Number(Option<i64>),
    Id(Option<Uuid>),
    Flag(bool),
    Bytes(Option<Vec<u8>>),
}

macro_rules! from {
    ($($type:ty => $kind:ident,)+) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$kind(Some(value.into()))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$kind(value.map(Into::into))
            }
        }
    )+};
}

from! {
    String => Text,
    &'static str => Text,
    i64 => Number,
    Uuid => Id,
    Vec<u8> => Bytes,
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}
