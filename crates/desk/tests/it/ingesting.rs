//! What the channel hands over is acted on at once, and in order.

use std::sync::Arc;

use desk::event::{Queue, Task};
use desk::flow::{InboundKind, Outcome};
use desk::outside::Content;
use desk::store::StoreError;
use testkit::world::{channel_name, personal};
use testkit::{FailingStore, World};

const QUESTION: &str = "VPNにつながらないときは？";

#[tokio::test]
async fn a_question_is_taken_in_by_the_transaction_that_keeps_it() {
    let world = World::new().await;
    world.publish(QUESTION, "証明書を入れ直してください。").await;
    let before = world.store().usage();
    world.hand_over("question", "mika", personal("mika"), InboundKind::message(QUESTION)).await;
    assert_eq!(world.store().usage().commits - before.commits, 1);
    assert_eq!(world.store().claim(Queue::Intake, 9).await.expect("the store works"), []);
    let due = world.store().claim(Queue::Answering, 9).await.expect("the store works");
    assert!(matches!(due[0].task, Task::Answer { .. }), "{due:?}");
}

#[tokio::test]
async fn an_answer_goes_on_to_be_sent_where_somebody_works_that_queue() {
    let world = World::new().await;
    world.publish(QUESTION, "証明書を入れ直してください。").await;
    world.only_hear("mika", personal("mika"), InboundKind::message(QUESTION)).await;
    let claimed = world.store().claim(Queue::Answering, 9).await.expect("the store works").remove(0);
    let mut courier = std::pin::pin!(world.store().wait_for_work(Queue::Courier, 1));
    tokio::select! {
        biased;
        // What was sent before has left a wake-up.
        others = &mut courier => assert_eq!(others, []),
        () = std::future::ready(()) => {}
    }
    let mut courier = std::pin::pin!(world.store().wait_for_work(Queue::Courier, 1));
    tokio::select! {
        biased;
        handed = &mut courier => panic!("nothing is to be sent yet: {handed:?}"),
        () = std::future::ready(()) => {}
    }
    let before = world.store().usage();
    let Outcome::Ready(next, prepared) = world.help_desk.run(claimed).await else { panic!("it is ready to be sent") };
    assert_eq!(world.help_desk.send(&next, *prepared).await, Outcome::Done);
    assert_eq!(world.store().usage().commits - before.commits, 2);
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.seen_by("mika"));
    assert_eq!(world.store().claim(Queue::Courier, 9).await.expect("the store works"), []);
}

#[tokio::test]
async fn what_comes_while_something_of_its_conversation_waits_is_not_taken_in_before_it() {
    let world = World::new().await;
    world.publish(QUESTION, "証明書を入れ直してください。").await;
    let earlier = Task::Receive {
        channel: channel_name(),
        conversation: personal("mika").remote_id,
        activity: "earlier".to_owned(),
    };
    let enqueued = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(tx.enqueue(earlier)));
    enqueued.await.expect("the store works");
    let running = world.store().claim(Queue::Intake, 9).await.expect("the store works");
    world.hear("mika", personal("mika"), InboundKind::message(QUESTION)).await;
    assert_eq!(world.seen_by("mika"), []);
    let id = running[0].id;
    let ended = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(tx.complete(id)));
    assert!(ended.await.expect("the store works"));
    world.work().await;
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.seen_by("mika"));
}

#[tokio::test]
async fn what_cannot_be_taken_in_is_kept_and_taken_in_when_it_can() {
    let mut world = World::new().await;
    world.publish(QUESTION, "証明書を入れ直してください。").await;
    let sound = world.help_desk.store.clone();
    world.help_desk.store = Arc::new(FailingStore::over(sound.clone(), 1));
    world.hand_over("question", "mika", personal("mika"), InboundKind::message(QUESTION)).await;
    let kept = world.store().claim(Queue::Intake, 9).await.expect("the store works").remove(0);
    assert!(matches!(kept.task, Task::Receive { .. }), "{kept:?}");
    assert_eq!(world.store().claim(Queue::Answering, 9).await.expect("the store works"), [], "all of it was undone");
    assert_eq!(world.help_desk.run(kept).await, Outcome::Done);
    world.hear_as("question", "mika", personal("mika"), InboundKind::message(QUESTION)).await;
    let answers = world.seen_by("mika").iter().filter(|seen| matches!(seen, Content::Answer { .. })).count();
    assert_eq!(answers, 1, "once");

    world.help_desk.store = Arc::new(FailingStore::over(sound, 1));
    let task = Task::Receive { channel: channel_name(), conversation: "a".into(), activity: "never heard".into() };
    let refused = world.help_desk.ingest(&world.tenant, "another", task, None).await;
    assert!(refused.is_err(), "what cannot be kept is not acknowledged");
}
