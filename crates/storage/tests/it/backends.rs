//! Where the stores of the tests are.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use sqlx::Connection;
use storage::Location;
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fixture::Fixture;

/// Runs a test on a fresh file of SQLite.
pub(crate) async fn on_sqlite<F>(test: impl FnOnce(Fixture) -> F)
where
    F: Future<Output = ()>,
{
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let fixture = Fixture::open(Location::SqliteFile(folder.path().join("desk.db"))).await;
    to_its_end(test(fixture)).await;
}

/// Runs a test on SQLite in memory.
pub(crate) async fn in_memory<F>(test: impl FnOnce(Fixture) -> F)
where
    F: Future<Output = ()>,
{
    to_its_end(test(Fixture::open(Location::SqliteMemory).await)).await;
}

/// Runs a test in a fresh schema of PostgreSQL, if there is one to test on.
pub(crate) async fn on_postgres<F>(test: impl FnOnce(Fixture) -> F)
where
    F: Future<Output = ()>,
{
    let Some(schema) = Schema::make().await else { return };
    to_its_end(test(Fixture::open(schema.location()).await)).await;
    schema.drop().await;
}

/// What waits for a word that never comes fails by name, instead of holding up all tests.
async fn to_its_end(test: impl Future<Output = ()>) {
    let limit = Duration::from_mins(10);
    tokio::time::timeout(limit, test).await.expect("it waits for something that does not come");
}

/// Gives the database at a location its own time, which stands still until it is set again. SQLite has none.
pub(crate) async fn set_clock(location: &Location, now: OffsetDateTime) {
    let Location::Postgres(url) = location else { return };
    let mut connection = sqlx::PgConnection::connect(url).await.expect("the server for tests answers");
    let words = format!(
        "CREATE OR REPLACE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql
         AS 'SELECT to_timestamp({}::numeric / 1000)'",
        now.unix_timestamp_nanos() / 1_000_000
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(words)).execute(&mut connection).await.expect("the server does it");
    connection.close().await.expect("the server says goodbye");
}

/// A path in a fresh folder, for tests about the file itself.
pub(crate) fn fresh_file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("desk.db");
    (folder, path)
}

/// A schema of its own in the database that is there for tests.
pub(crate) struct Schema {
    pub(crate) url: String,
    name: String,
}

impl Schema {
    /// `None`, and one line that says so, when no server is named.
    pub(crate) async fn make() -> Option<Self> {
        static SAID: Once = Once::new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(url) = std::env::var("MADOGUCHI_TEST_POSTGRES") else {
            // Past the test harness, which would keep it to itself.
            SAID.call_once(|| {
                let line = "PostgreSQL was NOT tested: MADOGUCHI_TEST_POSTGRES is not set\n";
                std::io::stderr().write_all(line.as_bytes()).expect("stderr takes a line");
            });
            return None;
        };
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let schema = Self { url, name };
        schema.say(format!("DROP SCHEMA IF EXISTS {} CASCADE", schema.name)).await;
        schema.say(format!("CREATE SCHEMA {}", schema.name)).await;
        Some(schema)
    }

    /// What the schema has is found before what PostgreSQL has: see [`set_clock`].
    pub(crate) fn location(&self) -> Location {
        let mark = if self.url.contains('?') { '&' } else { '?' };
        Location::Postgres(format!("{}{mark}options=-csearch_path%3D{},pg_catalog", self.url, self.name))
    }

    /// Says something in the schema, past the store.
    pub(crate) async fn say(&self, words: String) {
        let mut connection = sqlx::PgConnection::connect(&self.url).await.expect("the server for tests answers");
        let words = format!("SET client_min_messages = warning; SET search_path = {}; {words}", self.name);
        sqlx::raw_sql(sqlx::AssertSqlSafe(words)).execute(&mut connection).await.expect("the server does it");
        connection.close().await.expect("the server says goodbye");
    }

    pub(crate) async fn drop(self) {
        self.say(format!("DROP SCHEMA {} CASCADE", self.name)).await;
    }
}

/// The way to a server of PostgreSQL that breaks off behind the next commit from `armed` on: the server carries it out, and nobody
/// hears of it.
pub(crate) async fn breaking_at_a_commit(location: &Location, armed: Arc<AtomicBool>) -> Location {
    let Location::Postgres(url) = location else { panic!("only PostgreSQL is far away") };
    let (before, rest) = url.split_once('@').expect("the address names a user");
    let (server, rest) = rest.split_once('/').expect("the address names a database");
    let way = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = way.local_addr().expect("it has an address");
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = way.accept().await {
            let server = TcpStream::connect(&server).await.expect("the server for tests answers");
            tokio::spawn(carry(client, server, armed.clone()));
        }
    });
    Location::Postgres(format!("{before}@{address}/{rest}"))
}

/// Carries bytes both ways until one side has ended, or the answer to an armed commit has come.
async fn carry(mut client: TcpStream, mut server: TcpStream, armed: Arc<AtomicBool>) {
    let (mut asked, mut told) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut is_last = false;
    loop {
        tokio::select! {
            Ok(count) = client.read(&mut asked) => {
                is_last |= asked[..count].windows(6).any(|word| word == b"COMMIT") && armed.swap(false, Ordering::SeqCst);
                if count == 0 || server.write_all(&asked[..count]).await.is_err() {
                    return;
                }
            }
            Ok(count) = server.read(&mut told) => {
                if is_last || count == 0 || client.write_all(&told[..count]).await.is_err() {
                    return;
                }
            }
            else => return,
        }
    }
}
