//! `madoguchi demo`

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::{Outcome, Sources, out};
use crate::config::{Origin, Settings};
use crate::demo::{Beginning, TeamsInABox};
use crate::serve::listen;
use crate::{logs, stop};

/// Try it: the whole loop in the browser, with a sample company
///
/// Starts the help desk in development mode beside a simulated Teams, imports a sample FAQ, and shows the requester's chat and
/// the agents' channel side by side, after three
/// months of the company's life that a simulation has told: people, cards and answers in one language, which the page changes with one press. No
/// account, no network, no language model.
#[derive(Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    sources: Sources,
    /// Address and port; loopback only
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Language of everything in the demo [default: the browser's, as long as nobody has said anything]
    #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "ja"])]
    language: Option<String>,
    /// Open without the three months that the sample company has behind it
    #[arg(long)]
    empty: bool,
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
        if let Some(language) = &self.language {
            layers = layers.with_flag("--language", "desk.language", language);
        }
        // A folder of its own, forgotten afterwards, unless one is named.
        let temporary = std::env::temp_dir().join(format!("madoguchi-demo-{}", Uuid::now_v7().simple()));
        let kept = *layers.origin("data.dir") != Origin::Default || *layers.origin("database.url") != Origin::Default;
        if !kept {
            layers = layers.with_flag("demo", "data.dir", &temporary.to_string_lossy());
        }
        let settings = Settings::read(&layers)?;
        logs::start(&settings.log);
        let is_language_chosen = *layers.origin("desk.language") != Origin::Default;
        let ended =
            show(settings, Beginning { is_language_chosen, forgets: !kept, has_past: !self.empty }, &temporary).await;
        forget(kept, &temporary);
        ended.map(|()| Outcome::Done)
    }
}

/// Shows the demo until somebody stops it, and begins it anew as often as a page asks for the other language. The port stays
/// taken meanwhile: who comes in between waits a moment and is not refused.
async fn show(mut settings: Settings, mut beginning: Beginning, temporary: &Path) -> Result<()> {
    let listener = listen(settings.server.listen).await?.into_std()?;
    let mut stop = std::pin::pin!(stop::signal());
    let mut is_first = true;
    loop {
        let demo =
            TeamsInABox::start(settings.clone(), TcpListener::from_std(listener.try_clone()?)?, beginning).await?;
        if std::mem::take(&mut is_first) {
            // Who started it may read the address and then close the pipe.
            out::aside(format_args!("Teams in a box is open: http://{}", demo.running().address()));
            let keep = " What you do here is forgotten then; keep it with --data DIR.";
            out::aside(format_args!("Stop with Ctrl+C.{}", if beginning.forgets { keep } else { "" }));
        }
        let wished = tokio::select! {
            () = &mut stop => None,
            language = demo.wished_language() => Some(language),
        };
        demo.stop().await;
        let Some(language) = wished else { return Ok(()) };
        settings.desk.language = language;
        beginning.is_language_chosen = true;
        forget(!beginning.forgets, temporary);
    }
}

/// Best effort: a folder of the system's temporary files.
fn forget(kept: bool, temporary: &Path) {
    if !kept {
        let _removed = std::fs::remove_dir_all(temporary);
    }
}
