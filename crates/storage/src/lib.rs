//! Keeps everything, in SQLite or PostgreSQL, behind the desk's collections.
//!
//! Start with [`open`]. `tables/` holds every statement, one text for both databases, and is compiled once under `sqlite/`
//! and once under `postgres/`; those two know how a transaction begins and ends. `words.rs` and `json.rs` turn the desk's
//! types into what is stored and back. Not here: what the transactions mean (desk).

mod bells;
mod failure;
mod json;
mod open;
mod postgres;
mod setting;
mod sqlite;
mod words;

pub use open::{Location, OpenError, open};
