//! What a question costs the store. A bound that is passed wants a reason, or a fatter transaction.

use testkit::World;

/// Statements of a question that is answered from the FAQ, from the activity to the delivered card.
const MOST_STATEMENTS: u64 = 55;
/// Transactions, reading and writing, the claims of the workers among them.
const MOST_TRANSACTIONS: u64 = 24;

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
