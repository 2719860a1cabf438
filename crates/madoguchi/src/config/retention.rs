//! `[retention]`: how long things are kept.

use time::Duration;

use super::reader::{Reader, wrong};

impl super::Settings {
    /// How long things are kept, as the desk wants it.
    pub(crate) fn kept(&self) -> desk::retention::Retention {
        self.retention.0
    }
}

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention(desk::retention::Retention);

impl Retention {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut days = |key: &str| {
            reader.value(key, |value| {
                let days = value.as_integer().filter(|days| (0..=36_500).contains(days));
                let days = days.ok_or_else(|| wrong("is out of range", "use days, 0 to 36500; 0 keeps for good"))?;
                Ok((days > 0).then(|| Duration::days(days)))
            })
        };
        Self(desk::retention::Retention {
            texts: days("retention.texts_days"),
            events: days("retention.events_days"),
            deliveries: days("retention.deliveries_days"),
            dead_letters: days("retention.dead_letters_days"),
            gaps: days("retention.gaps_days"),
        })
    }
}
