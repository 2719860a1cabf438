//! How fast the disk makes a write durable: what one commit costs at least, however fast the program is.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Writes that are measured.
const WRITES: usize = 200;
/// Bytes of each: a page of the database.
const PAGE: [u8; 4096] = [0x5a; 4096];

/// How long each write with `fdatasync` takes in this folder.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Duration>> {
    let path = folder.join("fdatasync");
    let mut file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let write = |_| {
        let start = Instant::now();
        file.write_all(&PAGE)?;
        file.sync_data()?;
        Ok(start.elapsed())
    };
    let times = (0..WRITES).map(write).collect();
    std::fs::remove_file(&path)?;
    times
}
