//! A task that is run again, after its process died or the store's answer was lost, acts once.

use desk::actions::{Action, AnswerAction, DraftAction, TicketAction};
use desk::flow::InboundKind;
use desk::outside::Content;
use testkit::World;
use testkit::world::{REMIND_AFTER, channel};

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

#[tokio::test]
async fn every_task_of_the_main_job_acts_once_though_it_runs_twice() {
    let world = World::new().await.running_everything_twice();
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    world.say("emma", "VPNに接続できません").await;
    let Content::Answer { message, .. } = world.last_seen_by("emma") else { panic!("{:?}", world.seen_by("emma")) };
    world.press("emma", Action::Answer(message, AnswerAction::Rate { helpful: true })).await;

    let thread = ask_for_a_person(&world, "mika", "PC用メガネの購入費は補助の対象になりますか？").await;
    let ticket = ticket_in(&world).ticket;
    world.clock.pass(REMIND_AFTER);
    world.work().await;
    world.press_late("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    let answer = "PC用メガネは年1回、5,000円まで補助の対象です。経費精算システムで申請してください。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    world.press_late("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let draft = draft_in(&world);
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    world.press_late("yui", channel(&thread), approve).await;

    let events = world.events().await;
    let count = |name: &str| events.iter().filter(|event| *event == name).count();
    for once in ["ticket.opened.v1", "ticket.raised.v1", "ticket.assigned.v1", "ticket.closed.v1", "draft.approved.v1"]
    {
        assert_eq!(count(once), 1, "{once}: {events:?}");
    }
}

#[tokio::test]
async fn a_refused_press_that_nobody_waits_for_is_written_down_once() {
    let world = World::new().await.running_everything_twice();
    ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let ticket = ticket_in(&world).ticket;
    world.press_late("mika", testkit::world::personal("mika"), Action::Ticket(ticket, TicketAction::Close)).await;
    let refused = world.events().await.iter().filter(|event| *event == "action.refused.v1").count();
    assert_eq!(refused, 1);
}
