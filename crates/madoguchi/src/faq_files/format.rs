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
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            // Excel's "Unicode text" ends in txt.
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The form that a text is in, by how it begins.
    pub(crate) fn of_text(text: &str) -> Self {
        if text.trim_start().starts_with(['{', '[']) { Self::Jsonl } else { Self::Csv }
    }
}
