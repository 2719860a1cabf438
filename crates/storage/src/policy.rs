//! What a process may open of a database, by what it is for.

use std::time::Duration;

/// What a process may open, and how long it waits.
///
/// | | server | command |
/// |---|---|---|
/// | data folder of SQLite | its own: a second server is refused | shared with a server |
/// | looks through the whole file at the start | yes | no: it would take longer than the command |
/// | readers of SQLite | 8 | 2 |
/// | connections to PostgreSQL | 16 | 4 |
/// | waits for a connection | 10 s | 10 s |
/// | waits for another writer, or for a lock | 10 s | 30 s: a server's checkpoint or a long import is no reason to fail |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionPolicy {
    /// Keeps other servers off the data folder.
    pub(crate) owns_folder: bool,
    /// Looks through the whole file of SQLite, which takes some seconds for each gigabyte.
    pub(crate) checks_file: bool,
    /// Most readers of a file of SQLite at once. Reading is memory and processor time; more than a few for each core only
    /// wait for each other.
    pub(crate) readers: usize,
    /// Most connections to PostgreSQL. Several processes must fit into its usual limit of 100.
    pub(crate) connections: u32,
    /// How long to wait for a connection to PostgreSQL, or a free one.
    pub(crate) wait_for_connection: Duration,
    /// How long to wait for another process that writes.
    pub(crate) wait_for_writer: Duration,
}

impl ConnectionPolicy {
    /// A server: `serve`, `demo`.
    pub const fn server() -> Self {
        Self {
            owns_folder: true,
            checks_file: true,
            readers: 8,
            connections: 16,
            wait_for_connection: Duration::from_secs(10),
            wait_for_writer: Duration::from_secs(10),
        }
    }

    /// A short command, which may run beside a server: `faq import`, `dead-letters`.
    pub const fn command() -> Self {
        Self {
            owns_folder: false,
            checks_file: false,
            readers: 2,
            connections: 4,
            wait_for_connection: Duration::from_secs(10),
            wait_for_writer: Duration::from_secs(30),
        }
    }
}
