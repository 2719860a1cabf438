//! Tells when a database is written, so that nobody has to look again and again.

use std::mem::MaybeUninit;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
use tokio::sync::Notify;

/// What is written in the folder of a SQLite database.
pub(super) struct Changes(Arc<Notify>);

impl Changes {
    /// Follows a folder until it is removed.
    pub(super) fn of(folder: &Path) -> Self {
        let inotify = init(CreateFlags::CLOEXEC).expect("the system tells of changes");
        add_watch(&inotify, folder, WatchFlags::MODIFY).expect("the folder is there");
        let written = Arc::new(Notify::new());
        let tell = written.clone();
        std::thread::spawn(move || {
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut reader = Reader::new(&inotify, &mut buffer);
            while let Ok(event) = reader.next() {
                if event.events().contains(ReadFlags::IGNORED) {
                    return;
                }
                // Readers touch the other files.
                if event.file_name().is_some_and(|name| name.to_bytes().ends_with(b"-wal")) {
                    tell.notify_one();
                }
            }
        });
        Self(written)
    }

    /// Completes when something was written since it completed last.
    pub(super) async fn next(&self) {
        self.0.notified().await;
    }
}
