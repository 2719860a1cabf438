//! A press that is delivered again much later, under another id, does not do again what was taken back in between.

use desk::actions::{Action, ActionMessage, AnswerAction, DraftAction, InquiryAction, Press, TicketAction};
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::id::TicketId;
use desk::learning::DraftState;
use desk::outside::{Content, TicketStateView};
use testkit::World;
use testkit::world::channel;
use time::Duration;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

/// Mika's ticket, accepted by Ken in this thread.
async fn accepted(world: &World) -> (String, TicketId) {
    let thread = ask_for_a_person(world, "mika", "パソコンの横の花瓶の水は誰が替えますか？").await;
    let ticket = ticket_in(world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    (thread, ticket)
}

/// A press by the ticket card as it stands now.
fn by_the_card(world: &World, action: TicketAction) -> Press {
    let card = ticket_in(world);
    Press { action: Action::Ticket(card.ticket, action), round: Some(card.round) }
}

async fn state_after(world: &World, thread: &str, press: &Press) -> TicketStateView {
    world.clock.pass(Duration::seconds(1));
    let outcome = world.press_in("ken", channel(thread), press.clone()).await;
    assert!(matches!(outcome, ActionOutcome::Card(_)), "the card as it stands is the answer: {outcome:?}");
    ticket_in(world).state
}

#[tokio::test]
async fn what_was_taken_back_is_not_done_again_by_the_same_press() {
    let ken = || "田中 健".to_owned();
    for action in [TicketAction::Close, TicketAction::HandBack] {
        let world = World::new().await;
        let (thread, _) = accepted(&world).await;
        let end = by_the_card(&world, action);
        assert_ne!(state_after(&world, &thread, &end).await, TicketStateView::Assigned(ken()));
        let undo = by_the_card(&world, TicketAction::Undo);
        assert_eq!(state_after(&world, &thread, &undo).await, TicketStateView::Assigned(ken()));
        assert_eq!(state_after(&world, &thread, &end).await, TicketStateView::Assigned(ken()), "the first one again");

        let end = by_the_card(&world, TicketAction::Close);
        assert_eq!(state_after(&world, &thread, &end).await, TicketStateView::Closed(ken()), "a new press ends it");
        assert_eq!(state_after(&world, &thread, &undo).await, TicketStateView::Closed(ken()), "undo, again");
    }
}

#[tokio::test]
async fn a_ticket_that_has_closed_again_is_not_reopened_by_the_first_not_solved() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    let close = by_the_card(&world, TicketAction::Close);
    state_after(&world, &thread, &close).await;
    let Content::Ending { round, .. } = world.last_seen_by("mika") else { panic!("an ending") };
    let reopen = Press { action: Action::Ticket(ticket, TicketAction::Reopen), round: Some(round) };
    let stranger = world.press_in("ken", channel(&thread), Press { round: Some(round + 1), ..reopen.clone() }).await;
    assert_eq!(stranger, ActionOutcome::Refused(ActionMessage::NotYours), "whoever may not is told so first");
    world.press("mika", reopen.clone()).await;
    assert_eq!(ticket_in(&world).state, TicketStateView::Queued);
    assert_eq!(state_after(&world, &thread, &close).await, TicketStateView::Queued, "the first close, again");
    let accept = by_the_card(&world, TicketAction::Accept);
    state_after(&world, &thread, &accept).await;
    let close = by_the_card(&world, TicketAction::Close);
    state_after(&world, &thread, &close).await;
    world.press("mika", reopen).await;
    assert!(matches!(ticket_in(&world).state, TicketStateView::Closed(_)), "the first reopening, again");
}

#[tokio::test]
async fn nobody_else_is_shown_a_ticket_for_naming_another_round() {
    let world = World::new().await;
    let (_, ticket) = accepted(&world).await;
    for action in [TicketAction::Accept, TicketAction::Close, TicketAction::Undo, TicketAction::Reopen] {
        let press = Press { action: Action::Ticket(ticket, action), round: Some(99) };
        let outcome = world.press("nao", press.clone()).await;
        assert!(matches!(outcome, ActionOutcome::Refused(_)), "{press:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_draft_that_waits_again_is_not_decided_by_the_press_that_was_taken_back() {
    let world = World::new().await;
    let (thread, _) = accepted(&world).await;
    let answer = "パソコンの横の花瓶の水は、総務の当番が毎朝9時に替えています。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    let close = by_the_card(&world, TicketAction::Close);
    state_after(&world, &thread, &close).await;
    let by_the_draft = |action| {
        let draft = draft_in(&world);
        Press { action: Action::Draft(draft.draft, action), round: Some(draft.round) }
    };
    let first = draft_in(&world);
    let approve = by_the_draft(DraftAction::Approve { question: first.question, answer: first.answer });
    let reject = by_the_draft(DraftAction::Reject { reason: "一度きり".into() });
    for press in [approve, reject] {
        let press = Press { round: Some(draft_in(&world).round), ..press };
        world.press_in("ken", channel(&thread), press.clone()).await;
        assert_ne!(draft_in(&world).state, DraftState::Proposed);
        world.clock.pass(Duration::seconds(1));
        let undo = by_the_draft(DraftAction::Undo);
        world.press_in("yui", channel(&thread), undo).await;
        assert_eq!(draft_in(&world).state, DraftState::Proposed);
        world.press_in("ken", channel(&thread), press).await;
        assert_eq!(draft_in(&world).state, DraftState::Proposed, "the same press again");
    }
}

fn tickets_opened(world: &World) -> usize {
    let mut tickets: Vec<_> = world
        .seen_in_it()
        .into_iter()
        .filter_map(|seen| match seen {
            Content::Ticket(view) => Some(view.ticket),
            _ => None,
        })
        .collect();
    tickets.sort();
    tickets.dedup();
    tickets.len()
}

/// Ends Mika's newest ticket, later.
async fn ended(world: &World, end: TicketAction) {
    for action in [TicketAction::Accept, end] {
        world.clock.pass(Duration::minutes(1));
        let press = by_the_card(world, action);
        world.press_in("ken", channel(&world.newest_thread()), press).await;
    }
    world.clock.pass(Duration::minutes(1));
}

/// Mika's press opens a ticket; after its end the same press opens none, and one on the card as it stands then opens another.
/// `round_of`: the round that a card shows.
async fn opens_one_ticket_for_each_round(
    world: &World,
    end: TicketAction,
    (round, press): (i64, impl Fn(i64) -> Press),
    round_of: impl Fn(&Content) -> Option<i64>,
) {
    world.clock.pass(Duration::seconds(5));
    world.press("mika", press(round)).await;
    assert_eq!(tickets_opened(world), 1, "the control");
    ended(world, end).await;
    let again = world.press("mika", press(round)).await;
    assert_eq!(tickets_opened(world), 1, "the same press again");
    let ActionOutcome::Card(post) = again else { panic!("the card as it stands: {again:?}") };
    let Some(round) = round_of(&post.content) else { panic!("{post:?}") };
    world.press("mika", press(round)).await;
    assert_eq!(tickets_opened(world), 2, "a new one");
}

#[tokio::test]
async fn a_person_who_was_asked_for_is_not_asked_for_again_by_the_same_press() {
    for end in [TicketAction::Close, TicketAction::HandBack] {
        let world = World::new().await;
        world.say("mika", "パソコンの横の花瓶の水は誰が替えますか？").await;
        let Content::Unknown { message, round, .. } = world.last_seen_by("mika") else { panic!("unknown") };
        let press = |round| Press { action: Action::Answer(message, AnswerAction::RequestHandoff), round: Some(round) };
        opens_one_ticket_for_each_round(&world, end, (round, press), |content| match content {
            Content::Unknown { round, offer_person: true, .. } => Some(*round),
            _ => None,
        })
        .await;
    }
}

#[tokio::test]
async fn a_team_that_was_chosen_is_not_chosen_again_by_the_same_press() {
    for end in [TicketAction::Close, TicketAction::HandBack] {
        let world = World::new().await;
        world.add_team("HR", false, &["休暇"]).await;
        let hr = InboundKind::command(Command::Connect(Some("HR".into())));
        world.say_in_channel("ken", "19:hr@thread.tacv2", hr).await;
        world.say("mika", "花瓶の水は誰が替えますか？").await;
        let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
        world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
        let Content::ChooseTeam { inquiry, round, default, .. } = world.last_seen_by("mika") else {
            panic!("a choice")
        };
        let team = default.expect("IT");
        let press =
            |round| Press { action: Action::Inquiry(inquiry, InquiryAction::ChooseTeam { team }), round: Some(round) };
        opens_one_ticket_for_each_round(&world, end, (round, press), |content| match content {
            Content::ChooseTeam { round, .. } => Some(*round),
            _ => None,
        })
        .await;
    }
}
