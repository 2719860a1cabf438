//! Threads, channels and chats that are gone: nobody is left, and nobody is promised what has not happened.

use desk::actions::{Action, AnswerAction, DeliveryAction, TicketAction};
use desk::delivery::{DeliveryState, Notice, Subject, TicketNotice};
use desk::event::{Queue, Task};
use desk::flow::{Command, InboundKind, Outcome};
use desk::id::TeamId;
use desk::outside::{Content, Sent};
use desk::store::StoreError;
use testkit::World;
use testkit::world::{IT_CHANNEL, REMIND_AFTER, channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";

fn forbidden() -> Sent {
    Sent::Forbidden { reason: "403 ".into() }
}

fn later() -> Sent {
    Sent::Later { after: Duration::seconds(61) }
}

fn notices(contents: &[Content]) -> Vec<TicketNotice> {
    let notices = contents.iter().filter_map(|content| match content {
        Content::TicketNotice { notice, .. } => Some(*notice),
        _ => None,
    });
    notices.collect()
}

fn carried(contents: &[Content]) -> Vec<String> {
    let texts = contents.iter().filter_map(|content| match content {
        Content::Relay { text, .. } => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// What stands in the threads of a channel.
fn seen_in(world: &World, place: &str) -> Vec<Content> {
    let posts = world.channel.posts().into_iter();
    posts.filter(|post| post.conversation.starts_with(&format!("{place};"))).map(|post| post.post.content).collect()
}

fn cards(contents: &[Content]) -> usize {
    contents.iter().filter(|content| matches!(content, Content::Ticket(_))).count()
}

/// A ticket of HR in the channel of HR, whose agent is ken too.
async fn ticket_of_hr(world: &World) -> (TeamId, String) {
    let hr = world.add_team("HR", false, &["休暇"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.say("mika", "休暇の残りは？").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let posts = world.channel.posts();
    let thread = posts.iter().rfind(|post| post.conversation.starts_with(&format!("{HR_CHANNEL};")));
    (hr, thread.expect("a thread").conversation.clone())
}

#[tokio::test]
async fn a_thread_where_nobody_may_write_any_more_is_as_good_as_deleted() {
    for outcome in [Sent::Gone, forbidden()] {
        let world = World::new().await;
        let lost = ask_for_a_person(&world, "mika", "机が壊れました").await;
        world.clock.pass(Duration::minutes(1));
        world.channel.next([outcome]);
        world.say("mika", "脚が折れています").await;
        let thread = world.newest_thread();
        assert_ne!(thread, lost);
        let seen = world.channel.in_conversation(&thread);
        assert_eq!(carried(&seen), ["脚が折れています"]);
        assert_eq!(notices(&seen), [TicketNotice::Moved], "agents are told");
        assert!(!world.seen_by("mika").iter().any(|seen| matches!(seen, Content::DeliveryUnknown { .. })));
    }
}

#[tokio::test]
async fn the_ticket_of_a_deleted_channel_comes_to_the_default_team() {
    let world = World::new().await;
    ticket_of_hr(&world).await;
    world.clock.pass(Duration::minutes(1));
    // The thread, then the root in its channel.
    world.channel.next([Sent::Gone, Sent::Gone]);
    world.say("mika", "10月分です").await;
    let seen = seen_in(&world, IT_CHANNEL);
    assert_eq!((cards(&seen), carried(&seen)), (1, vec!["10月分です".to_owned()]));
    assert_eq!(ticket_in(&world).team, "IT");
    let thread = world.newest_thread();
    world.say_in_channel("yui", &thread, InboundKind::message("総務に聞きます")).await;
    assert_eq!(carried(&world.seen_by("mika")), ["総務に聞きます"], "its agents can work on it");
}

#[tokio::test]
async fn with_the_app_every_ticket_of_a_teams_team_goes_to_the_default_team() {
    let world = World::new().await;
    let (_, thread) = ticket_of_hr(&world).await;
    // Another Teams team than IT's.
    move_to_another_teams_team(&world).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::Uninstalled).await;
    assert_eq!(cards(&seen_in(&world, IT_CHANNEL)), 1);
    assert_eq!(notices(&seen_in(&world, IT_CHANNEL)), [TicketNotice::Moved]);
    let before = world.channel.in_conversation(&thread).len();
    world.say("mika", "10月分です").await;
    assert_eq!(world.channel.in_conversation(&thread).len(), before);
    assert_eq!(carried(&seen_in(&world, IT_CHANNEL)), ["10月分です"]);
}

#[tokio::test]
async fn agents_hear_once_that_their_requester_has_removed_the_app_though_teams_tells_of_it_twice() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    for _ in 0..2 {
        world.hear("mika", personal("mika"), InboundKind::Uninstalled).await;
    }
    assert_eq!(notices(&world.channel.in_conversation(&thread)), [TicketNotice::Unreachable]);
}

#[tokio::test]
async fn agents_hear_of_a_removed_app_also_where_a_delivery_has_found_it_first() {
    let world = World::new().await;
    world.hear("mika", personal("mika"), InboundKind::Installed).await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.channel.next([Sent::Uninstalled]);
    let ticket = ticket_in(&world).ticket;
    // Mika is to be told who has it, and Teams refuses that.
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    for _ in 0..2 {
        world.hear("mika", personal("mika"), InboundKind::Uninstalled).await;
    }
    assert_eq!(notices(&world.channel.in_conversation(&thread)), [TicketNotice::Unreachable]);
}

/// In this world all channels are of one Teams team; a test may want two.
async fn move_to_another_teams_team(world: &World) {
    let moved = world.store().write::<_, StoreError, _>(&world.tenant, |tx| {
        Box::pin(async move {
            let mut place = tx.conversation_by_remote(IT_CHANNEL).await?.expect("the channel of IT");
            place.team_remote_id = Some("19:team-of-it".into());
            tx.save_conversation(&place).await
        })
    });
    moved.await.expect("the store works");
}

#[tokio::test]
async fn a_team_without_a_channel_is_helped_out_by_the_default_team() {
    let world = World::new().await;
    world.add_team("HR", false, &["休暇"]).await;
    world.say("mika", "休暇の残りは？").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_eq!(ticket_in(&world).team, "IT");
    assert_eq!(notices(&world.seen_by("mika")), [TicketNotice::HandedOff]);
}

#[tokio::test]
async fn where_no_channel_can_be_reached_the_requester_is_told_and_a_restored_channel_is_found_again() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.clock.pass(Duration::minutes(1));
    world.channel.next([Sent::Gone, Sent::Gone]);
    world.say("mika", "脚が折れています").await;
    assert_eq!(notices(&world.seen_by("mika")), [TicketNotice::HandedOff, TicketNotice::HandoffWaits]);
    world.clock.pass(REMIND_AFTER);
    world.work().await;
    let told = notices(&world.seen_by("mika"));
    assert_eq!(told[2], TicketNotice::HandedOff, "it has arrived: {told:?}");
    assert_eq!(carried(&world.channel.in_conversation(&world.newest_thread())), ["脚が折れています"]);
}

#[tokio::test]
async fn handed_over_is_said_when_the_agents_channel_has_it() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.channel.next([later(), later(), later()]);
    // The world's clock passes with each wait: three minutes in all.
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let told = notices(&world.seen_by("mika"));
    assert_eq!(told, [TicketNotice::HandoffWaits, TicketNotice::HandedOff]);
    let posts = world.channel.posts();
    let at = |is_it: &dyn Fn(&Content) -> bool| posts.iter().position(|post| is_it(&post.post.content));
    let card = at(&|content| matches!(content, Content::Ticket(_)));
    let handed = at(&|content| matches!(content, Content::TicketNotice { notice: TicketNotice::HandedOff, .. }));
    assert!(card < handed, "{posts:?}");
}

#[tokio::test]
async fn a_channel_that_is_only_busy_for_a_moment_is_not_spoken_of() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.channel.next([Sent::Later { after: Duration::seconds(5) }]);
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_eq!(notices(&world.seen_by("mika")), [TicketNotice::HandedOff]);
}

#[tokio::test]
async fn told_again_is_said_when_the_agents_were_told_again() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.clock.pass(REMIND_AFTER + Duration::minutes(1));
    world.channel.next([Sent::Refused { reason: "400".into() }]);
    world.work().await;
    assert_eq!(notices(&world.seen_by("mika")), [TicketNotice::HandedOff], "the agents were not told");
}

#[tokio::test]
async fn who_comes_from_a_new_chat_keeps_their_ticket_and_is_reached_there() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let new = desk::flow::RemoteConversation { remote_id: "a:mika-anew".into(), ..personal("mika") };
    world.clock.pass(Duration::minutes(1));
    world.hear("mika", new, InboundKind::message("脚が折れています")).await;
    assert_eq!(carried(&world.channel.in_conversation(&thread)), ["脚が折れています"]);
    world.say_in_channel("ken", &thread, InboundKind::message("今行きます")).await;
    assert_eq!(carried(&world.channel.in_conversation("a:mika-anew")), ["今行きます"]);
}

#[tokio::test]
async fn who_comes_back_to_an_earlier_chat_keeps_their_ticket_and_is_reached_there() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let new = desk::flow::RemoteConversation { remote_id: "a:mika-anew".into(), ..personal("mika") };
    world.hear("mika", new, InboundKind::message("脚が折れています")).await;
    world.say("mika", "3階です").await;
    assert_eq!(carried(&world.channel.in_conversation(&thread)), ["脚が折れています", "3階です"]);
    world.say_in_channel("ken", &thread, InboundKind::message("今行きます")).await;
    assert_eq!(carried(&world.seen_by("mika")), ["今行きます"]);
}

#[tokio::test]
async fn what_was_on_its_way_to_a_chat_that_is_gone_goes_to_the_new_one() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.only_hear("ken", channel(&thread), InboundKind::message("今行きます")).await;
    let new = desk::flow::RemoteConversation { remote_id: "a:mika-anew".into(), ..personal("mika") };
    world.only_hear("mika", new, InboundKind::Installed).await;
    world.channel.next([Sent::Gone]);
    world.work().await;
    assert_eq!(carried(&world.channel.in_conversation("a:mika-anew")), ["今行きます"]);
}

#[tokio::test]
async fn what_is_given_up_is_told_to_its_author_as_not_arrived() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say_in_channel("ken", &thread, InboundKind::message("はい")).await;
    world.only_hear("ken", channel(&thread), InboundKind::message("今行きます")).await;
    let claimed = world.store().claim(Queue::Courier, 10).await.expect("the store works");
    for claimed in claimed {
        world.help_desk.give_up(&claimed, "tried too often").await.expect("the store works");
        world.store().dead_letter(claimed.id, "tried too often").await.expect("the store works");
    }
    world.work().await;
    let seen = world.channel.in_conversation(&thread);
    let Some(Content::DeliveryUnknown { delivery, refused: true, .. }) = seen.last().cloned() else {
        panic!("told: {seen:?}");
    };
    world.press_in("ken", channel(&thread), Action::Delivery(delivery, DeliveryAction::Resend)).await;
    assert_eq!(carried(&world.seen_by("mika")), ["はい", "今行きます"]);
}

#[tokio::test]
async fn whoever_waits_for_what_is_given_up_is_told() {
    let world = World::new().await;
    world.say("mika", "こんにちは").await;
    let give_up = async |queue| {
        for claimed in world.store().claim(queue, 10).await.expect("the store works") {
            // It may be interrupted before the task is put aside, and come again.
            for _ in 0..2 {
                world.help_desk.give_up(&claimed, "tried too often").await.expect("the store works");
            }
            world.store().dead_letter(claimed.id, "tried too often").await.expect("the store works");
        }
        world.work().await;
    };
    let times = || {
        world
            .seen_by("mika")
            .iter()
            .filter(|seen| matches!(seen, Content::Notice { notice: Notice::WentWrong, .. }))
            .count()
    };
    let is_told = || matches!(world.last_seen_by("mika"), Content::Notice { notice: Notice::WentWrong, .. });
    world.enqueue("mika", personal("mika"), InboundKind::message("机が壊れました")).await;
    assert!(!is_told());
    give_up(Queue::Intake).await;
    assert!(is_told(), "what came in: {:?}", world.seen_by("mika"));

    world.say("mika", "こんにちは").await;
    world.only_hear("mika", personal("mika"), InboundKind::message("椅子が壊れました")).await;
    assert!(!is_told());
    give_up(Queue::Answering).await;
    assert!(is_told(), "the answer: {:?}", world.seen_by("mika"));
    assert_eq!(times(), 2, "each once");
}

#[tokio::test]
async fn a_worker_that_has_lost_its_task_neither_sends_nor_notes_anything() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.only_hear("ken", channel(&thread), InboundKind::message("今行きます")).await;
    let claimed = world.store().claim(Queue::Courier, 10).await.expect("the store works");
    let relay = claimed.into_iter().find(|claimed| matches!(claimed.task, Task::Deliver { .. })).expect("a delivery");
    let Task::Deliver { delivery, .. } = relay.task else { panic!("just found") };
    // Somebody else had it meanwhile, and gave it up.
    world.store().dead_letter(relay.id, "elsewhere").await.expect("the store works");
    let before = world.channel.posts().len();
    assert_eq!(world.help_desk.run(relay).await, Outcome::Lost);
    assert_eq!(world.channel.posts().len(), before);
    let state = world.store().read::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { Ok(tx.delivery(delivery).await?.map(|delivery| (delivery.state, delivery.subject))) })
    });
    let (state, subject) = state.await.expect("the store works").expect("it is there");
    assert_eq!(state, DeliveryState::Waiting);
    assert!(matches!(subject, Subject::Relay(_) | Subject::TicketNotice(..)), "{subject:?}");
}
