//! The program: configuration, wiring, work queues, command line.
//!
//! Start with `cli/` (what one can type) and `serve.rs` (what runs). `wiring.rs` is the only file that names every crate;
//! `config/` is the only one that reads the environment. A library as well, so that the stories in `tests/it` start the
//! whole program in their own process.

mod admission;
pub mod cli;
mod config;
mod demo;
mod eval;
mod faq_files;
mod gateway;
mod health;
mod listener;
mod logs;
pub mod serve;
mod stop;
mod supervisor;
mod teams_of_the_desk;
mod wiring;
mod workers;

pub use config::{BadSetting, BadSettings, Layers, Origin, Settings, TeamSetting};
pub use demo::Box as TeamsInABox;

/// Whether somebody stopped reading our output (`madoguchi faq export | head`): nothing went wrong.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}
