//! Settings: what is compiled in, then a file, then the environment, then flags; later layers win.
//!
//! Only this module reads the environment. `layers.rs` finds out what is in force and where from; `settings.rs` gives it
//! types and names what is wrong with its cure.

mod layers;
mod settings;

pub use layers::{Layers, Origin};
pub use settings::{Settings, TeamSetting};

/// What is wrong with a setting, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem}\n  {cure}")]
pub struct BadSetting {
    /// Its key and where it came from.
    pub setting: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub cure: String,
}

impl BadSetting {
    pub fn new(setting: impl Into<String>, problem: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { setting: setting.into(), problem: problem.into(), cure: cure.into() }
    }
}
