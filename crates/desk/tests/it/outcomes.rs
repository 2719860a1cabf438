//! What people make of an answer shows whether the assistant's guess was right.

use std::sync::Arc;

use desk::actions::{Action, ActionMessage, AnswerAction, DraftAction, TicketAction};
use desk::answering::{Basis, Outcome};
use desk::audit::RecordedEvent;
use desk::flow::{ActionOutcome, InboundKind};
use desk::id::MessageId;
use desk::outside::Content;
use desk::store::StoreError;
use testkit::World;
use testkit::world::channel;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};
use crate::record::record;

const QUESTION: &str = "VPNに接続できません";
const ANSWER: &str = "VPNアプリを再起動してください。";

async fn outcomes(world: &World) -> Vec<Outcome> {
    world
        .store()
        .read::<_, StoreError, _>(&world.tenant, |tx| Box::pin(async move { Ok(tx.latest_outcomes(10).await?.rows) }))
        .await
        .expect("the store works")
}

/// Whether the only guess was right, and how that is known.
async fn judged(world: &World) -> Option<(bool, Basis)> {
    let outcomes = outcomes(world).await;
    assert!(outcomes.len() <= 1, "{outcomes:?}");
    outcomes.first().map(|outcome| (outcome.right, outcome.basis))
}

async fn answered(world: &World) -> MessageId {
    world.publish(QUESTION, ANSWER).await;
    world.say("mika", QUESTION).await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else {
        panic!("an answer: {:?}", world.seen_by("mika"));
    };
    message
}

async fn press(world: &World, message: MessageId, action: AnswerAction) {
    world.press("mika", Action::Answer(message, action)).await;
}

#[tokio::test]
async fn a_rating_judges_the_answer_and_a_later_one_replaces_it() {
    let world = World::new().await;
    let message = answered(&world).await;
    assert_eq!(judged(&world).await, None, "silence says nothing");
    for helpful in [true, false, true, true] {
        press(&world, message, AnswerAction::Rate { helpful }).await;
        assert_eq!(judged(&world).await, Some((helpful, Basis::Rated)));
    }
    let outcome = outcomes(&world).await.remove(0);
    assert!(outcome.guess.alone && outcome.guess.confidence > 0.5, "{outcome:?}");
    assert!(outcome.guess.evidence.values.is_empty(), "word for word it rests on no numbers");
}

#[tokio::test]
async fn what_an_answer_in_other_words_rested_on_is_kept() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.say("mika", &format!("朝からです。{QUESTION}")).await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else {
        panic!("an answer: {:?}", world.seen_by("mika"));
    };
    press(&world, message, AnswerAction::Rate { helpful: true }).await;
    let outcome = outcomes(&world).await.remove(0);
    assert!(!outcome.guess.evidence.values.is_empty(), "{outcome:?}");
}

#[tokio::test]
async fn who_asks_for_a_person_after_an_answer_was_not_helped_by_it() {
    let world = World::new().await;
    let message = answered(&world).await;
    press(&world, message, AnswerAction::RequestHandoff).await;
    assert_eq!(judged(&world).await, Some((false, Basis::AskedForPerson)));

    let world = World::new().await;
    let message = answered(&world).await;
    press(&world, message, AnswerAction::Rate { helpful: true }).await;
    press(&world, message, AnswerAction::RequestHandoff).await;
    assert_eq!(judged(&world).await, Some((true, Basis::Rated)), "they said that it helped");

    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    world.say("mika", "人と話したい").await;
    assert_eq!(judged(&world).await, None, "there was no guess");
}

#[tokio::test]
async fn a_choice_says_whether_the_first_was_meant() {
    for chosen in 0..2 {
        let mut world = World::new().await;
        // Whatever the index makes of it: there is something to choose.
        let policy = Arc::make_mut(&mut world.help_desk.policy);
        (policy.answer_from, policy.offer_from) = (Some(2.0), Some(0.0));
        world.publish("会議室のプロジェクターが映りません", "ケーブルを挿し直してください。").await;
        world.publish("会議室のスピーカーから音が出ません", "消音を外してください。").await;
        world.say("mika", "会議室").await;
        let Content::Candidates { message, choices, .. } = world.last_seen_by("mika") else {
            panic!("something to choose: {:?}", world.seen_by("mika"));
        };
        assert_eq!(choices.len(), 2, "{choices:?}");
        press(&world, message, AnswerAction::Choose { entry: choices[chosen].entry }).await;
        assert_eq!(judged(&world).await, Some((chosen == 0, Basis::Chosen)));
        assert!(!outcomes(&world).await[0].guess.alone, "it was offered with others");
    }
}

#[tokio::test]
async fn the_agents_draft_shows_which_entry_was_right_and_taken_back_no_longer() {
    for (merged, right) in [(true, true), (false, false)] {
        let world = World::new().await;
        let message = answered(&world).await;
        let Content::Answer { .. } = world.last_seen_by("mika") else { panic!("an answer") };
        press(&world, message, AnswerAction::RequestHandoff).await;
        let (thread, ticket) = (world.newest_thread(), ticket_in(&world).ticket);
        world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
        let reply = "受付の花瓶の水は、総務の当番が毎朝9時に替えています。";
        world.say("mika", "では、受付の花瓶の水は誰が替えますか？").await;
        world.say_in_channel("ken", &thread, InboundKind::message(reply)).await;
        world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
        let draft = draft_in(&world);
        let guess = outcomes(&world).await[0].guess.entry;
        let review = if merged {
            DraftAction::Merge { entry: guess }
        } else {
            DraftAction::Approve { question: draft.question.clone(), answer: "総務の当番です。".into() }
        };
        world.press_in("ken", channel(&thread), Action::Draft(draft.draft, review)).await;
        assert_eq!(judged(&world).await, Some((right, Basis::Drafted)), "{draft:?}");

        press(&world, message, AnswerAction::Rate { helpful: !right }).await;
        assert_eq!(judged(&world).await, Some((right, Basis::Drafted)), "the agents know better");

        world.press_in("ken", channel(&thread), Action::Draft(draft.draft, DraftAction::Undo)).await;
        assert_eq!(judged(&world).await, Some((!right, Basis::Rated)), "what is left to know is the rating");
    }
}

/// The ticket's card says whether an agent has called the assistant wrong.
fn refuted(world: &World) -> Option<bool> {
    ticket_in(world).refuted
}

#[tokio::test]
async fn an_agent_says_that_the_assistant_was_wrong_and_takes_it_back() {
    let world = World::new().await;
    let message = answered(&world).await;
    press(&world, message, AnswerAction::Rate { helpful: true }).await;
    press(&world, message, AnswerAction::RequestHandoff).await;
    let ticket = ticket_in(&world).ticket;
    assert_eq!(refuted(&world), Some(false));
    let refute = |wrong| world.press("ken", Action::Ticket(ticket, TicketAction::Refute { wrong }));

    let stranger = world.press("mika", Action::Ticket(ticket, TicketAction::Refute { wrong: true })).await;
    assert_eq!(stranger, ActionOutcome::Refused(ActionMessage::NotAnAgent), "not who asked, who may rate");
    assert_eq!(judged(&world).await, Some((true, Basis::Rated)));

    for _ in 0..2 {
        refute(true).await;
        assert_eq!(judged(&world).await, Some((false, Basis::Refuted)), "the agent knows better than who asked");
        assert_eq!(refuted(&world), Some(true));
    }
    let said = |record: &[RecordedEvent]| record.iter().filter(|event| event.name == "answer.refuted.v1").count();
    assert_eq!(said(&record(&world).await), 1, "pressing twice says it once");
    press(&world, message, AnswerAction::Rate { helpful: false }).await;
    press(&world, message, AnswerAction::Rate { helpful: true }).await;
    assert_eq!(judged(&world).await, Some((false, Basis::Refuted)));

    for _ in 0..2 {
        refute(false).await;
        assert_eq!(judged(&world).await, Some((true, Basis::Rated)), "what is left to know is the rating");
        assert_eq!(refuted(&world), Some(false));
    }
    assert_eq!(said(&record(&world).await), 2);
}

#[tokio::test]
async fn a_draft_outweighs_what_an_agent_said_and_leaves_it_when_taken_back() {
    let world = World::new().await;
    let message = answered(&world).await;
    press(&world, message, AnswerAction::RequestHandoff).await;
    let (thread, ticket) = (world.newest_thread(), ticket_in(&world).ticket);
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    world.say("mika", "では、受付の花瓶の水は誰が替えますか？").await;
    let reply = "受付の花瓶の水は、総務の当番が毎朝9時に替えています。";
    world.say_in_channel("ken", &thread, InboundKind::message(reply)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Refute { wrong: true })).await;
    assert_eq!(judged(&world).await, Some((false, Basis::Refuted)), "also when it has closed");
    let (draft, entry) = (draft_in(&world).draft, outcomes(&world).await[0].guess.entry);
    world.press_in("ken", channel(&thread), Action::Draft(draft, DraftAction::Merge { entry })).await;
    assert_eq!(judged(&world).await, Some((true, Basis::Drafted)));
    world.press_in("ken", channel(&thread), Action::Draft(draft, DraftAction::Undo)).await;
    assert_eq!(judged(&world).await, Some((false, Basis::Refuted)), "what the agent said is left");
}

#[tokio::test]
async fn where_the_assistant_said_nothing_of_its_own_there_is_nothing_to_call_wrong() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "花瓶の水は誰が替えますか").await;
    let ticket = ticket_in(&world).ticket;
    assert_eq!(refuted(&world), None);
    world.press("ken", Action::Ticket(ticket, TicketAction::Refute { wrong: true })).await;
    assert_eq!(judged(&world).await, None);
}
