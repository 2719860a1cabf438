//! `[data]`: where SQLite keeps everything.

use std::path::PathBuf;

use super::reader::Reader;

/// Where SQLite keeps everything.
#[derive(Debug, Clone)]
pub struct Data {
    /// The folder of the database; made where there is none.
    pub dir: PathBuf,
}

impl Data {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { dir: PathBuf::from(reader.text("data.dir")) }
    }
}
