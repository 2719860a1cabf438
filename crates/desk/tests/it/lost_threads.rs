//! Threads that the desk has lost sight of: opened twice, or left behind by a ticket that moved on.

use desk::actions::{Action, AnswerAction, DeliveryAction, TicketAction};
use desk::delivery::{Notice, TicketNotice};
use desk::flow::{Command, InboundKind};
use desk::outside::{Content, Sent};
use testkit::World;
use testkit::world::{IT_CHANNEL, channel};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

fn unknown() -> Sent {
    Sent::Unknown { reason: "reset after sending".into() }
}

/// A ticket whose card stands in two threads, of neither of which the desk has heard.
async fn ticket_in_a_lost_thread(world: &World) -> String {
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    // Card and notice to the requester, each with its second try.
    world.channel.next([unknown(), unknown(), unknown(), unknown()]);
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    world.newest_thread()
}

fn carried_to(world: &World, conversation: &str) -> Vec<String> {
    let texts = world.channel.in_conversation(conversation).into_iter().filter_map(|seen| match seen {
        Content::Relay { text, .. } => Some(text),
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn the_thread_in_which_a_ticket_is_taken_is_its_thread() {
    let world = World::new().await;
    let lost = ticket_in_a_lost_thread(&world).await;
    let ticket = ticket_in(&world).ticket;
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "脚が折れています").await;
    world.press_in("ken", channel(&lost), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert_eq!(carried_to(&world, &lost), ["脚が折れています"], "what waited is brought");
    world.say("mika", "急ぎです").await;
    assert_eq!(carried_to(&world, &lost), ["脚が折れています", "急ぎです"]);
    world.say_in_channel("ken", &lost, InboundKind::message("今行きます")).await;
    assert_eq!(carried_to(&world, "a:mika"), ["今行きます"]);
}

#[tokio::test]
async fn a_reply_in_a_thread_without_a_ticket_says_so_to_the_agents() {
    let world = World::new().await;
    let lost = ticket_in_a_lost_thread(&world).await;
    world.say_in_channel("ken", &lost, InboundKind::message("今行きます")).await;
    let last = world.channel.in_conversation(&lost).pop();
    assert!(matches!(last, Some(Content::Notice { notice: Notice::NoTicketHere, .. })), "{last:?}");
}

#[tokio::test]
async fn agents_may_ask_the_assistant_in_their_own_channel() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    let thread = format!("{IT_CHANNEL};messageid=1700000000001");
    world.hear_as("1700000000001", "ken", channel(&thread), InboundKind::message("VPNに接続できません")).await;
    assert!(matches!(world.channel.in_conversation(&thread).last(), Some(Content::Answer { .. })));
    world.say_in_channel("ken", &thread, InboundKind::message("スマホの場合は？")).await;
    assert!(!matches!(world.channel.in_conversation(&thread).last(), Some(Content::Notice { .. })));
}

#[tokio::test]
async fn in_the_thread_that_a_ticket_has_left_its_new_team_still_speaks_and_the_old_one_is_told() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休暇"]).await;
    world.say_in_channel("ken", "19:hr@thread.tacv2", InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.say("mika", "パソコンの机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let (old, ticket) = (world.newest_thread(), ticket_in(&world).ticket);
    world.press_in("ken", channel(&old), Action::Ticket(ticket, TicketAction::Escalate { team: hr })).await;
    world.say_in_channel("ken", &old, InboundKind::message("総務も見ます")).await;
    assert_eq!(carried_to(&world, "a:mika"), ["総務も見ます"], "ken is an agent of both");
    world.say_in_channel("emma", &old, InboundKind::message("私も見ます")).await;
    let last = world.channel.in_conversation(&old).pop();
    assert!(
        matches!(last, Some(Content::TicketNotice { notice: TicketNotice::NotAnAgent, .. })),
        "told where they wrote: {last:?}"
    );
}

#[tokio::test]
async fn a_card_that_never_arrived_holds_up_no_other_thread_of_the_team() {
    let world = World::new().await;
    ticket_in_a_lost_thread(&world).await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    let thread = "19:general@thread.tacv2;messageid=5";
    world.say_in_channel("mika", thread, InboundKind::message("VPNに接続できません")).await;
    assert!(matches!(world.channel.in_conversation(thread).last(), Some(Content::Answer { .. })));
}

#[tokio::test]
async fn what_could_not_reach_the_agents_is_shown_to_the_requester() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.channel.next([Sent::Refused { reason: "403".into() }]);
    world.say("mika", "急ぎです").await;
    let Content::DeliveryUnknown { delivery, .. } = world.last_seen_by("mika") else {
        panic!("not silence: {:?}", world.seen_by("mika"));
    };
    world.press("mika", Action::Delivery(delivery, DeliveryAction::Resend)).await;
    assert_eq!(carried_to(&world, &thread), ["急ぎです"]);
}

#[tokio::test]
async fn what_a_requester_missed_can_be_sent_again_when_they_are_back() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say_in_channel("ken", &thread, InboundKind::message("はい")).await;
    world.channel.next([Sent::Blocked]);
    world.say_in_channel("ken", &thread, InboundKind::message("明日直します")).await;
    let Some(Content::DeliveryUnknown { delivery, .. }) = world.channel.in_conversation(&thread).pop() else {
        panic!("offered: {:?}", world.channel.in_conversation(&thread));
    };
    world.say("mika", "戻りました").await;
    world.press_in("ken", channel(&thread), Action::Delivery(delivery, DeliveryAction::Resend)).await;
    assert_eq!(carried_to(&world, "a:mika"), ["はい", "明日直します"]);
}
