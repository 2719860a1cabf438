//! FAQ files: CSV and JSON lines, in and out.
//!
//! In: [`read`] finds out encoding and form, `csv_rows` or `json_rows` makes rows, `check` judges the whole file, and only then
//! [`import`] writes. Out: [`export`]. What is written is read back letter for letter: `formula` and `markup` each change a text
//! on the way out so that their own reading restores it. Not here: what a row means (desk).

use desk::faq::{Audience, Row};

mod check;
mod columns;
mod control_code;
mod csv_rows;
mod encoding;
mod export;
mod format;
mod formula;
mod import;
mod json_rows;
mod markup;
mod progress;
mod read;
mod reference;
mod tag;

pub(crate) use csv_rows::{BYTE_ORDER_MARK, line as csv_line};
pub(crate) use encoding::Encoding;
pub(crate) use export::{export, out};
pub(crate) use format::Format;
pub(crate) use formula::{guarded, plain};
pub(crate) use import::{Report, import, preview};
pub(crate) use json_rows::{lines as json_lines, reason as json_reason};
pub(crate) use read::{read, read_text, text_of};

/// Longest text of a file that an error repeats, in characters.
const QUOTED: usize = 60;

/// A row of a file, or why its line is none. The number is the line of the file, from 1.
pub(crate) type Line = (u64, Result<Row, String>);

/// What stands in a file.
#[derive(Debug, Default)]
pub(crate) struct FaqFile {
    /// Its rows.
    pub(crate) lines: Vec<Line>,
    /// What was understood without being asked: encoding, separator, markup.
    pub(crate) remarks: Vec<String>,
}

/// Says which rows held markup, so that nobody wonders where it went.
fn markup_remark(lines: &[u64]) -> Option<String> {
    let first = lines.first()?;
    Some(format!("markup or spreadsheet codes turned into text in {} rows, first in line {first}", lines.len()))
}

/// An audience as files name it.
fn audience_names(audience: &Audience) -> Vec<String> {
    match audience {
        Audience::Everyone => vec!["everyone".to_owned()],
        // An empty list would be read as everyone.
        Audience::Chosen(groups) if groups.is_empty() => vec!["nobody".to_owned()],
        Audience::Chosen(groups) => groups.iter().map(ToString::to_string).collect(),
    }
}

/// The beginning of a text, for an error message: control characters made visible, so that no terminal obeys a file.
fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    format!("{short:?}")
}
