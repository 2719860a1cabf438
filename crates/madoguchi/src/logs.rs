//! Structured logs on standard error: a readable sentence with ids as fields, never anybody's text or name.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::{BadSetting, Settings};

/// Starts logging as configured. A second start (in tests) changes nothing.
pub(crate) fn start(settings: &Settings) -> Result<(), BadSetting> {
    let filter = filter(&settings.log_level)?;
    // Colours are for terminals: in a file or a journal they are noise.
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // An error only says that a subscriber is set already.
    let _started = if settings.json_logs { lines.json().try_init() } else { lines.try_init() };
    Ok(())
}

/// A word alone must be a level: the library takes any other for the name of a module, and a misspelt level would silence all
/// the rest.
fn filter(text: &str) -> Result<EnvFilter, BadSetting> {
    let bad =
        |what: String| BadSetting::new("log.level", what, "use error, warn, info, debug, trace, or info,storage=debug");
    let alone = text.split(',').map(str::trim).filter(|part| !part.contains(['=', '[']));
    for word in alone {
        word.parse::<LevelFilter>().map_err(|_| bad(format!("{word:?} is no level")))?;
    }
    EnvFilter::try_new(text).map_err(|error| bad(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_refused() {
        for good in ["info", "WARN", "off", "info,storage=debug", "warn,teams::outbound=trace"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for bad in ["wran", "storage", "info,storage=loud"] {
            assert!(filter(bad).is_err(), "{bad}");
        }
    }
}
