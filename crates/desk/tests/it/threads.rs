//! Where a ticket's thread is when channels, teams and tickets change under it.

use desk::actions::{Action, ActionMessage, AnswerAction, TicketAction};
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::outside::{Content, Sent};
use testkit::World;
use testkit::world::{IT_CHANNEL, REMIND_AFTER, channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";
const NEW_CHANNEL: &str = "19:new@thread.tacv2";

/// What was carried into the threads of a channel, in order.
fn carried_into(world: &World, channel: &str) -> Vec<String> {
    let posts = world.channel.posts().into_iter().filter(|post| post.conversation.starts_with(channel));
    let texts = posts.filter_map(|post| match post.post.content {
        Content::Relay { text, .. } => Some(text),
        _ => None,
    });
    texts.collect()
}

/// How many ticket cards stand in a channel.
fn cards_in(world: &World, channel: &str) -> usize {
    let posts = world.channel.posts().into_iter().filter(|post| post.conversation.starts_with(channel));
    posts.filter(|post| matches!(post.post.content, Content::Ticket(_))).count()
}

async fn connect(world: &World, remote_id: &str, team: &str) {
    world.say_in_channel("ken", remote_id, InboundKind::command(Command::Connect(Some(team.into())))).await;
}

#[tokio::test]
async fn what_was_written_behind_a_refused_card_stands_behind_the_next_one() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.channel.next([Sent::Refused { reason: "403".into() }]);
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "脚が折れています").await;
    world.clock.pass(REMIND_AFTER);
    world.work().await;
    assert_eq!(carried_into(&world, IT_CHANNEL), ["脚が折れています"]);
}

#[tokio::test]
async fn the_other_team_reads_what_was_said_before_the_ticket_came_to_it() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    connect(&world, HR_CHANNEL, "HR").await;
    let thread = {
        world.say("mika", "パソコンの机が壊れました").await;
        let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
        world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
        world.newest_thread()
    };
    let ticket = ticket_in(&world).ticket;
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "脚が折れています").await;
    world.say_in_channel("ken", &thread, InboundKind::message("総務に回します")).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Escalate { team: hr })).await;
    assert_eq!(carried_into(&world, HR_CHANNEL), ["脚が折れています", "総務に回します"]);
}

#[tokio::test]
async fn open_tickets_follow_their_team_into_another_channel() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "脚が折れています").await;
    connect(&world, NEW_CHANNEL, "IT").await;
    assert_eq!(cards_in(&world, NEW_CHANNEL), 1);
    world.say("mika", "急ぎです").await;
    assert_eq!(carried_into(&world, NEW_CHANNEL), ["脚が折れています", "急ぎです"]);
    connect(&world, NEW_CHANNEL, "IT").await;
    assert_eq!(cards_in(&world, NEW_CHANNEL), 1, "connected again nothing moves");
}

#[tokio::test]
async fn reopened_a_ticket_stands_where_its_team_is_now() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    connect(&world, NEW_CHANNEL, "IT").await;
    assert_eq!(cards_in(&world, NEW_CHANNEL), 0, "closed tickets stay where they were");
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    assert_eq!(cards_in(&world, NEW_CHANNEL), 1);
}

#[tokio::test]
async fn a_closed_ticket_is_not_reopened_beside_a_later_one_of_the_same_inquiry() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let (first, thread) = (ticket_in(&world).ticket, world.newest_thread());
    world.press_in("ken", channel(&thread), Action::Ticket(first, TicketAction::Close)).await;
    world.clock.pass(Duration::minutes(1));
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_ne!(ticket_in(&world).ticket, first);
    let second = world.newest_thread();
    assert_eq!(
        world.press("mika", Action::Ticket(first, TicketAction::Reopen)).await,
        ActionOutcome::Refused(ActionMessage::Unchanged)
    );
    world.say("mika", "まだですか").await;
    assert!(matches!(world.channel.in_conversation(&second).last(), Some(Content::Relay { .. })));
}

#[tokio::test]
async fn an_answer_on_its_way_does_not_talk_into_a_ticket_of_the_question_before() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    world.publish("プリンターの用紙はどこですか", "複合機の横の棚です。").await;
    world.say("mika", "VPNに接続できません").await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else { panic!("an answer") };
    world.clock.pass(Duration::minutes(1));
    world.only_hear("mika", personal("mika"), InboundKind::message("プリンターの用紙はどこですか")).await;
    world.clock.pass(Duration::seconds(5));
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    world.clock.pass(Duration::minutes(1));
    let answers = world.seen_by("mika").iter().filter(|seen| matches!(seen, Content::Answer { .. })).count();
    assert_eq!(answers, 1, "people have the chat");
    world.say("mika", "まだですか").await;
    assert_eq!(carried_into(&world, IT_CHANNEL), ["まだですか"]);
}

#[tokio::test]
async fn a_reopened_ticket_is_raised_in_its_own_time_and_not_after_an_old_timer() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    for wait in [REMIND_AFTER, REMIND_AFTER * 2, REMIND_AFTER * 4] {
        world.clock.pass(wait + Duration::minutes(1));
        world.work().await;
    }
    assert_eq!(ticket_in(&world).reminded, 3, "the next timer is two hours away");
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    assert_eq!(ticket_in(&world).reminded, 0);
    world.clock.pass(REMIND_AFTER + Duration::minutes(1));
    world.work().await;
    assert_eq!(ticket_in(&world).reminded, 1);
}
