//! FAQ files: CSV and JSON lines, in and out.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use desk::faq::{Audience, ChangeError, Entry, Imported, Row, RowError, import_row, row_wording};
use desk::id::TenantId;
use desk::store::{Store, StoreError};

use crate::cli::faq::Format;

mod csv_rows;
mod json_rows;

/// Largest file, in bytes. A FAQ of 20,000 entries has about 20 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Rows in one transaction: short enough not to hold up a running server.
const BATCH: usize = 100;
/// Entries read at a time for an export.
const PAGE: u32 = 500;
/// Longest text of a file that an error repeats, in characters.
pub(crate) const QUOTED: usize = 60;

/// A row of a file, or why its line is none. The number is the line of the file, from 1.
pub(crate) type Line = (u64, Result<Row, String>);

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) added: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) refused: Vec<(u64, String)>,
}

impl Report {
    fn count(&mut self, line: u64, outcome: Result<Imported, String>) {
        match outcome {
            Ok(Imported::Added) => self.added += 1,
            Ok(Imported::Changed) => self.changed += 1,
            Ok(Imported::Unchanged) => self.unchanged += 1,
            Err(reason) => self.refused.push((line, reason)),
        }
    }

    /// Counts on standard output, refused rows on standard error.
    pub(crate) fn print(&self) {
        for (line, reason) in &self.refused {
            eprintln!("line {line}: {reason}");
        }
        let Self { added, changed, unchanged, refused } = self;
        println!("{added} added, {changed} changed, {unchanged} unchanged, {} refused", refused.len());
    }
}

/// Reads a file (`-`: standard input) into rows. Fails where the file as a whole is no such file.
pub(crate) fn read(path: &Path, format: Option<Format>) -> Result<Vec<Line>> {
    let format = format.unwrap_or_else(|| by_ending(path));
    let mut bytes = Vec::new();
    let named = path.display();
    if path == Path::new("-") {
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        let file = File::open(path).with_context(|| format!("cannot read {named}"))?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {named}"))?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{named} is larger than 64 MiB; split it");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        bail!("{named} is a zip or Excel file; save it as CSV (UTF-8) and import that");
    }
    match String::from_utf8(bytes) {
        Ok(text) => read_text(path, &text, Some(format)),
        Err(error) => bail!(
            "{named} is not UTF-8 (first bad byte at {}); save it as CSV UTF-8 or JSON lines",
            error.utf8_error().valid_up_to()
        ),
    }
}

/// Reads a text as a file of that name.
pub(crate) fn read_text(path: impl AsRef<Path>, text: &str, format: Option<Format>) -> Result<Vec<Line>> {
    let path = path.as_ref();
    let named = path.display();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = match format.unwrap_or_else(|| by_ending(path)) {
        Format::Csv => csv_rows::read(text).with_context(|| format!("{named} is no FAQ file"))?,
        Format::Jsonl => json_rows::read(text),
    };
    if rows.is_empty() {
        bail!("{named} holds no rows");
    }
    refuse_repeated(&mut rows);
    Ok(rows)
}

/// Refuses a row whose id an earlier one has: else one would silently replace the other, again at every import.
fn refuse_repeated(rows: &mut [Line]) {
    let mut first = HashMap::new();
    for (line, row) in rows {
        let id = row.as_ref().ok().and_then(|row| row.id.as_deref()).map(str::trim).unwrap_or_default();
        if id.is_empty() {
            continue;
        }
        if let Some(before) = first.get(id) {
            *row = Err(format!("the id {} stands on line {before} already", quoted(id)));
        } else {
            first.insert(id.to_owned(), *line);
        }
    }
}

fn by_ending(path: &Path) -> Format {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some(ending) if ending.eq_ignore_ascii_case("csv") => Format::Csv,
        _ => Format::Jsonl,
    }
}

/// Takes rows over, some at a time; a refused row does not hold up the others.
pub(crate) async fn import(store: &dyn Store, tenant: &TenantId, lines: Vec<Line>) -> Result<Report> {
    let mut report = Report::default();
    let total = lines.len();
    let mut lines = lines.into_iter();
    loop {
        let batch: Vec<Line> = lines.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(report);
        }
        for (line, outcome) in import_batch(store, tenant, batch).await? {
            report.count(line, outcome);
        }
        let done = report.added + report.changed + report.unchanged + report.refused.len();
        if total > BATCH * 5 {
            eprintln!("{done} of {total} rows");
        }
    }
}

type Outcomes = Vec<(u64, Result<Imported, String>)>;

async fn import_batch(store: &dyn Store, tenant: &TenantId, batch: Vec<Line>) -> Result<Outcomes, StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let mut outcomes = Vec::new();
                for (line, row) in batch {
                    let outcome = match row {
                        Err(reason) => Err(reason),
                        // Refusals are found before anything is written, so that the batch goes on.
                        Ok(row) => match import_row(tx, row).await {
                            Ok(imported) => Ok(imported),
                            Err(RowError::Change(ChangeError::Store(error))) => return Err(error),
                            Err(refusal) => Err(refusal.to_string()),
                        },
                    };
                    outcomes.push((line, outcome));
                }
                Ok(outcomes)
            })
        })
        .await
}

/// Checks rows without a store: what import would refuse is refused.
pub(crate) fn check(lines: Vec<Line>) -> Report {
    let mut report = Report::default();
    for (line, row) in lines {
        let outcome = row.and_then(|row| row_wording(row).map_err(|refusal| refusal.to_string()));
        report.count(line, outcome.map(|_| Imported::Unchanged));
    }
    report
}

/// Writes every published entry in order of id. Returns how many.
pub(crate) async fn export(
    store: &dyn Store,
    tenant: &TenantId,
    path: Option<&Path>,
    format: Option<Format>,
) -> Result<usize> {
    let path = path.filter(|path| *path != Path::new("-"));
    let format = format.unwrap_or_else(|| path.map_or(Format::Jsonl, by_ending));
    let entries = published(store, tenant).await?;
    let mut out: Box<dyn Write> = match path {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(std::io::stdout().lock()),
    };
    match format {
        Format::Csv => csv_rows::write(&entries, &mut out)?,
        Format::Jsonl => json_rows::write(&entries, &mut out)?,
    }
    out.flush()?;
    Ok(entries.len())
}

async fn published(store: &dyn Store, tenant: &TenantId) -> Result<Vec<Entry>, StoreError> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let after = entries.last().map(|entry| entry.key.clone()).unwrap_or_default();
        let page = store
            .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { tx.published_after(&after, PAGE).await }))
            .await?;
        if page.is_empty() {
            return Ok(entries);
        }
        entries.extend(page);
    }
}

/// An audience as files name it.
pub(crate) fn audience_names(audience: &Audience) -> Vec<String> {
    match audience {
        Audience::Everyone => vec!["everyone".to_owned()],
        Audience::Chosen(groups) => groups.iter().map(ToString::to_string).collect(),
    }
}

/// The beginning of a text, for an error message: control characters made visible, so that no terminal obeys a file.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    format!("{short:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_id_is_refused_and_names_the_line_of_the_first() {
        let text = "id,question,answer\na,Q1,A1\n,Q2,A2\n,Q3,A3\n a ,Q4,A4\n";
        let rows = read_text("faq.csv", text, None).expect("a FAQ file");
        let good: Vec<bool> = rows.iter().map(|(_, row)| row.is_ok()).collect();
        assert_eq!(good, [true, true, true, false]);
        assert_eq!(rows[3], (5, Err("the id \"a\" stands on line 2 already".to_owned())));
    }
}
