//! The console: the pages of `web/`, compiled into the binary, and the API that they and others use.
//!
//! `api/` holds what every operation shares: who calls, what is refused and how that is told. Each operation stands in the
//! room of its feature, named as in the desk. Start with [`api::Api`].

pub mod api;
mod audit;
mod faq;
mod figures;
mod handoff;
mod inquiry;
mod learning;
mod operations;
mod pages;
mod people;
mod session;

pub use pages::{has_pages, router, router_with_teams_in_a_box};
pub use session::sample::{SamplePeople, sample_sessions};
