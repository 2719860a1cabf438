//! What a question costs the store. A bound that is passed wants a reason, or a fatter transaction.

use std::path::Path;

use testkit::World;

/// Statements of a question that is answered from the FAQ, from the activity to the delivered card.
const MOST_STATEMENTS: u64 = 50;
/// Transactions, reading and writing, the claims of the workers among them.
const MOST_TRANSACTIONS: u64 = 24;
/// Pages that are written for such a question, some of them more than once: in the commit that takes it down and answers it, and in
/// that of the answer's arrival.
const MOST_PAGES: u64 = 30;
/// Bytes of a page in SQLite's log, with what stands before it.
const FRAME: u64 = 4096 + 24;

#[tokio::test]
async fn a_question_that_is_answered_costs_a_bounded_number_of_statements() {
    let world = World::new().await;
    world.publish("VPNにつながらないときは？", "証明書を入れ直してください。").await;
    world.say("mika", "VPNにつながらないときは？").await;
    let before = world.store().usage();
    world.say("mika", "VPNにつながらないときはどうすればいいですか？").await;
    let after = world.store().usage();
    let statements = after.statements - before.statements;
    let (reads, writes) = (after.reads - before.reads, after.writes - before.writes);
    assert!(statements <= MOST_STATEMENTS, "{statements} statements, {reads} reads, {writes} writes");
    assert!(reads + writes <= MOST_TRANSACTIONS, "{statements} statements, {reads} reads, {writes} writes");
    println!("{statements} statements, {reads} reads, {writes} writes, {} commits", after.commits - before.commits);
}

#[tokio::test]
async fn a_question_that_is_answered_writes_a_bounded_number_of_pages() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("madoguchi.db");
    let world = World::in_file(&path).await;
    world.publish("VPNにつながらないときは？", "証明書を入れ直してください。").await;
    world.say("mika", "VPNにつながらないときは？").await;
    let before = log_frames(&path);
    let many = 20;
    for _ in 0..many {
        world.say("mika", "VPNにつながらないときはどうすればいいですか？").await;
    }
    let pages = (log_frames(&path) - before) / many;
    println!("{pages} pages a question");
    assert!(pages <= MOST_PAGES, "{pages} pages");
}

/// Pages in the log, which is not put away before there are thousands.
fn log_frames(database: &Path) -> u64 {
    let log = database.with_extension("db-wal");
    std::fs::metadata(log).expect("there is a log").len() / FRAME
}
