//! Teams, and who is in them; who asks.

pub(crate) mod directory;
pub(crate) mod roles;
pub(crate) mod teams;

use desk::people::Person;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody, by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PersonRef {
    /// Their id, `prs_…`.
    pub(crate) id: String,
    /// Their name.
    pub(crate) name: String,
}

impl PersonRef {
    /// What others are told of somebody.
    pub(crate) fn of(person: &Person) -> Self {
        Self { id: person.id.to_string(), name: person.name.clone() }
    }
}
