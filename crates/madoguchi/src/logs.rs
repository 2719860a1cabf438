//! Structured logs on standard error: a readable sentence with ids as fields, never anybody's text or name.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::Log;

/// Starts logging as configured. A second start (in tests) changes nothing.
pub(crate) fn start(log: &Log) {
    let filter = filter(&log.level).expect("the settings have checked it");
    // Colours are for terminals: in a file or a journal they are noise.
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // The library reports a line that it could not write by a macro that panics where standard error is closed.
    let lines = lines.log_internal_errors(false);
    // An error only says that a subscriber is set already.
    let _started = if log.json { lines.json().try_init() } else { lines.try_init() };
}

/// What is logged, or `None` where it cannot be read. A word alone must be a level: the library takes any other for the name of
/// a module, and a misspelt level would silence all the rest.
pub(crate) fn filter(text: &str) -> Option<EnvFilter> {
    let mut alone = text.split(',').map(str::trim).filter(|part| !part.contains(['=', '[']));
    if !alone.all(|word| word.parse::<LevelFilter>().is_ok()) {
        return None;
    }
    EnvFilter::try_new(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_refused() {
        for good in ["info", "WARN", "off", "info,storage=debug", "warn,teams::outbound=trace"] {
            assert!(filter(good).is_some(), "{good}");
        }
        for bad in ["wran", "storage", "info,storage=loud"] {
            assert!(filter(bad).is_none(), "{bad}");
        }
    }
}
