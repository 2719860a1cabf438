//! FAQ as CSV: a header line, then one entry a row; several variants stand on lines of their own within the cell.

use std::io::Write;

use anyhow::{Result, bail};
use csv::{ReaderBuilder, StringRecord, Writer};
use desk::faq::{Entry, Row};

use super::{Line, audience_names, quoted};

const COLUMNS: [&str; 6] = ["id", "question", "answer", "variants", "language", "audience"];
/// What a spreadsheet takes for a formula; a leading apostrophe makes it text there. OWASP, "CSV Injection".
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Reads rows; columns in any order, unknown ones are refused so that a misspelt one is noticed.
pub(super) fn read(text: &str) -> Result<Vec<Line>> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_lowercase()).collect();
    for name in &header {
        if !COLUMNS.contains(&name.as_str()) {
            bail!("unknown column {}; known are {}", quoted(name), COLUMNS.join(", "));
        }
    }
    for needed in ["question", "answer"] {
        if !header.iter().any(|name| name == needed) {
            bail!("the column {needed} is missing; the first line must name the columns");
        }
    }
    let row = |record: StringRecord| -> Line { (line(text, record.position()), row(&header, &record)) };
    let failed = |error: csv::Error| (line(text, error.position()), Err(error.to_string()));
    Ok(reader.into_records().map(|record| record.map_or_else(failed, row)).collect())
}

/// The line on which a record begins, from 1. The reader stands too early, on what is left of CRLF and on empty lines.
fn line(text: &str, at: Option<&csv::Position>) -> u64 {
    let Some(at) = at else { return 0 };
    let rest = usize::try_from(at.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

fn row(header: &[String], record: &StringRecord) -> Result<Row, String> {
    if record.len() != header.len() {
        return Err(format!("has {} cells where the header has {}", record.len(), header.len()));
    }
    let mut row = Row::default();
    for (name, cell) in header.iter().zip(record) {
        let text = plain(cell);
        match name.as_str() {
            "id" => row.id = Some(text.to_owned()),
            "question" => text.clone_into(&mut row.question),
            "answer" => text.clone_into(&mut row.answer),
            "language" => row.language = Some(text.to_owned()),
            "variants" => row.variants = lines(cell),
            _ => row.audience = lines(cell),
        }
    }
    Ok(row)
}

fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(|line| plain(line.trim()).to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Takes the apostrophe away that `guarded` put in front.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// Puts an apostrophe in front of what a spreadsheet would run as a formula.
fn guarded(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// Writes entries with a header line.
pub(super) fn write(entries: &[Entry], out: &mut dyn Write) -> Result<()> {
    let mut writer = Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    let cell = |lines: &[String]| lines.iter().map(|line| guarded(line)).collect::<Vec<_>>().join("\n");
    for entry in entries {
        writer.write_record([
            guarded(&entry.key),
            guarded(&entry.question),
            guarded(&entry.answer),
            cell(&entry.variants),
            entry.language.code().to_owned(),
            cell(&audience_names(&entry.audience)),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_row_is_read_and_a_bad_one_is_named() {
        let text = "question,answer,variants\nQ1,A1,\"v1\nv2\"\nQ2\nQ3,A3,\n";
        let rows = read(text).expect("a FAQ file");
        assert_eq!(rows[0].1.as_ref().map(|row| row.variants.clone()), Ok(vec!["v1".to_owned(), "v2".to_owned()]));
        assert_eq!(rows[1].1, Err("has 1 cells where the header has 3".to_owned()));
        assert!(rows[2].1.is_ok());
    }

    #[test]
    fn a_row_is_named_by_the_line_on_which_it_begins_with_either_line_end() {
        let text = "question,answer\nQ1,\"A\n1\"\n\nQ2\nQ3,A3\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let lines: Vec<u64> = read(&text).expect("a FAQ file").iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [2, 5, 6], "{text:?}");
        }
    }

    #[test]
    fn a_misspelt_or_missing_column_is_refused() {
        assert!(read("question,anwser\nQ,A\n").is_err());
        assert!(read("question\nQ\n").is_err());
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_written_as_text_and_read_back() {
        for text in ["=1+1", "+81", "-x", "@SUM", "plain", "'quoted'"] {
            assert_eq!(plain(&guarded(text)), text);
        }
        assert_eq!(guarded("=1+1"), "'=1+1");
    }
}
