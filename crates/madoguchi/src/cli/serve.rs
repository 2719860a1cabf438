//! `madoguchi serve`

use anyhow::Result;
use clap::Args;

use super::{Outcome, Sources, out};
use crate::config::Settings;
use crate::serve::{Mode, start};
use crate::{logs, stop};

/// Serve the help desk: messaging endpoint, work queues, health checks
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    sources: Sources,
    /// Address and port (server.listen)
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Development: no credentials, no token check, loopback only. For the Agents Playground
    #[arg(long)]
    dev: bool,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<Outcome> {
        let mut layers = self.sources.layers();
        if let Some(listen) = &self.listen {
            layers = layers.with_flag("--listen", "server.listen", listen);
        }
        let settings = Settings::read(&layers)?;
        logs::start(&settings.log);
        let mode = if self.dev { Mode::development(&settings)? } else { Mode::production(&settings)? };
        let asked_to_stop = stop::signal();
        let running = start(settings, mode).await?;
        out::aside(format_args!("madoguchi is serving on http://{}; stop with Ctrl+C", running.address()));
        asked_to_stop.await;
        running.stop().await;
        Ok(Outcome::Done)
    }
}
