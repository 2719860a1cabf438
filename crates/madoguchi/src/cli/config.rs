//! `madoguchi config`

use anyhow::Result;
use clap::Args;

use super::{Outcome, Sources, out};
use crate::config::{Settings, Shown};

/// Show every setting in force and where it comes from; secrets are hidden
#[derive(Args)]
pub(crate) struct Config {
    #[command(flatten)]
    sources: Sources,
}

impl Config {
    pub(crate) fn run(self) -> Result<Outcome> {
        let layers = self.sources.layers();
        let settings = Settings::read(&layers);
        let faults = settings.as_ref().err().map(|faults| faults.0.as_slice()).unwrap_or_default();
        let shown = layers.shown(faults);
        let width = |text: fn(&Shown) -> usize, most: usize| shown.iter().map(text).max().unwrap_or_default().min(most);
        let (keys, values) = (width(|row| row.0.len(), 40), width(|row| row.1.chars().count(), 48));
        for (key, value, origin) in &shown {
            out::line(format_args!("{key:keys$}  {value:values$}  # {origin}"))?;
        }
        // Shown first, judged after: who mends a setting wants to see them all.
        for hint in hints(&settings?) {
            out::note(format_args!("hint: {hint}"));
        }
        Ok(Outcome::Done)
    }
}

/// What is right by itself and will be refused by `madoguchi serve` all the same.
fn hints(settings: &Settings) -> Vec<String> {
    let missing = settings.teams.missing();
    let needs = (!missing.is_empty()).then(|| {
        let missing = missing.join(", ");
        format!("`madoguchi serve` needs {missing} too (docs/guide/02-register.md); `serve --dev` and `demo` do not")
    });
    let unlimited =
        (!settings.teams.rate_limits).then(|| "`madoguchi serve` without --dev needs teams.rate_limits=on".to_owned());
    needs.into_iter().chain(unlimited).collect()
}
