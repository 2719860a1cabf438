//! The main job as one story.

use desk::actions::{Action, AnswerAction, DraftAction, TicketAction};
use desk::flow::{ActionOutcome, InboundKind};
use desk::outside::{Content, TicketStateView};
use testkit::World;
use testkit::world::channel;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

#[tokio::test]
async fn what_a_person_answers_once_the_assistant_answers_from_then_on() {
    let world = World::new().await;

    world.say("mika", "PC用メガネの購入費は補助の対象になりますか？").await;
    let Content::Unknown { message, offer_person: true, .. } = world.last_seen_by("mika") else {
        panic!("an honest unknown: {:?}", world.seen_by("mika"));
    };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let ticket = ticket_in(&world);
    let thread = world.newest_thread();

    world.press_in("ken", channel(&thread), Action::Ticket(ticket.ticket, TicketAction::Accept)).await;
    assert_eq!(ticket_in(&world).state, TicketStateView::Assigned("田中 健".into()));
    let answer = "お疲れ様です、田中です。PC用メガネは年1回、5,000円まで補助の対象です。経費精算システムで領収書を添付して申請してください。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    assert!(world.seen_by("mika").iter().any(|seen| matches!(seen, Content::Relay { text, .. } if text == answer)));
    world.say("mika", "ありがとうございます！").await;

    world.press_in("ken", channel(&thread), Action::Ticket(ticket.ticket, TicketAction::Close)).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Ending { solved: None, csat: None, .. }));
    let draft = draft_in(&world);
    assert!(draft.answer.contains("5,000円まで"), "{draft:?}");
    assert!(!draft.answer.contains("田中"), "names are masked: {draft:?}");
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    let pressed = world.press_in("yui", channel(&thread), approve).await;
    assert!(matches!(pressed, ActionOutcome::Card(_)), "{pressed:?}");

    world.say("emma", "PC用のメガネを買ったら補助は出ますか").await;
    let Content::Answer { answer, .. } = world.last_seen_by("emma") else {
        panic!("the colleague is answered: {:?}", world.seen_by("emma"));
    };
    assert!(answer.contains("5,000円まで"));
}

#[tokio::test]
async fn an_undone_approval_answers_nobody_any_more() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "受付の花瓶の水は誰が替えますか？").await;
    let ticket = ticket_in(&world).ticket;
    world
        .say_in_channel("ken", &thread, InboundKind::message("受付の花瓶の水は、総務の当番が毎朝9時に替えています。"))
        .await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let draft = draft_in(&world);
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    world.press_in("ken", channel(&thread), approve).await;
    world.say("emma", "受付の花瓶の水は誰が替えるのですか？").await;
    assert!(matches!(world.last_seen_by("emma"), Content::Answer { .. }), "{:?}", world.seen_by("emma"));

    let pressed = world.press_in("ken", channel(&thread), Action::Draft(draft.draft, DraftAction::Undo)).await;
    assert!(matches!(pressed, ActionOutcome::Card(_)), "{pressed:?}");
    world.say("mika", "受付の花瓶の水は誰が替えるのですか？").await;
    assert!(matches!(world.last_seen_by("mika"), Content::Unknown { .. }), "{:?}", world.seen_by("mika"));
}
