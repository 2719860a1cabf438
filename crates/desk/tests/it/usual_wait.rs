//! Who asks for a person is told how long that lately took.

use desk::actions::{Action, TicketAction};
use desk::delivery::TicketNotice;
use desk::flow::{Command, InboundKind};
use desk::outside::Content;
use testkit::World;
use testkit::world::channel;
use time::Duration;

use super::handoff::{ask_for_a_person, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";

/// Somebody asks, an agent takes it after so long, and ends it a minute later.
async fn is_taken_after(world: &World, wait: Duration) {
    let thread = ask_for_a_person(world, "mika", "机が壊れました").await;
    world.clock.pass(wait);
    let ticket = ticket_in(world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    world.clock.pass(Duration::minutes(1));
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.clock.pass(Duration::hours(1));
    world.work().await;
}

/// What the person who asks next is told.
async fn told(world: &World, who: &str) -> Option<Duration> {
    told_about(world, who, "椅子が壊れました").await
}

async fn told_about(world: &World, who: &str, question: &str) -> Option<Duration> {
    ask_for_a_person(world, who, question).await;
    let mut told = world.seen_by(who).into_iter().filter_map(|content| match content {
        Content::TicketNotice { notice: TicketNotice::HandedOff, usual_wait, .. } => Some(usual_wait),
        _ => None,
    });
    told.next_back().expect("the notice")
}

#[tokio::test]
async fn the_time_that_three_of_four_took_is_told() {
    let world = World::new().await;
    for wait in [3, 4, 40, 8, 9, 2, 50] {
        is_taken_after(&world, Duration::minutes(wait)).await;
    }
    assert_eq!(told(&world, "emma").await, None, "seven say nothing");
    is_taken_after(&world, Duration::minutes(1)).await;
    // Emma's own, which nobody has taken for hours, is one of nine: within ten minutes 6 were taken, within an hour 8.
    assert_eq!(told(&world, "sato").await, Some(Duration::hours(1)));
}

#[tokio::test]
async fn what_an_agent_ends_from_the_queue_was_taken_then() {
    for end in [TicketAction::Close, TicketAction::HandBack] {
        let world = World::new().await;
        for _ in 0..8 {
            let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
            world.clock.pass(Duration::minutes(3));
            world.press_in("ken", channel(&thread), Action::Ticket(ticket_in(&world).ticket, end.clone())).await;
            world.clock.pass(Duration::hours(1));
            world.work().await;
        }
        assert_eq!(told(&world, "emma").await, Some(Duration::minutes(5)), "{end:?}");
    }
}

#[tokio::test]
async fn what_was_long_ago_says_nothing_of_today() {
    let world = World::new().await;
    for _ in 0..8 {
        is_taken_after(&world, Duration::minutes(3)).await;
    }
    assert_eq!(told(&world, "emma").await, Some(Duration::minutes(5)));
    world.clock.pass(Duration::days(31));
    assert_eq!(told(&world, "sato").await, None);
}

#[tokio::test]
async fn what_was_passed_on_says_nothing_of_the_team_to_which_it_was_passed() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["給与"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    for _ in 0..8 {
        let thread = ask_for_a_person(&world, "mika", "パソコンの机が壊れました").await;
        let ticket = ticket_in(&world).ticket;
        world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Escalate { team: hr })).await;
        let posts = world.channel.posts();
        let card = posts.iter().rfind(|post| post.conversation.starts_with(&format!("{HR_CHANNEL};")));
        let thread = channel(&card.expect("it came up there").conversation);
        world.press_in("ken", thread.clone(), Action::Ticket(ticket, TicketAction::Accept)).await;
        world.press_in("ken", thread, Action::Ticket(ticket, TicketAction::Close)).await;
        world.clock.pass(Duration::hours(1));
        world.work().await;
    }
    assert_eq!(told_about(&world, "emma", "給与が振り込まれない").await, None);
}
