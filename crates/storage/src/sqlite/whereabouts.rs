//! Whether the database is still the file that was opened.
//!
//! Where somebody deletes, moves or replaces it under a running server, SQLite goes on writing into a file that nobody will
//! find again: what is acknowledged then would be lost with the process.

use std::io::Error;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use desk::store::StoreError;

use crate::failure;

/// The file, by its name and by its number on its device.
pub(super) struct Whereabouts {
    path: PathBuf,
    number: (u64, u64),
}

impl Whereabouts {
    /// Notes which file it is.
    pub(super) fn note(path: &Path) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned(), number: number(path)? })
    }

    /// Refuses to work on a file that is gone. It takes a microsecond; put back, it serves again.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if number(&self.path).is_ok_and(|number| number == self.number) {
            return Ok(());
        }
        Err(failure::unavailable(
            "the database's file was deleted, moved or replaced: put it back, or stop and restore a backup",
        ))
    }
}

fn number(path: &Path) -> Result<(u64, u64), Error> {
    let found = path.metadata()?;
    Ok((found.dev(), found.ino()))
}
