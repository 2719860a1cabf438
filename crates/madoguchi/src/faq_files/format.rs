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
    /// The form of a file that is read: as named, by its ending, or by how it begins.
    pub(crate) fn of_file(named: Option<Self>, path: &Path, text: &str) -> Self {
        named.or_else(|| Self::of(path)).unwrap_or_else(|| Self::of_text(text))
    }

    /// The form that a file's ending tells.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            // Excel's "Unicode text" ends in txt.
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The form that a text is in, by how it begins.
    fn of_text(text: &str) -> Self {
        if text.trim_start().starts_with(['{', '[']) { Self::Jsonl } else { Self::Csv }
    }
}
