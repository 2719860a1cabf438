//! What is wrong with settings.

use std::fmt;

/// What is wrong with a setting, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}\n  {cure}")]
pub struct BadSetting {
    /// Its key and where it came from.
    pub setting: String,
    /// What is wrong, without the value.
    pub problem: String,
    /// What to do.
    pub cure: String,
}

impl BadSetting {
    /// A fault of `setting`: its key and where its value came from (`server.listen (flag --listen)`), or the flag or
    /// file itself.
    pub fn new(setting: impl Into<String>, problem: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { setting: setting.into(), problem: problem.into(), cure: cure.into() }
    }

    /// Whether it is about the setting of this key.
    pub(super) fn is_about(&self, key: &str) -> bool {
        self.setting.split(' ').next() == Some(key)
    }
}

/// Everything that is wrong with the settings: who mends one wants to know of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSettings(pub Vec<BadSetting>);

impl std::error::Error for BadSettings {}

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&faults.join("\n"))
    }
}

impl From<BadSetting> for BadSettings {
    fn from(fault: BadSetting) -> Self {
        Self(vec![fault])
    }
}
