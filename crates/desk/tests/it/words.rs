//! Words that people use for an entry and that the FAQ lacks.

use std::sync::Arc;

use desk::actions::{Action, AnswerAction};
use desk::learning::{Asked, FaqWords, ProposedWord, asked, propose_words};
use desk::outside::Content;
use desk::store::StoreError;
use testkit::World;

const QUESTION: &str = "経費精算システムに入れません";

async fn world() -> World {
    let mut world = World::new().await;
    // Whatever the index makes of it, the only entry is the answer.
    Arc::make_mut(&mut world.help_desk.policy).answer_from = Some(0.0);
    world.publish(QUESTION, "総務に連絡してください。").await;
    world
}

/// Somebody asks, and says whether the answer helped.
async fn asks(world: &World, name: &str, question: &str, helpful: bool) {
    world.say(name, question).await;
    let Content::Answer { message, .. } = world.last_seen_by(name) else {
        panic!("an answer: {:?}", world.seen_by(name));
    };
    world.press(name, Action::Answer(message, AnswerAction::Rate { helpful })).await;
}

async fn all_asked(world: &World) -> Vec<Asked> {
    let read = world.store().read::<_, StoreError, _>(&world.tenant, |tx| Box::pin(async move { asked(tx, 99).await }));
    read.await.expect("the store works")
}

async fn proposed(world: &World) -> Vec<ProposedWord> {
    let mut faq = FaqWords::default();
    faq.add(QUESTION);
    propose_words(&all_asked(world).await, |word| faq.has(word))
}

#[tokio::test]
async fn a_word_by_which_three_people_found_an_entry_is_proposed() {
    let world = world().await;
    for name in ["mika", "emma"] {
        for _ in 0..3 {
            asks(&world, name, "タヌキチ 経費精算システムに入れない", true).await;
        }
    }
    assert_eq!(proposed(&world).await, [], "two people, however often they ask");
    asks(&world, "ken", "経費精算システム (ﾀﾇｷﾁ) 入れない", true).await;
    let words: Vec<_> = proposed(&world).await.into_iter().map(|one| (one.word, one.people)).collect();
    assert_eq!(words, [("タヌキチ".to_owned(), 3)]);
}

#[tokio::test]
async fn what_did_not_help_is_marked_or_personal_is_left_out() {
    let world = world().await;
    asks(&world, "mika", "タヌキチ 経費精算システムに入れない", false).await;
    assert_eq!(all_asked(&world).await, []);
    asks(&world, "emma", "【社外秘】経費精算システム タヌキチ 入れない", true).await;
    assert_eq!(all_asked(&world).await, []);
    asks(&world, "ken", "経費精算システムに入れません。連絡先は taro.yamada@example.com です", true).await;
    let texts: Vec<String> = all_asked(&world).await.into_iter().map(|one| one.text).collect();
    assert!(texts.len() == 1 && !texts[0].contains("yamada"), "{texts:?}");
}
