//! `madoguchi retention`

use anyhow::Result;
use clap::Args;

use super::{Outcome, Sources, out};
use crate::wiring;

/// Forget what has been kept long enough; `serve` does it by itself every ten minutes
#[derive(Args)]
pub(crate) struct Retention {
    #[command(flatten)]
    sources: Sources,
    /// Tell what would be forgotten, and forget nothing
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    pub(crate) async fn run(self) -> Result<Outcome> {
        let settings = self.sources.settings()?;
        let store = wiring::existing_store(&settings).await?;
        let expired = store.expire(&settings.kept(), self.dry_run).await?;
        let verb = if self.dry_run { "would be forgotten" } else { "forgotten" };
        for kind in &expired {
            out::line(format_args!("{:>9} {} {verb}", kind.rows, kind.kind))?;
        }
        out::line("What is not named is kept for good; see the section retention of `madoguchi config`.")?;
        Ok(Outcome::Done)
    }
}
