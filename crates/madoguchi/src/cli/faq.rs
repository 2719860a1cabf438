//! `madoguchi faq`

use std::io::Write;

use anyhow::Result;
use clap::Subcommand;

use super::files::{Input, Output, tell_outcome};
use super::{Outcome, Sources, out};
use crate::config::Settings;
use crate::faq_files::{self, Line, Report};
use crate::wiring;

/// Import and export FAQ entries
#[derive(Subcommand)]
pub(crate) enum Faq {
    /// Add or change entries from CSV or JSON lines, also while a server runs
    ///
    /// Fields: id (optional), question, answer, variants, language (ja or en), audience (everyone, team:NAME,
    /// group:OBJECT-ID). In CSV, several variants or audiences stand on lines of their own within the cell.
    ///
    /// The whole file is checked before anything is written. A row that is refused is named with its line and the reason; the
    /// others are taken over. To see first what would happen, use --dry-run.
    Import {
        #[command(flatten)]
        sources: Sources,
        #[command(flatten)]
        input: Input,
        /// Say what would be added, changed and refused; change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write all published entries, as import reads them
    Export {
        #[command(flatten)]
        sources: Sources,
        #[command(flatten)]
        output: Output,
    },
}

impl Faq {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Import { sources, input, dry_run } => {
                let settings = sources.settings()?;
                let read = faq_files::read(&input.file, input.format, input.encoding)?;
                input.tell(&read.remarks);
                let report = if dry_run {
                    preview(&settings, read.lines).await?
                } else {
                    let store = wiring::store_for_command(&settings).await?;
                    let teams = settings.desk.team_names();
                    faq_files::import(store.as_ref(), &wiring::home(), &teams, read.lines).await?
                };
                tell_outcome("line", &report.refused, &report.summary(), dry_run)
            }
            Self::Export { sources, output } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let Output { file, format } = output;
                let count = faq_files::export(store.as_ref(), &wiring::home(), file.as_deref(), format).await?;
                out::note(format_args!("{count} entries exported"));
                Ok(Outcome::Done)
            }
        }
    }
}

/// Prints what an import would do. It makes no database where there is none.
async fn preview(settings: &Settings, lines: Vec<Line>) -> Result<Report> {
    let store = wiring::store_if_any(settings).await?;
    let teams = settings.desk.team_names();
    let (steps, report) = faq_files::preview(store.as_deref(), &wiring::home(), &teams, lines).await?;
    let mut out = std::io::stdout().lock();
    for step in steps {
        writeln!(out, "{step}")?;
    }
    Ok(report)
}
