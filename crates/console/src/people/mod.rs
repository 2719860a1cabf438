//! Teams, and who is in them; who asks.

pub(crate) mod directory;
pub(crate) mod roles;
pub(crate) mod teams;

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
