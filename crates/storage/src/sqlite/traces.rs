//! Looks for traces of data that SQLite itself would pass over: it takes an empty file for a new database, and a log that
//! it cannot read for none.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

use super::folder::companion;
use crate::open_error::OpenError;

/// Bytes of a log's header: <https://www.sqlite.org/fileformat2.html#walformat>.
const HEADER: usize = 32;
/// Its first four bytes; the last bit says in which order the checksums read theirs.
const MAGIC: u32 = 0x377f_0682;
/// Its version.
const VERSION: u32 = 3_007_000;

/// Says whether there was more than SQLite would see. Writes nothing.
pub(super) fn finding(database: &Path, is_marked: bool) -> Result<Option<OpenError>, Error> {
    let log = companion(database, "-wal");
    let is_empty = length(database)? == 0;
    if is_empty && (is_marked || length(&log)? > 0) {
        return Ok(Some(OpenError::Emptied(database.to_owned())));
    }
    Ok((!is_log(&log)?).then_some(OpenError::BadLog(log)))
}

fn length(path: &Path) -> Result<u64, Error> {
    match path.metadata() {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Whether a log is one, or is absent. A header that was never written, so that nothing was committed behind it, is zeros or
/// is cut off.
fn is_log(path: &Path) -> Result<bool, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut header = Vec::with_capacity(HEADER);
    file.take(HEADER as u64).read_to_end(&mut header)?;
    Ok(header.iter().all(|byte| *byte == 0) || is_header(&header))
}

fn is_header(header: &[u8]) -> bool {
    let word = |place: usize| -> Option<u32> {
        let bytes = header.get(place * 4..place * 4 + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let Some(magic) = word(0) else { return MAGIC.to_be_bytes().starts_with(header) };
    if magic & !1 != MAGIC {
        return false;
    }
    let words: Vec<u32> = (0..HEADER / 4).map_while(word).collect();
    if words.len() < HEADER / 4 {
        return true;
    }
    let in_order = |word: u32| if magic & 1 == 1 { word } else { word.swap_bytes() };
    let (one, two) = words[..6].chunks(2).fold((0_u32, 0_u32), |(one, two), pair| {
        let one = one.wrapping_add(in_order(pair[0])).wrapping_add(two);
        (one, two.wrapping_add(in_order(pair[1])).wrapping_add(one))
    });
    words[1] == VERSION && (words[6], words[7]) == (one, two)
}
