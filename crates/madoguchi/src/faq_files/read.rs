//! Reads a file into rows.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{Encoding, FaqFile, Format, csv_rows, encoding, json_rows};

/// Largest file, in bytes. A FAQ of 20,000 entries has about 20 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a file (`-`: standard input). Fails where the file as a whole is no such file.
pub(crate) fn read(path: &Path, format: Option<Format>, named_encoding: Option<Encoding>) -> Result<FaqFile> {
    let (text, remark) = text_of(path, named_encoding)?;
    let mut file = read_text(path, &text, format)?;
    file.remarks.splice(0..0, remark);
    Ok(file)
}

/// The text of a file (`-`: standard input), and a remark where its encoding was recognised rather than told.
pub(crate) fn text_of(path: &Path, named_encoding: Option<Encoding>) -> Result<(String, Option<String>)> {
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
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        bail!("{named} is a zip or Excel file; in Excel choose Save As, CSV UTF-8, and import that");
    }
    encoding::decode(bytes, named_encoding).map_err(|reason| anyhow::anyhow!("{named} {reason}"))
}

/// Reads a text as a file of that name.
pub(crate) fn read_text(path: impl AsRef<Path>, text: &str, format: Option<Format>) -> Result<FaqFile> {
    let path = path.as_ref();
    let named = path.display();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = match Format::of_file(format, path, text) {
        Format::Csv => csv_rows::read(text),
        Format::Jsonl => json_rows::read(text),
    };
    let file = file.with_context(|| format!("{named} is no FAQ file"))?;
    if file.lines.is_empty() {
        bail!("{named} holds no rows");
    }
    Ok(file)
}
