//! What earlier cards say once things have gone on, and who presses them all the same.

use desk::actions::{Action, ActionMessage, TicketAction};
use desk::delivery::TicketNotice;
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::id::TicketId;
use desk::outside::Content;
use testkit::World;
use testkit::world::{IT_CHANNEL, channel, member};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";

async fn press(world: &World, thread: &str, ticket: TicketId, action: TicketAction) -> ActionOutcome {
    let pressed = world.press_in("ken", channel(thread), Action::Ticket(ticket, action)).await;
    world.clock.pass(Duration::minutes(2));
    pressed
}

async fn reopen(world: &World, ticket: TicketId) {
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    world.clock.pass(Duration::minutes(2));
}

/// Endings, offers to reopen, and what stands in their place, in the requester's chat.
fn endings(world: &World) -> Vec<&'static str> {
    let kinds = world.seen_by("mika").into_iter().filter_map(|seen| match seen {
        Content::Ending { solved: Some(false), .. } => Some("open again"),
        Content::Ending { .. } => Some("ended"),
        Content::ReopenOffer { .. } => Some("offer"),
        Content::TicketNotice { notice: TicketNotice::ReopenedSince, .. } => Some("reopened since"),
        _ => None,
    });
    kinds.collect()
}

#[tokio::test]
async fn of_a_ticket_that_was_closed_twice_only_the_last_ending_asks() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    press(&world, &thread, ticket, TicketAction::Close).await;
    reopen(&world, ticket).await;
    assert_eq!(endings(&world), ["open again"]);
    press(&world, &thread, ticket, TicketAction::Close).await;
    assert_eq!(endings(&world), ["reopened since", "ended"]);
}

#[tokio::test]
async fn the_ending_of_a_ticket_that_was_handed_back_after_it_asks_no_longer() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    press(&world, &thread, ticket, TicketAction::Close).await;
    reopen(&world, ticket).await;
    press(&world, &thread, ticket, TicketAction::HandBack).await;
    assert_eq!(endings(&world), ["reopened since"]);
}

#[tokio::test]
async fn an_offer_to_reopen_goes_when_the_ticket_is_open_and_does_not_come_back_with_the_next_end() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    press(&world, &thread, ticket, TicketAction::Close).await;
    world.say("mika", "まだ解決していません").await;
    assert_eq!(endings(&world), ["ended", "offer"]);
    reopen(&world, ticket).await;
    assert_eq!(endings(&world), ["open again", "open again"]);
    press(&world, &thread, ticket, TicketAction::Close).await;
    assert_eq!(endings(&world), ["reopened since", "reopened since", "ended"]);
}

#[tokio::test]
async fn who_presses_the_card_of_a_ticket_that_left_their_team_is_told_where_it_is() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休暇"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました。VPNも切れます").await;
    let ticket = ticket_in(&world).ticket;
    press(&world, &thread, ticket, TicketAction::Escalate { team: hr }).await;
    // The roster of HR is read anew: Yui is not in it.
    world.channel.set_roster(vec![member("ken")]);
    let changed = InboundKind::MembersChanged;
    world.say_in_channel("ken", HR_CHANNEL, changed).await;
    world.clock.pass(Duration::minutes(30));
    for action in [TicketAction::Accept, TicketAction::Close] {
        let pressed = world.press_in("yui", channel(&thread), Action::Ticket(ticket, action)).await;
        assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::WithAnotherTeam("HR".into())));
    }
    let elsewhere = world.press_in("yui", channel(IT_CHANNEL), Action::Ticket(ticket, TicketAction::Close)).await;
    assert_eq!(elsewhere, ActionOutcome::Refused(ActionMessage::NotAnAgent), "not on its former card");
    let at_work = world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert!(matches!(at_work, ActionOutcome::Card(_)), "who is in both teams acts from either card");
}
