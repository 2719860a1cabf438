//! The program: configuration, wiring, work queues, command line.
//!
//! Start with `cli/` (what one can type) and `serve.rs` (what runs). `wiring.rs` is the only file that names every crate;
//! `config/` is the only one that reads the environment. A library as well, so that the stories in `tests/it` start the
//! whole program in their own process.

// `cli::out` prints instead: it survives a closed pipe.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod admission;
mod at_once;
mod bulkhead;
pub mod cli;
mod config;
mod demo;
mod eval;
mod faq_files;
mod floods;
mod gateway;
mod health;
pub mod history;
mod index;
mod lexicon_files;
mod listener;
mod logs;
mod loops;
mod meaning;
mod off_the_runtime;
mod role;
pub mod serve;
mod stop;
mod supervisor;
mod teams_of_the_desk;
mod wiring;
mod workers;

pub use config::{BadSetting, BadSettings, Layers, Origin, Settings, TeamSetting};
pub use demo::TeamsInABox;
pub use role::Role;

/// Whether somebody stopped reading our output (`madoguchi faq export | head`): nothing went wrong.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    // Writers of CSV and JSON wrap such an error without naming it as their cause.
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        if let Some(error) = cause.downcast_ref::<std::io::Error>() {
            return Some(error.kind());
        }
        if let Some(csv::ErrorKind::Io(error)) = cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
            return Some(error.kind());
        }
        cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind)
    };
    error.chain().any(|cause| kind(cause) == Some(std::io::ErrorKind::BrokenPipe))
}
