//! The data folder: nobody but the program's user may read what people wrote, whatever the umask says.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::open_error::OpenError;

/// The folder: only its user enters.
const FOLDER: u32 = 0o700;
/// A file: only its user reads and writes.
const FILE: u32 = 0o600;
/// The right to write of a file's user.
const WRITES: u32 = 0o200;
/// What may lie beside the database in a folder that is ours.
const COMPANIONS: [&str; 5] = ["", "-wal", "-shm", "-journal", ".lock"];

/// The path of a companion of the database, such as its log.
pub(super) fn companion(database: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Makes the folder where there is none, and closes folder and files to others.
pub(super) fn make_private(database: &Path) -> Result<(), OpenError> {
    let refused = |source: Error| meaning(source, database);
    if database.is_dir() {
        return Err(refused(ErrorKind::IsADirectory.into()));
    }
    if let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        if !folder.is_dir() {
            DirBuilder::new().recursive(true).mode(FOLDER).create(folder).map_err(refused)?;
        }
        if is_ours(folder, database).map_err(refused)? {
            narrow(folder, FOLDER);
        }
    }
    for file in COMPANIONS.map(|ending| companion(database, ending)) {
        if let Ok(found) = file.metadata() {
            if found.permissions().mode() & WRITES == 0 {
                return Err(OpenError::ReadOnly(file.display().to_string()));
            }
            narrow(&file, FILE);
        }
    }
    // Before SQLite does, which would go by the umask; log and index take the rights of the database.
    make_file(database).map(drop).map_err(refused)
}

/// Opens a file of ours; made where there is none.
pub(super) fn make_file(path: &Path) -> Result<File, Error> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(FILE).open(path)
}

pub(super) fn meaning(source: Error, path: &Path) -> OpenError {
    match source.kind() {
        ErrorKind::PermissionDenied => OpenError::NoRights(path.display().to_string()),
        ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly(path.display().to_string()),
        _ => OpenError::NoFolder { path: path.to_owned(), source },
    }
}

/// Whether nothing but the database is in the folder, or it has been there before. Somebody's home or a shared folder is
/// not ours to close.
fn is_ours(folder: &Path, database: &Path) -> Result<bool, Error> {
    if companion(database, ".lock").exists() {
        return Ok(true);
    }
    let ours = COMPANIONS.map(|ending| companion(database, ending));
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?.path();
        // `tenant`: what a development server of the first release leaves beside its database.
        if !ours.contains(&entry) && entry.file_name() != Some("tenant".as_ref()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes rights away from others. Where that is not ours to do, it is said and the database is served all the same.
fn narrow(path: &Path, mode: u32) {
    let narrowed = path.metadata().and_then(|found| {
        let wide = found.permissions().mode() & 0o777 & !mode != 0;
        if wide { std::fs::set_permissions(path, Permissions::from_mode(mode)) } else { Ok(()) }
    });
    if let Err(error) = narrowed {
        tracing::warn!(%error, path = %path.display(), "others may read the data: its rights could not be narrowed");
    }
}
