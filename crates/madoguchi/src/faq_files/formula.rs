//! Keeps spreadsheets from computing what a cell says.
//!
//! A leading apostrophe makes a cell text. What already begins with apostrophes before such a sign gets one more, so that
//! reading, which takes one away, restores every text.

use desk::text::is_formula;

/// Begins a line that belongs to the variant above it; see `csv_rows`.
pub(super) const CONTINUED: char = '↵';

/// Puts an apostrophe in front of what a spreadsheet would run, or our own reading would take for something else.
pub(crate) fn guarded(text: &str) -> String {
    if is_guardable(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes the apostrophe away that [`guarded`] put in front.
pub(crate) fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_guardable(rest) => rest,
        _ => cell,
    }
}

fn is_guardable(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(CONTINUED) || is_formula(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_written_as_text_and_read_back() {
        for text in [
            "=1+1",
            "+81",
            "-x",
            "@SUM",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM",
            "|calc",
            "%0A=1+1",
            "%0d+1",
            "\t=1",
            "\r=1",
            " =1",
            "\u{3000}=1",
            "↵x",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
            assert_eq!(plain(&guarded(text)), text);
            assert_eq!(plain(text), text, "what somebody wrote by hand stays");
        }
    }

    #[test]
    fn every_text_is_restored_whatever_apostrophes_it_has() {
        for text in ["plain", "'quoted'", "'", "''", "'=1", "''=1", "'''\t", "' =1", "it's", "'x=1", "", "1=1"] {
            assert_eq!(plain(&guarded(text)), text, "{text:?}");
        }
        assert_eq!(plain("'=1"), "=1", "the apostrophe of a spreadsheet");
    }
}
