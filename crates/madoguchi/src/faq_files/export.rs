//! Writes every published entry.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Result};
use desk::faq::Entry;
use desk::id::TenantId;
use desk::store::{Store, StoreError};

use super::{Format, csv_rows, json_rows};

/// Entries read at a time.
const PAGE: u32 = 500;
/// An export holds what not everybody may see.
const OWNER_ONLY: u32 = 0o600;

/// Writes every published entry in order of id. Returns how many.
pub(crate) async fn export(
    store: &dyn Store,
    tenant: &TenantId,
    path: Option<&Path>,
    format: Option<Format>,
) -> Result<usize> {
    let entries = published(store, tenant).await?;
    let (mut out, format) = out(path, format)?;
    match format {
        Format::Csv => csv_rows::write(&entries, &mut out)?,
        Format::Jsonl => json_rows::write(&entries, &mut out)?,
    }
    out.flush()?;
    Ok(entries.len())
}

/// A file to be written that only its owner reads, and its form: as named, or by its ending. Standard output where no file is
/// named, or `-`.
pub(crate) fn out(path: Option<&Path>, format: Option<Format>) -> Result<(Box<dyn Write>, Format)> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return Ok((Box::new(std::io::stdout().lock()), format.unwrap_or(Format::Jsonl)));
    };
    let format = format.or_else(|| Format::of(path)).unwrap_or(Format::Jsonl);
    let file = private(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok((Box::new(BufWriter::new(file)), format))
}

/// A file that only its owner reads, also where there was one that others could read.
fn private(path: &Path) -> std::io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY).open(path)?;
    // A pipe or a device keeps its rights.
    if file.metadata()?.is_file() {
        file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
    }
    Ok(file)
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
