//! `madoguchi teams`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;

use super::{Outcome, Sources};
use crate::wiring;

/// Prepare the installation in Microsoft Teams
#[derive(Subcommand)]
pub(crate) enum Teams {
    /// Write the app package: manifest, icons, Japanese and English
    Package {
        #[command(flatten)]
        sources: Sources,
        /// The zip file to write
        #[arg(long, value_name = "FILE", default_value = "madoguchi.zip")]
        out: PathBuf,
    },
}

impl Teams {
    pub(crate) fn run(self) -> Result<Outcome> {
        let Self::Package { sources, out } = self;
        let settings = sources.settings()?;
        let bytes = wiring::app_package(&settings)?;
        std::fs::write(&out, bytes).with_context(|| format!("cannot write {}", out.display()))?;
        super::out::line(format_args!(
            "{} is ready: upload it in the Teams admin center or in Teams under Apps > Manage your apps",
            out.display()
        ))?;
        Ok(Outcome::Done)
    }
}
