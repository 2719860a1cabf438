//! Where the data of a story is.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::Connection;
use tempfile::TempDir;

/// A fresh folder, and a fresh schema of PostgreSQL where the story runs on that.
pub(crate) struct Place {
    folder: TempDir,
    schema: Option<Schema>,
}

impl Place {
    fn new(schema: Option<Schema>) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for temporary files"), schema }
    }

    /// The folder of the data.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Address of the database, where it is not SQLite in the folder.
    pub(crate) fn database_url(&self) -> Option<String> {
        self.schema.as_ref().map(Schema::url)
    }
}

/// Says something to a file of SQLite.
pub(crate) fn say_to_sqlite(file: &std::path::Path, words: &str) {
    let connection = rusqlite::Connection::open(file).expect("a database");
    connection.execute_batch(words).expect("it does it");
    connection.close().expect("it closes");
}

/// Asks a file of SQLite for a column of texts.
pub(crate) fn read_from_sqlite(file: &std::path::Path, question: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(file).expect("a database");
    let mut question = connection.prepare(question).expect("a question");
    let texts = question.query_map([], |row| row.get(0)).expect("an answer");
    texts.map(|text| text.expect("a text")).collect()
}

/// Tells a story on SQLite.
pub(crate) async fn on_sqlite(story: impl AsyncFnOnce(&Place)) {
    story(&Place::new(None)).await;
}

/// Tells a story on PostgreSQL, if there is one.
pub(crate) async fn on_postgres(story: impl AsyncFnOnce(&Place)) {
    let Some(schema) = Schema::make().await else { return };
    let place = Place::new(Some(schema));
    story(&place).await;
    if let Some(schema) = place.schema {
        schema.drop().await;
    }
}

/// A schema of its own in the database that is there for tests.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// `None`, and one line that says so, when no server is named.
    async fn make() -> Option<Self> {
        static SAID: Once = Once::new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("MADOGUCHI_TEST_POSTGRES") else {
            // Past the test harness, which would keep it to itself.
            SAID.call_once(|| {
                let line = "PostgreSQL was NOT tested: MADOGUCHI_TEST_POSTGRES is not set\n";
                std::io::stderr().write_all(line.as_bytes()).expect("stderr takes a line");
            });
            return None;
        };
        let name = format!("story_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let schema = Self { server, name };
        schema.say(format!("DROP SCHEMA IF EXISTS {} CASCADE", schema.name)).await;
        schema.say(format!("CREATE SCHEMA {}", schema.name)).await;
        Some(schema)
    }

    fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}options=-csearch_path%3D{}", self.server, self.name)
    }

    async fn say(&self, words: String) {
        let mut connection = sqlx::PgConnection::connect(&self.server).await.expect("the server for tests answers");
        let words = format!("SET client_min_messages = warning; {words}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(words)).execute(&mut connection).await.expect("the server does it");
        connection.close().await.expect("the server says goodbye");
    }

    /// What the story's program began last may still hold a table.
    async fn drop(self) {
        let mut connection = sqlx::PgConnection::connect(&self.server).await.expect("the server for tests answers");
        loop {
            let words = format!("SET client_min_messages = warning; DROP SCHEMA {} CASCADE", self.name);
            match sqlx::raw_sql(sqlx::AssertSqlSafe(words)).execute(&mut connection).await {
                Ok(_) => return,
                Err(error) => {
                    let code = error.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
                    assert_eq!(code.as_deref(), Some("40P01"), "a deadlock is tried again: {error}");
                }
            }
        }
    }
}
