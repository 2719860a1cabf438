//! Structured logs on standard error: a readable sentence with ids as fields, never anybody's text or name.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{BadSetting, Settings};

/// Starts logging as configured. A second start (in tests) changes nothing.
pub(crate) fn start(settings: &Settings) -> Result<(), BadSetting> {
    let filter = EnvFilter::try_new(&settings.log_level).map_err(|error| {
        BadSetting::new("log.level", error.to_string(), "use error, warn, info, debug, trace, or info,storage=debug")
    })?;
    // Colours are for terminals: in a file or a journal they are noise.
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // An error only says that a subscriber is set already.
    let _started = if settings.json_logs { lines.json().try_init() } else { lines.try_init() };
    Ok(())
}
