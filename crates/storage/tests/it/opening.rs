//! Opening: what is sound is served, what is not is recognised and left as it was.

use std::path::Path;
use std::sync::Arc;

use desk::store::Store;

use storage::{ConnectionPolicy, Location, OpenError};
use time::Duration;

use crate::backends::{Schema, fresh_file};
use crate::fixture::Fixture;
use crate::{commit, look};

/// Opens as a server does.
pub(crate) async fn open(fixture: &Fixture, location: &Location) -> Result<Arc<dyn Store>, OpenError> {
    storage::open(location, ConnectionPolicy::server(), fixture.clock.clone(), fixture.ids.clone()).await
}

/// A closed database with a person in it.
pub(crate) async fn written(path: &Path) -> Fixture {
    let fixture = Fixture::open(Location::SqliteFile(path.to_owned())).await;
    let people: Vec<_> = (0..200).map(|number| fixture.somebody(&format!("person {number}"))).collect();
    commit!(fixture, tx => {
        for person in people {
            tx.save_person(person).await?;
        }
        Ok(())
    });
    fixture
}

pub(crate) fn say(path: &Path, words: &'static str) {
    let connection = rusqlite::Connection::open(path).expect("the file opens");
    connection.execute_batch(words).expect("the statement is sound");
    connection.close().expect("it closes");
}

mod sqlite {
    use super::*;

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_made() {
        let (folder, _) = fresh_file();
        let path = folder.path().join("new/and deep/desk.db");
        let fixture = Fixture::open(Location::SqliteFile(path.clone())).await;
        fixture.store.check().await.expect("it serves");
        assert!(path.is_file());
    }

    #[tokio::test]
    async fn the_file_keeps_a_log_and_each_commit_is_synced() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        assert_eq!(fixture.past_the_store("PRAGMA journal_mode").await, ["wal"]);
    }

    #[tokio::test]
    async fn a_newer_schema_is_not_served_and_not_touched() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9000, 'of the future', TRUE, x'00', 0)";
        say(&path, newer);
        match open(&fixture, &fixture.location).await.err() {
            Some(OpenError::Newer { found: 9000, known }) => assert!((1..9000).contains(&known)),
            other => panic!("{other:?}"),
        }
        assert_eq!(
            fixture.past_the_store("SELECT description FROM _sqlx_migrations WHERE version = 9000").await.len(),
            1
        );
        // A store that was open already says so too.
        assert!(fixture.store.check().await.is_err());
    }

    #[tokio::test]
    async fn a_schema_of_other_steps_is_not_served() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        say(&path, "UPDATE _sqlx_migrations SET checksum = x'00'");
        let refused = open(&fixture, &fixture.location).await.err();
        assert!(matches!(refused, Some(OpenError::Damaged(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn what_is_no_database_is_not_served_and_not_touched() {
        let (_folder, path) = fresh_file();
        let text = "This is a shopping list, and it is longer than a header of a database would be.\n".repeat(99);
        std::fs::write(&path, &text).expect("the file is written");
        let fixture = Fixture::open(Location::SqliteMemory).await;
        let refused = open(&fixture, &Location::SqliteFile(path.clone())).await.err();
        assert!(matches!(refused, Some(OpenError::Damaged(_))), "{refused:?}");
        assert_eq!(std::fs::read_to_string(&path).expect("the file is there"), text);
    }

    #[tokio::test]
    async fn a_damaged_file_is_not_served() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        let root = "SELECT CAST(rootpage AS TEXT) FROM sqlite_master WHERE name = 'people'";
        let root: usize = fixture.past_the_store(root).await[0].parse().expect("the number of a page, from 1");
        // Everything out of the log and into the file, then a hole in one page to which nothing else leads.
        say(&path, "PRAGMA wal_checkpoint(TRUNCATE)");
        let copy = path.with_file_name("damaged.db");
        let mut bytes = std::fs::read(&path).expect("the file is there");
        let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
        bytes[(root - 1) * page..root * page].fill(0xa5);
        std::fs::write(&copy, bytes).expect("the file is written");
        let refused = open(&fixture, &Location::SqliteFile(copy)).await.err();
        assert!(matches!(refused, Some(OpenError::Damaged(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn damage_while_serving_is_told_and_its_cure_is_noticed() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        // The table's root moves to a page that is not there, and back.
        let moved = "PRAGMA writable_schema = ON;
                     UPDATE sqlite_master SET rootpage = rootpage + 1000000 WHERE name = 'pulse';
                     PRAGMA schema_version = 9001";
        let moved_back = "PRAGMA writable_schema = ON;
                          UPDATE sqlite_master SET rootpage = rootpage - 1000000 WHERE name = 'pulse';
                          PRAGMA schema_version = 9002";
        say(&path, moved);
        let all = futures::future::join_all((0..3).map(|_| fixture.store.check())).await;
        for one in all {
            assert!(matches!(one, Err(desk::store::StoreError::Damaged { .. })), "{one:?}");
        }
        say(&path, moved_back);
        fixture.store.check().await.expect("it serves again");
    }

    #[tokio::test]
    async fn a_reference_to_nothing_is_damage() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        let astray = "PRAGMA foreign_keys = OFF;
                      INSERT INTO faq_variants (tenant, entry, position, text) VALUES ('tenant-a', x'00', 0, 'lost')";
        say(&path, astray);
        let refused = open(&fixture, &fixture.location).await.err();
        assert!(matches!(refused, Some(OpenError::Damaged(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn a_database_of_another_program_is_not_served_and_not_touched() {
        let (_folder, path) = fresh_file();
        say(&path, "CREATE TABLE songs (title TEXT)");
        let before = std::fs::read(&path).expect("the file is there");
        let fixture = Fixture::open(Location::SqliteMemory).await;
        let refused = open(&fixture, &Location::SqliteFile(path.clone())).await.err();
        assert!(matches!(refused, Some(OpenError::Foreign)), "{refused:?}");
        assert_eq!(std::fs::read(&path).expect("the file is there"), before);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_used_is_named() {
        let (folder, path) = fresh_file();
        std::fs::write(&path, "a file, not a folder").expect("the file is written");
        let fixture = Fixture::open(Location::SqliteMemory).await;
        for backend in [path.join("desk.db"), folder.path().to_owned()] {
            let refused = open(&fixture, &Location::SqliteFile(backend)).await.err();
            assert!(matches!(refused, Some(OpenError::NoFolder { .. })), "{refused:?}");
        }
    }

    #[tokio::test]
    async fn two_stores_in_memory_know_nothing_of_each_other() {
        let (one, two) = (Fixture::open(Location::SqliteMemory).await, Fixture::open(Location::SqliteMemory).await);
        let person = one.somebody("hanako");
        let id = person.id;
        commit!(one, tx => tx.save_person(person).await);
        assert!(look!(one, tx => tx.person(id).await).is_some());
        assert_eq!(look!(two, tx => tx.person(id).await), None);
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_while_nobody_served_keeps_nothing_waiting() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        fixture.set_forward(Duration::days(1));
        fixture.enqueue("a", 1).await;
        fixture.set_forward(-Duration::days(1));
        let command = fixture.neighbour().await;
        command.heartbeat().await;
        assert_eq!(command.drain().await, Vec::<String>::new(), "a command may run beside a server");
        let store = open(&fixture, &fixture.location).await.expect("it opens again");
        let mut server = fixture;
        server.store = store;
        server.heartbeat().await;
        assert_eq!(server.drain().await, ["1"]);
    }

    #[tokio::test]
    async fn what_was_committed_is_there_after_the_store_was_dropped() {
        let (_folder, path) = fresh_file();
        let fixture = written(&path).await;
        let (clock, ids) = (fixture.clock.clone(), fixture.ids.clone());
        drop(fixture);
        let again = storage::open(&Location::SqliteFile(path), ConnectionPolicy::server(), clock, ids)
            .await
            .expect("it opens again");
        let tenant = desk::id::TenantId::parse("tenant-a").expect("a tenant's name");
        let found: Result<_, desk::store::StoreError> = again
            .read(&tenant, |tx| {
                Box::pin(async move { tx.person_by_directory(&crate::world::directory_id("person 199")).await })
            })
            .await;
        assert!(found.expect("it can be read").is_some());
    }
}

mod postgres {
    use super::*;

    #[tokio::test]
    async fn a_newer_schema_is_not_served() {
        let Some(schema) = Schema::make().await else { return };
        let fixture = Fixture::open(schema.location()).await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9000, 'of the future', TRUE, '', 0)";
        schema.say(newer.to_owned()).await;
        let refused = open(&fixture, &fixture.location).await.err();
        assert!(matches!(refused, Some(OpenError::Newer { found: 9000, .. })), "{refused:?}");
        assert!(fixture.store.check().await.is_err());
        schema.drop().await;
    }

    #[tokio::test]
    async fn a_database_of_another_program_is_not_served() {
        let Some(schema) = Schema::make().await else { return };
        schema.say("CREATE TABLE songs (title TEXT)".to_owned()).await;
        let fixture = Fixture::open(Location::SqliteMemory).await;
        let refused = open(&fixture, &schema.location()).await.err();
        assert!(matches!(refused, Some(OpenError::Foreign)), "{refused:?}");
        schema.drop().await;
    }

    #[tokio::test]
    async fn two_processes_that_start_together_both_find_a_sound_schema() {
        let Some(schema) = Schema::make().await else { return };
        let fixture = Fixture::open(Location::SqliteMemory).await;
        let location = schema.location();
        let (one, two) = tokio::join!(open(&fixture, &location), open(&fixture, &location));
        one.expect("it opens").check().await.expect("it serves");
        two.expect("it opens").check().await.expect("it serves");
        schema.drop().await;
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_and_a_url_that_is_none_are_told_apart() {
        let fixture = Fixture::open(Location::SqliteMemory).await;
        let bad = open(&fixture, &Location::Postgres("postgres://host:port/".into())).await.err();
        assert!(matches!(bad, Some(OpenError::BadUrl(_))), "{bad:?}");
        // Nobody listens on port 1.
        let gone = open(&fixture, &Location::Postgres("postgres://nobody@127.0.0.1:1/nothing".into())).await.err();
        assert!(matches!(gone, Some(OpenError::NoConnection(_))), "{gone:?}");
    }
}
