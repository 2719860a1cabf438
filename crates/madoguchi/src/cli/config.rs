//! `madoguchi config`

use anyhow::Result;
use clap::Args;

use super::{Outcome, Sources};
use crate::config::Settings;

/// Show every setting in force and where it comes from; secrets are hidden
#[derive(Args)]
pub(crate) struct Config {
    #[command(flatten)]
    sources: Sources,
}

impl Config {
    pub(crate) fn run(self) -> Result<Outcome> {
        let layers = self.sources.layers()?;
        let shown = layers.shown();
        let width = |text: fn(&(String, String, crate::config::Origin)) -> usize, most: usize| {
            shown.iter().map(text).max().unwrap_or_default().min(most)
        };
        let (keys, values) = (width(|row| row.0.len(), 40), width(|row| row.1.chars().count(), 48));
        for (key, value, origin) in &shown {
            println!("{key:keys$}  {value:values$}  # {origin}");
        }
        // Shown first, judged after: who mends a setting wants to see them all.
        Settings::read(&layers)?;
        Ok(Outcome::Done)
    }
}
