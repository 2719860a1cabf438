//! FAQ as CSV: a header line, then one entry a row; several variants stand on lines of their own within the cell.
//!
//! A variant that itself has several lines: each line after the first begins with `↵`.

use std::io::Write;

use anyhow::{Result, anyhow, bail};
use csv::{ReaderBuilder, StringRecord, Writer};
use desk::faq::{Entry, Row};

use super::columns::{self, Column};
use super::formula::{CONTINUED, guarded, plain};
use super::markup::{escaped, to_text};
use super::{FaqFile, audience_names, markup_remark};

/// What may stand between two cells, with its name.
const SEPARATORS: [(u8, &str); 3] = [(b',', "a comma"), (b';', "a semicolon"), (b'\t', "a tab")];
/// Tells Excel that a file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads rows; columns in any order, unknown ones are refused so that a misspelt one is noticed.
pub(super) fn read(text: &str) -> Result<FaqFile> {
    let (above, text, (separator, name)) = without_separator_line(text);
    let mut reader =
        ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(text.as_bytes());
    let mut records = reader.records().filter(|record| !record.as_ref().is_ok_and(is_empty));
    let Some(header) = records.next().transpose()? else { bail!("it holds no rows") };
    let header = columns::of_header(header.iter()).map_err(|reason| anyhow!(reason))?;
    let mut file = FaqFile::default();
    let mut marked_up = Vec::new();
    for record in records {
        let (at, row) = match record {
            Ok(record) => {
                let at = above + line(text, record.position());
                let cells = cells(&header, &record);
                let markup = |cell: &str| to_text(plain(cell)) != plain(cell);
                let has_markup = cells.as_ref().is_ok_and(|cells| cells.iter().any(|(_, cell)| markup(cell)));
                marked_up.extend(has_markup.then_some(at));
                (at, cells.map(|cells| row(&cells)))
            }
            Err(error) => (above + line(text, error.position()), Err("is no row of CSV".to_owned())),
        };
        file.lines.push((at, row));
    }
    file.remarks.extend((separator != b',').then(|| format!("read with {name} between the cells")));
    file.remarks.extend(markup_remark(&marked_up));
    Ok(file)
}

/// Finds the separator. Excel may name it in a first line of its own (`sep=;`), which is no row: returns how many lines stand
/// above the rest, and the rest.
fn without_separator_line(text: &str) -> (u64, &str, (u8, &'static str)) {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let named = first
        .trim_end()
        .strip_prefix("sep=")
        .and_then(|sign| SEPARATORS.into_iter().find(|(byte, _)| sign.as_bytes() == [*byte]));
    match named {
        Some(separator) => (1, &text[first.len()..], separator),
        None => (0, text, separator_of(text)),
    }
}

/// The separator with which the first line names most columns.
fn separator_of(text: &str) -> (u8, &'static str) {
    let named = |(byte, _): &(u8, &str)| {
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(*byte).from_reader(text.as_bytes());
        let header = reader.records().filter_map(Result::ok).find(|record| !is_empty(record)).unwrap_or_default();
        header.iter().filter(|name| Column::named(name).is_some_and(|column| column != Column::Nameless)).count()
    };
    // Of equals the last one counts, which in this order is the comma.
    SEPARATORS.into_iter().rev().max_by_key(named).unwrap_or(SEPARATORS[0])
}

fn is_empty(record: &StringRecord) -> bool {
    record.iter().all(is_blank)
}

fn is_blank(cell: &str) -> bool {
    cell.chars().all(columns::is_blank)
}

/// The line on which a record begins, from 1. The reader stands too early, on what is left of CRLF and on empty lines.
pub(crate) fn line(text: &str, at: Option<&csv::Position>) -> u64 {
    let Some(at) = at else { return 0 };
    let rest = usize::try_from(at.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// The named cells of a row. Cells of nameless columns and behind the last one must be empty.
fn cells<'a>(header: &[Column], record: &'a StringRecord) -> Result<Vec<(Column, &'a str)>, String> {
    if record.len() < header.len() {
        let cells = if record.len() == 1 { "cell" } else { "cells" };
        // A quotation mark that is never closed takes in all that follows.
        let open = record.iter().next_back().is_some_and(|last| last.ends_with(['\r', '\n']));
        let hint = if open { "; a quotation mark (\") in it is never closed" } else { "" };
        return Err(format!("has {} {cells} where the header has {}{hint}", record.len(), header.len()));
    }
    let columns = header.iter().copied().chain(std::iter::repeat(Column::Nameless));
    let mut cells = Vec::new();
    for (at, (column, cell)) in columns.zip(record).enumerate() {
        match column {
            Column::Nameless if is_blank(cell) => {}
            Column::Nameless => return Err(format!("has text in column {}, which has no name in the header", at + 1)),
            column => cells.push((column, cell)),
        }
    }
    Ok(cells)
}

fn row(cells: &[(Column, &str)]) -> Row {
    let mut row = Row::default();
    for (column, cell) in cells {
        match column {
            Column::Id => row.id = Some(plain(cell).to_owned()),
            Column::Question => row.question = to_text(plain(cell)),
            Column::Answer => row.answer = to_text(plain(cell)),
            Column::Variants => row.variants = variants(cell),
            Column::Language => row.language = Some(plain(cell).to_owned()),
            Column::Audience => row.audience = lines(cell).map(|line| plain(line.trim()).to_owned()).collect(),
            Column::Nameless => {}
        }
    }
    row
}

fn lines(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

fn variants(cell: &str) -> Vec<String> {
    let mut variants: Vec<String> = Vec::new();
    for line in lines(cell) {
        match (line.strip_prefix(CONTINUED), variants.last_mut()) {
            (Some(more), Some(variant)) => {
                variant.push('\n');
                variant.push_str(&to_text(more));
            }
            // Markup may have hidden that it is several lines.
            _ => variants.extend(to_text(plain(line)).lines().filter(|line| !is_blank(line)).map(str::to_owned)),
        }
    }
    variants
}

/// A cell that [`variants`] reads as these.
fn variants_cell(variants: &[String]) -> String {
    let written = variants.iter().map(|variant| {
        let mut lines = variant.split('\n').map(escaped);
        let first = lines.next().map(|line| guarded(&line)).unwrap_or_default();
        lines.fold(first, |cell, line| format!("{cell}\n{CONTINUED}{line}"))
    });
    written.collect::<Vec<_>>().join("\n")
}

/// Writes entries with a header line, as Excel opens them.
pub(super) fn write(entries: &[Entry], out: &mut dyn Write) -> Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = Writer::from_writer(out);
    writer.write_record(columns::written())?;
    let audience = |entry: &Entry| audience_names(&entry.audience).iter().map(|name| guarded(name)).collect::<Vec<_>>();
    for entry in entries {
        writer.write_record([
            guarded(&entry.key),
            guarded(&escaped(&entry.question)),
            guarded(&escaped(&entry.answer)),
            variants_cell(&entry.variants),
            entry.language.code().to_owned(),
            audience(entry).join("\n"),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<Row, String>> {
        read(text).expect("a FAQ file").lines.into_iter().map(|(_, row)| row).collect()
    }

    #[test]
    fn a_good_row_is_read_and_a_bad_one_is_named() {
        let rows = rows("question,answer,variants\nQ1,A1,\"v1\nv2\"\nQ2\nQ3,A3,\n");
        assert_eq!(rows[0].as_ref().map(|row| row.variants.clone()), Ok(vec!["v1".to_owned(), "v2".to_owned()]));
        assert_eq!(rows[1], Err("has 1 cell where the header has 3".to_owned()));
        assert!(rows[2].is_ok());
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_named_as_the_cause() {
        let rows = rows("question,answer\nQ1,A1\n\"Q2,A2\nQ3,A3\n");
        assert!(rows[1].as_ref().is_err_and(|reason| reason.contains("never closed")), "{rows:?}");
    }

    #[test]
    fn a_row_is_named_by_the_line_on_which_it_begins_with_either_line_end() {
        let text = "question,answer\nQ1,\"A\n1\"\n\nQ2\nQ3,A3\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            for (above, before) in [(0, ""), (1, "sep=,\n"), (1, "\n"), (2, ",,\r\n\r\n")] {
                let text = format!("{before}{text}");
                let lines: Vec<u64> = read(&text).expect("a FAQ file").lines.iter().map(|(line, _)| *line).collect();
                assert_eq!(lines, [2 + above, 5 + above, 6 + above], "{text:?}");
            }
        }
    }

    #[test]
    fn commas_semicolons_and_tabs_are_recognised_and_what_was_guessed_is_said() {
        for (text, said) in [
            ("question,answer\nQ;1,A\n", false),
            ("question;answer\nQ,1;A\n", true),
            ("question\tanswer\nQ,1\tA\n", true),
            ("sep=;\r\nquestion;answer\r\nQ,1;A\r\n", true),
            ("質問;回答\nQ,1;A\n", true),
        ] {
            let file = read(text).expect(text);
            assert_eq!(file.lines[0].1.as_ref().map(|row| row.answer.as_str()), Ok("A"), "{text}");
            assert_eq!(file.remarks.iter().any(|remark| remark.contains("between the cells")), said, "{text}");
        }
    }

    #[test]
    fn empty_rows_and_columns_are_skipped_and_text_outside_the_columns_is_not_lost_silently() {
        let rows = rows("question,answer,,\nQ,A,,\n,,,\n \u{3000},\u{a0},,,,,\n\nQ2,A2,,lost\nQ3,A3,,,,lost\n");
        assert_eq!(rows.len(), 3);
        assert!(rows[0].is_ok());
        assert_eq!(rows[1], Err("has text in column 4, which has no name in the header".to_owned()));
        assert_eq!(rows[2], Err("has text in column 6, which has no name in the header".to_owned()));
    }

    #[test]
    fn a_misspelt_or_missing_column_is_refused() {
        assert!(read("question,anwser\nQ,A\n").is_err());
        assert!(read("question\nQ\n").is_err());
    }

    #[test]
    fn variants_are_restored_whatever_is_in_them() {
        let variants_of = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        for texts in [
            vec!["one", "two"],
            vec!["two\nlines", "one"],
            vec!["a\n\n  b", "↵ sign", "'↵", "a\n↵b", "a\n=1\n'=1"],
            vec!["=1", "'=1", "＝1", "<br> という文字", "&amp;\n&lt;", "_x000D_"],
        ] {
            let texts = variants_of(&texts);
            assert_eq!(variants(&variants_cell(&texts)), texts, "{}", variants_cell(&texts));
        }
        assert_eq!(variants("<ul><li>a</li><li>b</li></ul>\r\n  c"), variants_of(&["- a", "- b", "  c"]));
    }
}
