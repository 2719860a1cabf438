//! The folder of the data: closed to others, one server's at a time, and nothing in it is lost in silence.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use desk::event::{Queue, Task};
use desk::store::StoreError;
use storage::{ConnectionPolicy, Location, OpenError};

use crate::backends::fresh_file;
use crate::fixture::Fixture;
use crate::opening::{open, say, written};
use crate::world::teams;

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o777
}

fn widen(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", path.display()))
}

/// Opens once more as a server, once nobody else has it open.
async fn refusal(path: &Path) -> Option<OpenError> {
    let fixture = Fixture::open(Location::SqliteMemory).await;
    open(&fixture, &Location::SqliteFile(path.to_owned())).await.err()
}

#[tokio::test]
async fn a_server_takes_up_at_once_what_the_one_before_it_held_when_it_was_killed() {
    let (_folder, path) = fresh_file();
    let (fixture, location) = (Fixture::open(Location::SqliteMemory).await, Location::SqliteFile(path));
    let first = open(&fixture, &location).await.expect("it opens");
    let task = Task::Receive { channel: teams(), conversation: "a:1".into(), activity: "{}".into() };
    let enqueued = first.write::<_, StoreError, _>(&fixture.tenant, move |tx| Box::pin(tx.enqueue(task)));
    enqueued.await.expect("the store takes it");
    assert_eq!(first.claim(Queue::Intake, 9).await.expect("the store works").len(), 1);
    drop(first);
    let second = open(&fixture, &location).await.expect("it opens");
    let claimed = second.claim(Queue::Intake, 9).await.expect("the store works");
    assert!(matches!(&claimed[..], [one] if one.attempts == 1), "{claimed:?}");
}

#[tokio::test]
async fn nobody_else_may_read_a_new_folder() {
    let (folder, _) = fresh_file();
    let path = folder.path().join("new/data/desk.db");
    let _fixture = written(&path).await;
    assert_eq!(mode(path.parent().expect("it has one")), 0o700);
    for ending in ["", "-wal", "-shm", ".lock"] {
        assert_eq!(mode(&beside(&path, ending)), 0o600, "{ending}");
    }
}

#[tokio::test]
async fn a_folder_of_an_earlier_version_is_closed_to_others() {
    let (folder, path) = fresh_file();
    drop(written(&path).await);
    std::fs::remove_file(beside(&path, ".lock")).expect("it is there");
    std::fs::write(folder.path().join("tenant"), "home").expect("it is written");
    widen(folder.path(), 0o755);
    widen(&path, 0o644);
    let _fixture = written(&path).await;
    assert_eq!((mode(folder.path()), mode(&path)), (0o700, 0o600));
}

#[tokio::test]
async fn a_folder_with_other_things_in_it_stays_as_open_as_it_is() {
    let (folder, path) = fresh_file();
    std::fs::write(folder.path().join("letter.txt"), "of somebody").expect("it is written");
    widen(folder.path(), 0o755);
    let _fixture = written(&path).await;
    assert_eq!((mode(folder.path()), mode(&path)), (0o755, 0o600));
}

#[tokio::test]
async fn a_second_server_is_refused_and_a_command_is_not() {
    let (_folder, path) = fresh_file();
    let fixture = Fixture::open(Location::SqliteMemory).await;
    let location = Location::SqliteFile(path.clone());
    let server = open(&fixture, &location).await.expect("it opens");
    let second = open(&fixture, &location).await.err();
    assert!(matches!(second, Some(OpenError::InUse(_))), "{second:?}");
    let policy = ConnectionPolicy::command();
    let command = storage::open(&location, policy, fixture.clock.clone(), fixture.ids.clone()).await.expect("it opens");
    command.check().await.expect("it serves");
    drop(server);
    open(&fixture, &location).await.expect("the place is free").check().await.expect("it serves");
}

#[tokio::test]
async fn a_database_that_is_empty_or_gone_is_no_new_one() {
    let (_folder, path) = fresh_file();
    drop(written(&path).await);
    std::fs::write(&path, "").expect("it is written");
    let emptied = refusal(&path).await;
    assert!(matches!(emptied, Some(OpenError::Emptied(_))), "{emptied:?}");
    std::fs::remove_file(&path).expect("it is there");
    let gone = refusal(&path).await;
    assert!(matches!(gone, Some(OpenError::Emptied(_))), "{gone:?}");
}

#[tokio::test]
async fn an_empty_database_beside_its_log_is_no_new_one() {
    let (_folder, path) = fresh_file();
    let fixture = written(&path).await;
    // As after a crash, and of a version that left no mark.
    let log = std::fs::read(beside(&path, "-wal")).expect("it is there");
    drop(fixture);
    std::fs::remove_file(beside(&path, ".lock")).expect("it is there");
    std::fs::write(beside(&path, "-wal"), log).expect("it is written");
    std::fs::write(&path, "").expect("it is written");
    let emptied = refusal(&path).await;
    assert!(matches!(emptied, Some(OpenError::Emptied(_))), "{emptied:?}");
}

#[tokio::test]
async fn a_database_without_a_table_where_there_were_some_is_no_new_one() {
    let (_folder, path) = fresh_file();
    drop(written(&path).await);
    std::fs::remove_file(&path).expect("it is there");
    say(&path, "PRAGMA user_version = 1");
    assert!(path.metadata().expect("it is there").len() > 0, "not empty, and yet without a table");
    let emptied = refusal(&path).await;
    assert!(matches!(emptied, Some(OpenError::Emptied(_))), "{emptied:?}");
}

#[tokio::test]
async fn nothing_is_acknowledged_while_the_file_is_not_where_it_was() {
    let (folder, path) = fresh_file();
    let fixture = written(&path).await;
    let aside = folder.path().join("aside.db");
    std::fs::rename(&path, &aside).expect("it is moved");
    let is_refused = async |when: &str| {
        let checked = fixture.store.check().await;
        assert!(matches!(checked, Err(StoreError::Unavailable(_))), "{when}: {checked:?}");
        let task = Task::Receive { channel: teams(), conversation: "a:1".into(), activity: "{}".into() };
        let written = fixture.store.write::<_, StoreError, _>(&fixture.tenant, move |tx| Box::pin(tx.enqueue(task)));
        let written = written.await;
        assert!(matches!(written, Err(StoreError::Unavailable(_))), "{when}: {written:?}");
    };
    is_refused("moved").await;
    std::fs::copy(&aside, &path).expect("another lies in its place");
    is_refused("replaced").await;
    std::fs::rename(&aside, &path).expect("it is put back");
    fixture.store.check().await.expect("it serves again");
}

#[tokio::test]
async fn a_log_is_read_after_a_crash_and_noise_in_its_place_is_refused() {
    let (folder, path) = fresh_file();
    let fixture = written(&path).await;
    let crashed = folder.path().join("crashed.db");
    std::fs::copy(&path, &crashed).expect("it is copied");
    let log = std::fs::read(beside(&path, "-wal")).expect("it is there");
    drop(fixture);
    for (byte, damaged) in [(0, true), (6, true), (25, true), (31, true)] {
        let mut noise = log.clone();
        noise[byte] ^= 0x40;
        std::fs::write(beside(&crashed, "-wal"), noise).expect("it is written");
        let refused = refusal(&crashed).await;
        assert_eq!(matches!(refused, Some(OpenError::BadLog(_))), damaged, "{byte}: {refused:?}");
    }
    std::fs::write(beside(&crashed, "-wal"), [0x5a; 5000]).expect("it is written");
    let refused = refusal(&crashed).await;
    assert!(matches!(refused, Some(OpenError::BadLog(_))), "{refused:?}");
    // Cut off before anything was committed behind it.
    std::fs::write(beside(&crashed, "-wal"), &log[..20]).expect("it is written");
    assert!(refusal(&crashed).await.is_none());
    std::fs::write(beside(&crashed, "-wal"), log).expect("it is written");
    assert!(refusal(&crashed).await.is_none());
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_refused() {
    let (_folder, path) = fresh_file();
    drop(written(&path).await);
    widen(&path, 0o400);
    let refused = refusal(&path).await;
    assert!(matches!(refused, Some(OpenError::ReadOnly(_))), "{refused:?}");
    widen(&path, 0o600);
    // A file that says of itself that it may only be read: in place of a disk that does.
    say(&path, "PRAGMA journal_mode = DELETE");
    let mut bytes = std::fs::read(&path).expect("it is there");
    bytes[18] = 9;
    std::fs::write(&path, bytes).expect("it is written");
    let refused = refusal(&path).await;
    assert!(matches!(refused, Some(OpenError::ReadOnly(_))), "{refused:?}");
}
