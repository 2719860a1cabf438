//! Keeps everything, in SQLite or PostgreSQL, behind the desk's collections.
//!
//! Start with [`open`]. `tables/` holds every statement, one text for both databases, and is compiled once under `sqlite/`
//! and once under `postgres/`; those two know how a transaction begins and ends. `codes.rs` and `json.rs` turn the desk's
//! types into what is stored and back. Not here: what the transactions mean (desk).

mod codes;
mod context;
mod failure;
mod json;
mod notifier;
mod open;
mod postgres;
mod sqlite;

pub use open::{Location, OpenError, open};
