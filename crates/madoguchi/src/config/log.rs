//! `[log]`: how the program tells what it does.

use super::reader::{Reader, wrong};
use crate::logs;

/// How the program tells what it does.
#[derive(Debug, Clone)]
pub struct Log {
    /// One JSON object a line, in place of text.
    pub json: bool,
    /// A level, or filters such as `info,storage=debug`; the settings have checked it.
    pub level: String,
}

impl Log {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            json: reader.one_of("log.format", &["text", "json"]) == "json",
            level: reader.value("log.level", |value| {
                let level = value.as_str().unwrap_or_default().trim();
                let cure = "use error, warn, info, debug, trace, or info,storage=debug";
                logs::filter(level).map(|_| level.to_owned()).ok_or_else(|| wrong("holds what is no level", cure))
            }),
        }
    }
}
