//! The lock file beside the database: one server at a time, and the mark that there has been a database.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::folder::{self, companion};
use crate::open_error::OpenError;

/// What the file says once there is a database.
const MADE: &str = "A server locks this file while it works on the database beside it.\n\
                    If the database is empty or gone although this file is there, restore a backup.\n";
/// How long a server waits for another one that is just stopping.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The lock file, and the lock where this process is a server. It ends with the process, however that ends.
#[derive(Debug)]
pub(super) struct Lock(File);

/// Opens the lock file. A server takes the lock, or is told that another one has it.
pub(super) fn open(database: &Path, takes_lock: bool) -> Result<Lock, OpenError> {
    let path = companion(database, ".lock");
    let means = |error| folder::meaning(error, &path);
    let file = folder::make_file(&path).map_err(means)?;
    if !takes_lock {
        return Ok(Lock(file));
    }
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::Error(error)) => return Err(means(error)),
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(database.display().to_string())),
        }
    }
}

impl Lock {
    /// Whether there has been a database.
    pub(super) fn is_marked(&mut self) -> Result<bool, std::io::Error> {
        let mut text = String::new();
        self.0.read_to_string(&mut text)?;
        Ok(!text.is_empty())
    }

    /// Notes that there is a database now.
    pub(super) fn mark(&mut self) -> Result<(), std::io::Error> {
        self.0.write_all(MADE.as_bytes())?;
        self.0.sync_all()
    }
}
