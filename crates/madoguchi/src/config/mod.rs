//! Settings: what is compiled in, then a file, then the environment, then flags; later layers win.
//!
//! Only this module reads the environment. `layers.rs` finds out what is in force and where from; each section has a file of its
//! own that gives its settings their types ([`Settings`] is all of them). `fault.rs` says what is wrong: every fault at once, and
//! never a value, since what was pasted into the wrong place may be a secret.

mod answering;
mod data;
mod database;
mod desk;
mod fault;
mod layers;
mod log;
mod reader;
mod retention;
mod server;
mod settings;
mod teams;
mod toml_file;

pub use self::desk::TeamSetting;
pub(crate) use self::log::Log;
pub(crate) use self::teams::Teams;
pub(crate) use answering::PROMISES;
pub use fault::{BadSetting, BadSettings};
pub(crate) use layers::Shown;
pub use layers::{Layers, Origin};
pub use settings::Settings;

/// Settings whose value is never shown. The reader gives them as `Secret`s and no others.
const SECRETS: [&str; 2] = [database::URL, teams::CLIENT_SECRET];
