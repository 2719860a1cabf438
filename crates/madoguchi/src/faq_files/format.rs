//! The form of an FAQ file.

use std::path::Path;

use clap::ValueEnum;

/// The form of an FAQ file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Values separated by commas, semicolons or tabs, with a header line
    Csv,
    /// One JSON object a line
    Jsonl,
}

impl Format {
    /// The form that a file's ending tells.
    pub(super) fn of(path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        // Excel's "Unicode text" ends in txt.
        if matches!(ending.as_str(), "csv" | "tsv" | "txt") { Self::Csv } else { Self::Jsonl }
    }
}
