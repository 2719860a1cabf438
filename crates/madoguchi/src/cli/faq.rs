//! `madoguchi faq`

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::{Outcome, Sources, out};
use crate::config::Settings;
use crate::faq_files::{self, Encoding, Format, Line, Report};
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
        /// The file; - for standard input
        file: PathBuf,
        /// Its form [default: by the file's ending, else by how it begins]
        #[arg(long)]
        format: Option<Format>,
        /// How the file writes letters as bytes [default: recognised]
        #[arg(long)]
        encoding: Option<Encoding>,
        /// Say what would be added, changed and refused; change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write all published entries, as import reads them
    Export {
        #[command(flatten)]
        sources: Sources,
        /// The file; standard output where it is missing or -
        file: Option<PathBuf>,
        /// Its form [default: by the file's ending, else JSON lines]
        #[arg(long)]
        format: Option<Format>,
    },
}

impl Faq {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Import { sources, file, format, encoding, dry_run } => {
                let settings = sources.settings()?;
                let read = faq_files::read(&file, format, encoding)?;
                for remark in &read.remarks {
                    out::note(format_args!("{}: {remark}", file.display()));
                }
                let report = if dry_run {
                    preview(&settings, read.lines).await?
                } else {
                    let store = wiring::store_for_command(&settings).await?;
                    let teams = settings.desk.team_names();
                    faq_files::import(store.as_ref(), &wiring::home(), &teams, read.lines).await?
                };
                for refusal in report.refusals() {
                    out::note(refusal);
                }
                let nothing_written = if dry_run { "dry run, nothing written: " } else { "" };
                out::line(format_args!("{nothing_written}{}", report.summary()))?;
                Ok(if report.refused.is_empty() { Outcome::Done } else { Outcome::InPart })
            }
            Self::Export { sources, file, format } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
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
