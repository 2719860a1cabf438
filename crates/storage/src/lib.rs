//! Keeps everything, in SQLite or PostgreSQL, behind the desk's collections.
//!
//! Start with [`open`]. `tables/` holds every statement, one text for both databases; `session.rs` is an open
//! transaction; `driver/` lies between them and `sqlite/` and `postgres/`, which know how a transaction begins and
//! ends. `codes.rs` and `json/` turn the desk's types into what is stored and back. Not here: what the transactions
//! mean (desk).

mod codes;
mod context;
mod driver;
mod engine;
mod failure;
mod json;
mod migrations;
mod notifier;
mod open;
mod open_error;
mod policy;
mod postgres;
mod session;
mod sqlite;
mod tables;
mod usage;

pub use open::{Location, open};
pub use open_error::OpenError;
pub use policy::ConnectionPolicy;
pub use sqlite::past::place_past;
