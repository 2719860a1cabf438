//! `madoguchi faq`

use std::path::PathBuf;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use super::{Outcome, Sources};
use crate::{faq_files, wiring};

/// Import and export FAQ entries
#[derive(Subcommand)]
pub(crate) enum Faq {
    /// Add or change entries from CSV or JSON lines, also while a server runs
    ///
    /// Fields: id (optional), question, answer, variants, language (ja or en), audience (everyone, team:NAME,
    /// group:OBJECT-ID). In CSV, several variants or audiences stand on lines of their own within the cell. A row that is
    /// refused is named with its line and the reason; the others are taken over.
    Import {
        #[command(flatten)]
        sources: Sources,
        /// The file; - for standard input
        file: PathBuf,
        /// Its form [default: by the file's ending]
        #[arg(long)]
        format: Option<Format>,
        /// Check only, change nothing
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

/// The form of an FAQ file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated values, UTF-8, with a header line
    Csv,
    /// One JSON object a line
    Jsonl,
}

impl Faq {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Import { sources, file, format, dry_run } => {
                let settings = sources.settings()?;
                let rows = faq_files::read(&file, format)?;
                let report = if dry_run {
                    faq_files::check(rows)
                } else {
                    let store = wiring::store(&settings).await?;
                    faq_files::import(store.as_ref(), &wiring::home(), rows).await?
                };
                report.print();
                Ok(if report.refused.is_empty() { Outcome::Done } else { Outcome::InPart })
            }
            Self::Export { sources, file, format } => {
                let store = wiring::existing_store(&sources.settings()?).await?;
                let count = faq_files::export(store.as_ref(), &wiring::home(), file.as_deref(), format).await?;
                eprintln!("{count} entries exported");
                Ok(Outcome::Done)
            }
        }
    }
}
