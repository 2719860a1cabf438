//! A question is answered by the transaction that takes it in, where nothing speaks against it.

use std::sync::Arc;

use async_trait::async_trait;
use desk::audit::Actor;
use desk::event::{Claimed, Queue, Task};
use desk::faq::{Audience, AudienceGroup, Entry, Wording, retire, revise};
use desk::flow::{Foreseen, Inbound, InboundKind, Ingested, Outcome, Sender};
use desk::language::Language;
use desk::outside::{ChannelError, Content, Directory};
use desk::people::Person;
use testkit::world::{channel_name, personal};
use testkit::{FailingStore, World};

use crate::embedding::Noting;
use crate::record::record;

const QUESTION: &str = "VPNにつながらないときは？";
const ANSWER: &str = "証明書を入れ直してください。";

async fn world() -> World {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world
}

async fn asks(world: &World, id: &str, text: &str) -> Ingested {
    world.hand_over_to_be_answered(id, "mika", personal("mika"), InboundKind::message(text)).await
}

async fn due(world: &World, queue: Queue) -> Vec<Task> {
    let claimed = world.store().claim(queue, 9).await.expect("the store works");
    claimed.into_iter().map(|claimed| claimed.task).collect()
}

fn is_answered(world: &World) -> bool {
    matches!(world.seen_by("mika").last(), Some(Content::Answer { answer, .. }) if answer == ANSWER)
}

/// Somebody who waits for something to send, as long as this is kept.
async fn courier(world: &World) -> impl Future<Output = Vec<Claimed>> {
    // What was sent before has left a wake-up, and the lease is renewed by a claim.
    assert_eq!(due(world, Queue::Courier).await, []);
    loop {
        let mut courier = world.store().wait_for_work(Queue::Courier, 1);
        tokio::select! {
            biased;
            handed = &mut courier => assert_eq!(handed, [], "nothing is to be sent yet"),
            () = std::future::ready(()) => return courier,
        }
    }
}

#[tokio::test]
async fn a_question_is_answered_and_made_ready_by_the_commit_that_takes_it_in() {
    let world = world().await;
    let _courier = courier(&world).await;
    let before = world.store().usage().commits;
    let Ingested::Answered(claimed, prepared) = asks(&world, "question", QUESTION).await else {
        panic!("it is ready to be sent")
    };
    assert_eq!(world.store().usage().commits - before, 1);
    assert_eq!(world.help_desk.send(&claimed, *prepared).await, Outcome::Done);
    assert_eq!(world.store().usage().commits - before, 2);
    assert!(is_answered(&world), "{:?}", world.seen_by("mika"));
    for queue in Queue::ALL {
        assert_eq!(due(&world, queue).await, [], "nothing is left to do");
    }
    assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Before, "once");
    let record: Vec<_> =
        record(&world).await.into_iter().rev().take(2).map(|event| (event.name, event.actor)).collect();
    assert!(
        matches!(record.as_slice(), [(given, Actor::Assistant), (asked, Actor::Person(_))]
            if given == "answer.given.v1" && asked == "inquiry.asked.v1"),
        "{record:?}"
    );
}

#[tokio::test]
async fn where_nobody_waits_to_send_the_answer_waits_for_its_turn() {
    let world = world().await;
    assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Kept);
    assert_eq!(due(&world, Queue::Answering).await, []);
    assert!(matches!(due(&world, Queue::Courier).await[..], [Task::Deliver { .. }]));
}

#[tokio::test]
async fn what_may_not_be_sent_yet_waits_for_its_turn() {
    let world = world().await;
    let courier = courier(&world).await;
    world.channel.lose_a_turn();
    assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Kept);
    assert!(matches!(courier.await[..], [Claimed { task: Task::Deliver { .. }, .. }]));
}

#[tokio::test]
async fn nobody_waits_for_a_slow_search_to_be_told_that_a_question_is_kept() {
    let mut world = world().await;
    world.help_desk.index = Arc::new(Noting::slow());
    assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Kept);
    assert!(matches!(due(&world, Queue::Answering).await[..], [Task::Answer { .. }]));
}

#[tokio::test]
async fn what_goes_on_with_an_inquiry_is_answered_by_a_task() {
    let world = world().await;
    world.say("mika", "プリンタから紙が出てこない").await;
    assert_eq!(asks(&world, "a follow-up", "それはなぜですか？").await, Ingested::Kept);
    assert!(matches!(due(&world, Queue::Answering).await[..], [Task::Answer { .. }]));
}

#[tokio::test]
async fn nobody_waits_for_a_long_text_to_be_read_to_be_told_that_it_is_kept() {
    let world = world().await;
    let long = format!("{QUESTION}{}", "よろしくお願いします。".repeat(20));
    assert_eq!(asks(&world, "question", &long).await, Ingested::Kept);
    assert!(matches!(due(&world, Queue::Answering).await[..], [Task::Answer { .. }]));
}

#[tokio::test]
async fn nothing_is_searched_in_vain_for_what_belongs_to_the_question_before() {
    for (asked, more, goes_on) in [
        ("花瓶の水は誰が替えますか", "花瓶の水替えは誰の当番ですか", true),
        ("経理システムの件です", "承認ボタンが灰色で押せません", true),
        ("花瓶の水は誰が替えますか", QUESTION, false),
    ] {
        let world = world().await;
        world.say("mika", asked).await;
        let foreseen = world.help_desk.foresee(&world.tenant, &inbound(&world, more)).await;
        assert_eq!(foreseen.is_none(), goes_on, "{more}");
    }
}

fn inbound(world: &World, text: &str) -> Inbound {
    world.inbound("question", "mika", personal("mika"), InboundKind::message(text))
}

/// It is kept; what was foreseen before may no longer be so.
async fn is_kept(world: &World, inbound: Inbound, foreseen: Option<Foreseen>) {
    assert!(foreseen.is_some(), "the control");
    let conversation = inbound.conversation.remote_id.clone();
    let task = Task::Receive { channel: channel_name(), conversation, activity: inbound.activity_id.clone() };
    let ingesting = world.help_desk.ingest_and_answer(&world.tenant, "question", task, (inbound, foreseen));
    assert_eq!(ingesting.await.expect("the store takes it"), Ingested::Kept);
}

#[tokio::test]
async fn what_was_retired_or_narrowed_since_it_was_foreseen_is_not_said() {
    for narrowed in [Some(Audience::Chosen(vec![AudienceGroup::Team("IT".into())])), None] {
        let world = World::new().await;
        let entry = world.publish(QUESTION, ANSWER).await;
        let foreseen = world.help_desk.foresee(&world.tenant, &inbound(&world, QUESTION)).await;
        // The index has not followed yet.
        let changed = world.store().write(&world.tenant, move |tx| {
            Box::pin(async move {
                match narrowed {
                    Some(audience) => {
                        let Entry { question, answer, variants, language, .. } = entry.clone();
                        let wording = Wording { question, answer, variants, language, audience };
                        revise(tx, entry, wording, None).await
                    }
                    None => retire(tx, entry, None).await,
                }
            })
        });
        changed.await.expect("a good entry");
        is_kept(&world, inbound(&world, QUESTION), foreseen).await;
        assert_eq!(due(&world, Queue::Answering).await, [], "it was answered with it");
        world.work().await;
        assert!(matches!(world.seen_by("mika")[..], [Content::Unknown { .. }]), "{:?}", world.seen_by("mika"));
    }
}

#[tokio::test]
async fn what_was_foreseen_for_other_words_or_another_language_is_not_said() {
    let world = world().await;
    let english = |mut inbound: Inbound| {
        inbound.from = inbound.from.map(|from| Sender { language: Some(Language::English), ..from });
        inbound
    };
    let words = inbound(&world, QUESTION);
    for other in [inbound(&world, "名刺を注文したいです"), english(words.clone())] {
        let world = self::world().await;
        let foreseen = world.help_desk.foresee(&world.tenant, &other).await;
        is_kept(&world, words.clone(), foreseen).await;
        assert!(matches!(due(&world, Queue::Answering).await[..], [Task::Answer { .. }]), "{other:?}");
    }
}

/// A directory that has to ask somebody first, or breaks.
enum Absent {
    Asking,
    Broken,
}

#[async_trait]
impl Directory for Absent {
    async fn groups(&self, _person: &Person) -> Result<Vec<AudienceGroup>, ChannelError> {
        match self {
            Self::Asking => std::future::pending().await,
            Self::Broken => panic!("the test says so"),
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_the_directory_to_be_told_that_a_question_is_kept() {
    for absent in [Absent::Asking, Absent::Broken] {
        let mut world = world().await;
        world.help_desk.directory = Arc::new(absent);
        assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Kept);
        assert!(matches!(due(&world, Queue::Answering).await[..], [Task::Answer { .. }]));
    }
}

#[tokio::test]
async fn what_cannot_be_answered_with_it_is_kept_all_the_same_and_answered_once() {
    let mut world = world().await;
    let sound = world.help_desk.store.clone();
    world.help_desk.store = Arc::new(FailingStore::over(sound, 1));
    assert_eq!(asks(&world, "question", QUESTION).await, Ingested::Kept);
    world.work().await;
    assert!(is_answered(&world), "{:?}", world.seen_by("mika"));
    assert_eq!(world.seen_by("mika").len(), 1);
}
