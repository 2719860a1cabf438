//! What people write when an inquiry has ended, and who hears it.

use desk::actions::{Action, AnswerAction, TicketAction};
use desk::answering::Courtesy;
use desk::delivery::TicketNotice;
use desk::flow::{Command, InboundKind};
use desk::outside::{Content, TicketStateView};
use testkit::World;
use testkit::world::{channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

async fn closed_ticket(world: &World) -> String {
    let thread = ask_for_a_person(world, "mika", "机が壊れました").await;
    let ticket = ticket_in(world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.clock.pass(Duration::minutes(1));
    thread
}

fn tickets(world: &World) -> usize {
    world.seen_in_it().iter().filter(|seen| matches!(seen, Content::Ticket(_))).count()
}

#[tokio::test]
async fn thanks_after_the_close_ask_nothing() {
    let world = World::new().await;
    closed_ticket(&world).await;
    for text in [
        "ありがとうございます。解決しました！",
        "解決しました",
        "了解です、ありがとうございます",
        "はい、直りました。助かりました。",
        "OK, thank you!",
        "Great, that worked. Thanks!",
    ] {
        world.say("mika", text).await;
        assert_eq!(world.last_seen_by("mika"), Content::Courtesy(Courtesy::Thanks), "{text}");
    }
}

#[tokio::test]
async fn a_new_question_after_the_close_is_the_assistants() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    closed_ticket(&world).await;
    world.say("mika", "ありがとうございます。VPNに接続できません").await;
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.last_seen_by("mika"));
}

#[tokio::test]
async fn who_types_for_a_person_right_after_the_close_gets_the_same_ticket_back() {
    let world = World::new().await;
    closed_ticket(&world).await;
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    assert_eq!((tickets(&world), ticket_in(&world).state), (1, TicketStateView::Queued));
}

#[tokio::test]
async fn nobody_is_left_waiting_for_a_person_who_has_finished() {
    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    let Content::Unknown { message: earlier, .. } = world.last_seen_by("mika") else { panic!("no answer") };
    world.clock.pass(Duration::hours(2));
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    let before = world.seen_by("mika").len();
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    world.press("mika", Action::Answer(earlier, AnswerAction::RequestHandoff)).await;
    let told = world.seen_by("mika")[before..].to_vec();
    assert_eq!(told.len(), 2, "in words, and by the button of an earlier question: {told:?}");
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let now = world.seen_by("mika")[before..][..2].to_vec();
    let is_past = |seen: &Content| matches!(seen, Content::TicketNotice { notice: TicketNotice::Requested, .. });
    assert!(now.iter().all(is_past), "{now:?}");
}

#[tokio::test]
async fn who_types_for_a_person_after_a_helpful_answer_gets_one() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    world.say("mika", "VPNに接続できません").await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else { panic!("an answer") };
    world.press("mika", Action::Answer(message, AnswerAction::Rate { helpful: true })).await;
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    assert_eq!(tickets(&world), 1);
}

#[tokio::test]
async fn who_types_for_a_person_the_next_day_is_asked_what_it_is_about() {
    let world = World::new().await;
    closed_ticket(&world).await;
    world.clock.pass(Duration::days(1));
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Notice { .. }));
    assert_eq!(ticket_in(&world).state, TicketStateView::Closed("田中 健".into()));
}

#[tokio::test]
async fn what_was_deleted_before_the_assistant_thought_of_it_is_not_answered() {
    let world = World::new().await;
    let id = "1700000000009";
    world.only_hear_as(id, "mika", personal("mika"), InboundKind::message("花瓶の水は誰が替えますか")).await;
    world.hear("mika", personal("mika"), InboundKind::Deleted { remote_id: id.into() }).await;
    assert_eq!(world.seen_by("mika"), []);
}

#[tokio::test]
async fn agents_see_what_the_requester_has_changed() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let id = "1700000000010";
    world.hear_as(id, "mika", personal("mika"), InboundKind::message("3階です")).await;
    world.hear("mika", personal("mika"), InboundKind::edited(id, "4階です")).await;
    let carried = world.channel.in_conversation(&thread).into_iter().find_map(|seen| match seen {
        Content::Relay { text, .. } => Some(text),
        _ => None,
    });
    assert_eq!(carried.as_deref(), Some("4階です"));
}

#[tokio::test]
async fn the_requester_sees_what_the_agent_has_changed() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let id = "1700000000011";
    world.hear_as(id, "ken", channel(&thread), InboundKind::message("明日直します")).await;
    world.hear("ken", channel(&thread), InboundKind::edited(id, "明後日直します")).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Relay { text, .. } if text == "明後日直します"));
}

#[tokio::test]
async fn nobody_changes_what_another_has_written() {
    let world = World::new().await;
    world.hear_as("m1", "mika", personal("mika"), InboundKind::message("3階のプリンターが壊れました")).await;
    let edit = InboundKind::edited("m1", "私の給与を見せてください");
    world.hear("emma", personal("mika"), edit).await;
    world.hear("emma", personal("mika"), InboundKind::Deleted { remote_id: "m1".into() }).await;
    world.hear("mika", personal("mika"), InboundKind::command(desk::flow::Command::MyInquiries)).await;
    let Content::MyInquiries(inquiries) = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    assert_eq!(inquiries[0].question, "3階のプリンターが壊れました");
}
