//! Sending is not idempotent: what happens when nobody knows.

use std::sync::Arc;

use desk::actions::{Action, AnswerAction, DeliveryAction, TicketAction};
use desk::delivery::TicketNotice;
use desk::flow::InboundKind;
use desk::inquiry::{Attachment, AttachmentKind};
use desk::outside::{Content, Sent};
use testkit::world::{channel, personal};
use testkit::{FailingStore, World};
use time::Duration;

use crate::handoff::ask_for_a_person;

fn unknown() -> Sent {
    Sent::Unknown { reason: "reset after sending".into() }
}

fn carried(contents: &[Content], wanted: &str) -> usize {
    contents.iter().filter(|seen| matches!(seen, Content::Relay { text, .. } if text == wanted)).count()
}

#[tokio::test]
async fn an_agents_doubtful_message_is_shown_and_sent_again_only_by_hand() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say_in_channel("ken", &thread, InboundKind::message("はじめに")).await;
    world.channel.next([unknown()]);
    world.say_in_channel("ken", &thread, InboundKind::message("明日直します")).await;
    assert_eq!(carried(&world.seen_by("mika"), "明日直します"), 1, "not blindly repeated");
    let doubt = world.channel.in_conversation(&thread).pop();
    let Some(Content::DeliveryUnknown { delivery, resent: false, .. }) = doubt else { panic!("shown: {doubt:?}") };
    for _ in 0..3 {
        world.press_in("ken", channel(&thread), Action::Delivery(delivery, DeliveryAction::Resend)).await;
    }
    assert_eq!(carried(&world.seen_by("mika"), "明日直します"), 2, "once by hand, however often it is pressed");
    let resent = world.events().await.iter().filter(|name| *name == "delivery.resent.v1").count();
    assert_eq!(resent, 1, "and that is written down");
}

#[tokio::test]
async fn only_of_an_answer_that_has_arrived_it_is_noted_without_haste() {
    let mut world = World::new().await;
    let store = Arc::new(FailingStore::over(world.help_desk.store.clone(), 0));
    world.help_desk.store = store.clone();
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    assert_eq!(store.without_haste(), 1);
    // Where nobody knows whether a person's message has arrived, nobody sends it again: the sooner it is noted, the better.
    world.say_in_channel("ken", &thread, InboundKind::message("明日直します")).await;
    assert_eq!(carried(&world.seen_by("mika"), "明日直します"), 1);
    world.channel.next([Sent::Blocked]);
    world.say("emma", "花瓶の水は誰が替えますか").await;
    assert_eq!(store.without_haste(), 1);
}

#[tokio::test]
async fn the_assistants_doubtful_answer_is_sent_once_more() {
    let world = World::new().await;
    world.channel.next([unknown(), unknown(), unknown()]);
    world.say("mika", "花瓶の水は誰が替えますか").await;
    assert_eq!(world.seen_by("mika").len(), 2);
}

#[tokio::test]
async fn what_was_still_to_be_sent_when_its_process_was_killed_is_sent_once_however_often_that_happens() {
    let world = World::new().await;
    world.only_hear("mika", personal("mika"), InboundKind::message("花瓶の水は誰が替えますか")).await;
    for _ in 0..3 {
        world.is_killed_while_it_waits_to_send().await;
    }
    world.work().await;
    assert!(matches!(world.seen_by("mika")[..], [Content::Unknown { .. }]), "{:?}", world.seen_by("mika"));

    let thread = ask_for_a_person(&world, "nao", "机が壊れました").await;
    world.only_hear("ken", channel(&thread), InboundKind::message("明日直します")).await;
    world.is_killed_while_it_waits_to_send().await;
    world.work().await;
    assert_eq!(carried(&world.seen_by("nao"), "明日直します"), 1);
    let doubts = world.channel.in_conversation(&thread);
    assert!(!doubts.iter().any(|seen| matches!(seen, Content::DeliveryUnknown { .. })), "nobody need doubt it");
}

#[tokio::test]
async fn what_was_surely_not_sent_is_sent_later_and_keeps_its_order() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.channel.next([Sent::Later { after: Duration::seconds(2) }]);
    world.say_in_channel("ken", &thread, InboundKind::message("一")).await;
    world.say_in_channel("ken", &thread, InboundKind::message("二")).await;
    let texts: Vec<_> = world
        .seen_by("mika")
        .into_iter()
        .filter_map(|seen| if let Content::Relay { text, .. } = seen { Some(text) } else { None })
        .collect();
    assert_eq!(texts, ["一", "二"]);
}

#[tokio::test]
async fn agents_hear_that_their_requester_has_blocked_the_app() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say_in_channel("ken", &thread, InboundKind::message("はい")).await;
    world.channel.next([Sent::Blocked]);
    world.say_in_channel("ken", &thread, InboundKind::message("明日直します")).await;
    assert!(
        world
            .channel
            .in_conversation(&thread)
            .iter()
            .any(|seen| matches!(seen, Content::TicketNotice { notice: TicketNotice::Unreachable, .. }))
    );
}

#[tokio::test]
async fn the_ticket_card_is_updated_in_place() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = crate::handoff::ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let posts = world.channel.posts();
    let cards: Vec<_> = posts.iter().filter(|post| matches!(post.post.content, Content::Ticket(_))).collect();
    assert_eq!(cards.len(), 1);
    assert!(cards[0].updates >= 2);
}

/// The ticket's card changes; nobody has worked on that yet.
async fn card_changes(world: &World) {
    let ticket = crate::handoff::ticket_in(world).ticket;
    let changed = world.store().write::<_, desk::store::StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { desk::delivery::refresh(tx, &desk::delivery::Subject::TicketCard(ticket)).await })
    });
    changed.await.expect("the store works");
}

/// How often ticket cards were brought up to date.
fn card_updates(world: &World) -> u32 {
    let posts = world.channel.posts();
    posts.iter().filter(|post| matches!(post.post.content, Content::Ticket(_))).map(|post| post.updates).sum()
}

#[tokio::test]
async fn a_card_that_changes_many_times_before_its_turn_is_updated_once() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    let before = card_updates(&world);
    for _ in 0..10 {
        card_changes(&world).await;
    }
    world.work().await;
    assert_eq!(card_updates(&world), before + 1);
}

#[tokio::test]
async fn a_card_with_which_the_service_cannot_cope_holds_up_no_message() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let before = card_updates(&world);
    world.channel.fail_updates(u32::MAX);
    card_changes(&world).await;
    for text in ["急いでいます", "まだですか"] {
        world.only_hear("mika", personal("mika"), InboundKind::message(text)).await;
        world.work_for(8).await;
        assert_eq!(carried(&world.channel.in_conversation(&thread), text), 1, "{text}");
    }
    assert_eq!(card_updates(&world), before, "the control: the card is old as yet");
    world.channel.fail_updates(0);
    world.work().await;
    assert_eq!(card_updates(&world), before + 1);
}

#[tokio::test]
async fn a_ticket_whose_card_was_refused_is_shown_again_when_it_is_raised() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.channel.next([Sent::Refused { reason: "403".into() }]);
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert!(!world.seen_in_it().iter().any(|seen| matches!(seen, Content::Ticket(_))), "refused");
    world.clock.pass(testkit::world::REMIND_AFTER + Duration::minutes(1));
    world.work().await;
    assert!(world.seen_in_it().iter().any(|seen| matches!(seen, Content::Ticket(_))), "shown again");
}

#[tokio::test]
async fn a_ticket_whose_thread_was_deleted_goes_on_in_another_one() {
    let world = World::new().await;
    let lost = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.channel.next([Sent::Gone]);
    world.say("mika", "脚が折れています").await;
    let thread = world.newest_thread();
    assert_ne!(thread, lost);
    assert_eq!(carried(&world.channel.in_conversation(&thread), "脚が折れています"), 1);
}

fn sent_without(left_out: &[usize]) -> Sent {
    Sent::Delivered { remote_id: None, thread: None, left_out: left_out.to_vec() }
}

fn attached(text: &str, names: &[&str]) -> InboundKind {
    let attachment = |name: &&str| Attachment {
        name: (*name).to_owned(),
        media_type: "image/png".into(),
        location: "https://service.example/1".into(),
        kind: AttachmentKind::Picture,
    };
    let attachments = names.iter().map(attachment).collect();
    InboundKind::Message { text: text.to_owned(), attachments, mentions_bot: true, command: None }
}

#[tokio::test]
async fn what_could_not_be_carried_of_a_message_is_named_to_whoever_sent_it() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say_in_channel("ken", &thread, InboundKind::message("はじめに")).await;
    world.channel.next([sent_without(&[1])]);
    world.say_in_channel("ken", &thread, attached("図です", &["a.png", "b.png"])).await;
    let told = Content::NotCarried { names: vec!["b.png".into()] };
    assert_eq!(world.channel.in_conversation(&thread).last(), Some(&told), "the agent in the thread");
    world.channel.next([sent_without(&[0])]);
    world.hear("mika", personal("mika"), attached("写真です", &["c.png"])).await;
    assert_eq!(world.last_seen_by("mika"), Content::NotCarried { names: vec!["c.png".into()] });
    world.say_in_channel("ken", &thread, attached("もう一枚", &["d.png"])).await;
    assert!(matches!(world.channel.in_conversation(&thread).last(), Some(Content::Relay { .. })), "all arrived");
}

#[tokio::test]
async fn what_a_question_came_with_reaches_the_agents() {
    let world = World::new().await;
    world.hear("mika", personal("mika"), attached("画面がこうなります", &["screen.png"])).await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let carried = world.seen_in_it().into_iter().find_map(|seen| match seen {
        Content::Relay { attachments, .. } => Some(attachments.len()),
        _ => None,
    });
    assert_eq!(carried, Some(1));
}
