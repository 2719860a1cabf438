//! What people change or take back after they have written it.

use desk::delivery::{Notice, TicketNotice};
use desk::flow::{Command, InboundKind, RemoteConversation};
use desk::inquiry::{Attachment, AttachmentKind, ConversationKind, MessageKind};
use desk::outside::{Content, Side};
use desk::store::StoreError;
use testkit::World;
use testkit::world::{channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

const ID: &str = "1700000000077";
const QUESTION: &str = "VPNに接続できません";
const ANSWER: &str = "VPNアプリを再起動してください。";

fn note(text: &str) -> InboundKind {
    InboundKind::Message { text: text.into(), attachments: vec![], mentions_bot: false, command: None }
}

fn picture(name: &str) -> Attachment {
    let (media_type, location) = ("image/png".to_owned(), format!("https://smba.example/{name}"));
    Attachment { name: name.to_owned(), media_type, location, kind: AttachmentKind::Picture }
}

fn edited_with(text: &str, pictures: &[&str]) -> InboundKind {
    InboundKind::Edited {
        remote_id: ID.to_owned(),
        text: text.to_owned(),
        attachments: pictures.iter().map(|name| picture(name)).collect(),
        mentions_bot: true,
        command: None,
    }
}

/// What was carried into a conversation last: its text, and the names of what hangs on it.
fn last_carried(world: &World, conversation: &str) -> (String, Vec<String>) {
    let carried = world.channel.in_conversation(conversation).into_iter().rev().find_map(|seen| match seen {
        Content::Relay { text, attachments, .. } => Some((text, attachments.into_iter().map(|it| it.name).collect())),
        _ => None,
    });
    carried.expect("something was carried")
}

/// The texts that were carried into a conversation, as they stand now.
fn carried(world: &World, conversation: &str) -> Vec<String> {
    let texts = world.channel.in_conversation(conversation).into_iter().filter_map(|seen| match seen {
        Content::Relay { text, .. } => Some(text),
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn a_note_with_nothing_to_read_is_not_kept_as_if_it_had_been_deleted() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    let ticket = ticket_in(&world).ticket;
    world.say_in_channel("ken", &thread, note(" ")).await;
    let messages = world.store().read::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            let inquiry = tx.ticket(ticket).await?.expect("a ticket").inquiry;
            tx.messages(inquiry).await
        })
    });
    let messages = messages.await.expect("the store works");
    assert!(messages.iter().all(|message| message.kind != MessageKind::Note), "{messages:?}");
}

#[tokio::test]
async fn a_corrected_question_is_answered_in_place_while_its_answer_stands_last() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.hear_as(ID, "mika", personal("mika"), InboundKind::message("花瓶の水は誰が替えますか")).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Unknown { .. }));
    world.hear("mika", personal("mika"), InboundKind::edited(ID, QUESTION)).await;
    let seen = world.seen_by("mika");
    assert!(matches!(seen.as_slice(), [Content::Answer { answer, .. }] if answer == ANSWER), "{seen:?}");
}

#[tokio::test]
async fn a_corrected_question_further_up_gets_a_new_answer() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.publish("有給休暇は何日ありますか", "年に20日です。").await;
    world.hear_as(ID, "mika", personal("mika"), InboundKind::message("花瓶の水は誰が替えますか")).await;
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "有給休暇は何日ありますか").await;
    world.clock.pass(Duration::minutes(1));
    world.hear("mika", personal("mika"), InboundKind::edited(ID, QUESTION)).await;
    let seen = world.seen_by("mika");
    assert!(matches!(seen[0], Content::Unknown { .. }), "nobody looks further up: {seen:?}");
    assert!(matches!(&seen[2], Content::Answer { answer, .. } if answer == ANSWER), "{seen:?}");
}

#[tokio::test]
async fn what_was_not_for_the_bot_before_the_edit_is_taken_as_written_now() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.hear("mika", personal("mika"), InboundKind::edited("never heard", QUESTION)).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }));
}

#[tokio::test]
async fn a_mention_added_by_editing_carries_the_message() {
    for heard_before in [true, false] {
        let world = World::new().await;
        let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
        if heard_before {
            world.hear_as(ID, "ken", channel(&thread), note("守衛室に行ってください")).await;
            assert_eq!(carried(&world, "a:mika").len(), 0);
        }
        let edited = InboundKind::edited(ID, "一階の守衛室に行ってください");
        world.hear("ken", channel(&thread), edited.clone()).await;
        world.hear("ken", channel(&thread), edited).await;
        assert_eq!(carried(&world, "a:mika"), ["一階の守衛室に行ってください"], "once, heard before: {heard_before}");
        assert_eq!(ticket_in(&world).state, desk::outside::TicketStateView::Assigned("田中 健".into()));
    }
}

#[tokio::test]
async fn a_mention_added_to_what_is_too_long_carries_nothing() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.hear_as(ID, "ken", channel(&thread), note("守衛室に行ってください")).await;
    world.hear("ken", channel(&thread), InboundKind::edited(ID, &"長".repeat(30_001))).await;
    assert_eq!(carried(&world, "a:mika").len(), 0);
    let told = world.channel.in_conversation(&thread).pop();
    assert!(matches!(told, Some(Content::Notice { notice: Notice::TooLong, .. })), "{told:?}");
}

#[tokio::test]
async fn a_mention_added_to_what_a_button_says_carries_nothing() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.hear_as(ID, "ken", channel(&thread), note("close")).await;
    let edited = InboundKind::Edited {
        remote_id: ID.to_owned(),
        text: "close".to_owned(),
        attachments: Vec::new(),
        mentions_bot: true,
        command: Some(Command::Button),
    };
    world.hear("ken", channel(&thread), edited).await;
    assert_eq!(carried(&world, "a:mika").len(), 0);
    let told = world.channel.in_conversation(&thread).pop();
    let is_told = matches!(told, Some(Content::TicketNotice { notice: TicketNotice::PressTheCard, .. }));
    assert!(is_told, "{told:?}");
}

#[tokio::test]
async fn what_was_deleted_is_shown_as_deleted_on_the_other_side() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.hear_as(ID, "mika", personal("mika"), InboundKind::message("3階です")).await;
    world.hear_as("2", "ken", channel(&thread), InboundKind::message("今行きます")).await;
    world.hear("mika", personal("mika"), InboundKind::Deleted { remote_id: ID.into() }).await;
    world.hear("ken", channel(&thread), InboundKind::Deleted { remote_id: "2".into() }).await;
    let is_gone = |seen: &Content, side| {
        matches!(seen, Content::Relay { origin, text, attachments, .. }
            if *origin == side && text.is_empty() && attachments.is_empty())
    };
    assert!(world.channel.in_conversation(&thread).iter().any(|seen| is_gone(seen, Side::Requester)));
    assert!(world.seen_by("mika").iter().any(|seen| is_gone(seen, Side::Agents)));
}

#[tokio::test]
async fn an_edit_in_the_thread_that_a_ticket_has_left_reaches_the_requester() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.hear_as(ID, "ken", channel(&thread), InboundKind::message("明日直します")).await;
    world.clock.pass(Duration::minutes(1));
    world.channel.next([desk::outside::Sent::Gone]);
    world.say("mika", "急ぎです").await;
    assert_ne!(world.newest_thread(), thread, "it has moved");
    world.hear("ken", channel(&thread), InboundKind::edited(ID, "明後日直します")).await;
    assert_eq!(carried(&world, "a:mika"), ["明後日直します"]);
}

#[tokio::test]
async fn somebody_elses_edit_or_deletion_changes_nothing() {
    let world = World::new().await;
    let group =
        RemoteConversation { remote_id: "19:lunch".into(), kind: ConversationKind::Group, ..personal("nobody") };
    world.hear_as(ID, "mika", group.clone(), InboundKind::message("花瓶の水は誰が替えますか")).await;
    let before = world.channel.in_conversation("19:lunch");
    world.hear("emma", group.clone(), InboundKind::edited(ID, QUESTION)).await;
    world.hear("emma", group.clone(), InboundKind::Deleted { remote_id: ID.into() }).await;
    assert_eq!(world.channel.in_conversation("19:lunch"), before);
    let Content::Unknown { message, .. } = before[0] else { panic!("unknown: {before:?}") };
    world
        .press_in("mika", group, desk::actions::Action::Answer(message, desk::actions::AnswerAction::RequestHandoff))
        .await;
    assert_eq!(ticket_in(&world).question, "花瓶の水は誰が替えますか");
}

#[tokio::test]
async fn a_picture_comes_along_when_its_message_gets_the_mention_by_an_edit() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    world.hear("ken", channel(&thread), edited_with("この画面です", &["screen.png"])).await;
    let chat = personal("mika").remote_id;
    assert_eq!(last_carried(&world, &chat), ("この画面です".to_owned(), vec!["screen.png".to_owned()]));
    // An edit that lists nothing takes nothing away; one that adds a picture adds it.
    world.hear("ken", channel(&thread), edited_with("こちらの画面です", &[])).await;
    assert_eq!(last_carried(&world, &chat), ("こちらの画面です".to_owned(), vec!["screen.png".to_owned()]));
    world.hear("ken", channel(&thread), edited_with("こちらの画面です", &["screen.png", "next.png"])).await;
    assert_eq!(last_carried(&world, &chat).1, ["screen.png", "next.png"]);
}

#[tokio::test]
async fn a_picture_comes_back_with_its_message() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    let attachments = vec![picture("screen.png")];
    let sent = InboundKind::Message { text: String::new(), attachments, mentions_bot: true, command: None };
    world.hear_as(ID, "mika", personal("mika"), sent).await;
    let seen = || last_carried(&world, &thread);
    assert_eq!(seen().1, ["screen.png"]);
    world.hear("mika", personal("mika"), InboundKind::Deleted { remote_id: ID.to_owned() }).await;
    assert_eq!(seen().1, Vec::<String>::new());
    world.hear("mika", personal("mika"), edited_with("", &["screen.png"])).await;
    assert_eq!(seen(), (String::new(), vec!["screen.png".to_owned()]));
}
