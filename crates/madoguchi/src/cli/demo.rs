//! `madoguchi demo`

use anyhow::{Result, bail};
use clap::Args;

use super::{Outcome, Sources};
use crate::config::Settings;
use crate::demo::Box;
use crate::serve::listen;
use crate::{logs, stop};

/// Try it: the whole loop in the browser, with a sample company
///
/// Starts the help desk in development mode beside a simulated Teams, imports a sample FAQ in Japanese and English, and
/// shows the requester's chat and the agents' channel side by side. No account, no network, no language model.
#[derive(Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    sources: Sources,
    /// Address and port; loopback only
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<Outcome> {
        if !console::has_pages() {
            bail!(
                "this program was built without its pages; build it with `cargo xtask build`, or run `cargo xtask demo`"
            );
        }
        let mut layers = self.sources.layers();
        if let Some(listen) = &self.listen {
            layers = layers.with_flag("--listen", "server.listen", listen);
        }
        // A folder of its own, forgotten afterwards, unless one is named.
        let temporary = std::env::temp_dir().join(format!("madoguchi-demo-{}", std::process::id()));
        let kept = *layers.origin("data.dir") != crate::config::Origin::Default
            || *layers.origin("database.url") != crate::config::Origin::Default;
        if !kept {
            layers = layers.with_flag("demo", "data.dir", &temporary.to_string_lossy());
        }
        let settings = Settings::read(&layers)?;
        logs::start(&settings.log);
        let listener = listen(settings.server.listen).await?;
        let running = Box::start(settings, listener).await?;
        println!("Teams in a box is open: http://{}", running.running().address());
        println!(
            "Stop with Ctrl+C.{}",
            if kept { "" } else { " What you do here is forgotten then; keep it with --data DIR." }
        );
        stop::signal().await;
        running.stop().await;
        if !kept {
            // Best effort: a folder of the system's temporary files.
            let _removed = std::fs::remove_dir_all(&temporary);
        }
        Ok(Outcome::Done)
    }
}
