//! What ends a ticket or passes it on acts at once and can be taken back for a minute.

use desk::actions::{Action, ActionMessage, AnswerAction, DraftAction, TicketAction};
use desk::delivery::TicketNotice;
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::id::TicketId;
use desk::learning::DraftState;
use desk::outside::{Content, TicketStateView};
use testkit::World;
use testkit::world::channel;
use time::Duration;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";
const KEN: &str = "田中 健";

/// Mika's ticket, accepted by Ken in this thread.
async fn accepted(world: &World) -> (String, TicketId) {
    let thread = ask_for_a_person(world, "mika", "パソコンの横の花瓶の水は誰が替えますか？").await;
    let ticket = ticket_in(world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    (thread, ticket)
}

async fn press(world: &World, who: &str, thread: &str, ticket: TicketId, action: TicketAction) -> ActionOutcome {
    world.press_in(who, channel(thread), Action::Ticket(ticket, action)).await
}

fn told(world: &World, who: &str) -> Vec<TicketNotice> {
    let notices = world.seen_by(who).into_iter().filter_map(|content| match content {
        Content::TicketNotice { notice, .. } => Some(notice),
        _ => None,
    });
    notices.collect()
}

#[tokio::test]
async fn a_hand_back_is_taken_back_by_a_colleague_and_the_requester_is_told_once() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::HandBack).await;
    assert!(ticket_in(&world).can_undo);
    world.clock.pass(Duration::seconds(59));
    for _ in 0..2 {
        let pressed = press(&world, "yui", &thread, ticket, TicketAction::Undo).await;
        assert!(matches!(pressed, ActionOutcome::Card(_)), "{pressed:?}");
    }
    let card = ticket_in(&world);
    assert_eq!((card.state, card.can_undo), (TicketStateView::Assigned(KEN.into()), false), "who had it has it again");
    assert_eq!(told(&world, "mika").iter().filter(|notice| **notice == TicketNotice::GoesOn).count(), 1);
    world.say("mika", "まだいますか").await;
    assert!(matches!(world.seen_in_it().last(), Some(Content::Relay { .. })), "people hear, not the assistant");
}

#[tokio::test]
async fn a_close_taken_back_withdraws_its_draft_until_the_next_close() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    let answer = "パソコンの横の花瓶の水は、総務の当番が毎朝9時に替えています。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    press(&world, "ken", &thread, ticket, TicketAction::Close).await;
    let draft = draft_in(&world);
    assert_eq!(draft.state, DraftState::Proposed);
    press(&world, "ken", &thread, ticket, TicketAction::Undo).await;
    assert!(matches!(draft_in(&world).state, DraftState::Withdrawn { .. }));
    let approve = DraftAction::Approve { question: draft.question, answer: draft.answer };
    let approved = world.press_in("ken", channel(&thread), Action::Draft(draft.draft, approve)).await;
    assert_eq!(approved, ActionOutcome::Refused(ActionMessage::Withdrawn));
    assert!(world.seen_by("mika").iter().any(|seen| matches!(seen, Content::Ending { solved: Some(false), .. })));
    press(&world, "ken", &thread, ticket, TicketAction::Close).await;
    let again = draft_in(&world);
    assert_eq!((again.draft, again.state, again.count), (draft.draft, DraftState::Proposed, 1));
}

#[tokio::test]
async fn a_draft_of_a_ticket_that_is_not_solved_after_all_cannot_be_published() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    let answer = "パソコンの横の花瓶の水は、総務の当番が毎朝9時に替えています。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    press(&world, "ken", &thread, ticket, TicketAction::Close).await;
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    let draft = draft_in(&world);
    assert!(matches!(draft.state, DraftState::Withdrawn { .. }));
    let approve = DraftAction::Approve { question: draft.question, answer: draft.answer };
    let approved = world.press_in("ken", channel(&thread), Action::Draft(draft.draft, approve)).await;
    assert_eq!(approved, ActionOutcome::Refused(ActionMessage::Withdrawn));
    assert!(!world.events().await.contains(&"entry.published.v1".to_owned()));
}

#[tokio::test]
async fn an_escalation_taken_back_leads_to_the_former_thread_and_agent() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休職"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::Escalate { team: hr }).await;
    let old = ticket_in(&world);
    assert_eq!((old.state, old.team.as_str(), old.can_undo), (TicketStateView::Left, "HR", true));
    world.clock.pass(Duration::seconds(5));
    world.say("mika", "急いでいます").await;
    press(&world, "ken", &thread, ticket, TicketAction::Undo).await;
    let back = ticket_in(&world);
    assert_eq!((back.state, back.team.as_str()), (TicketStateView::Assigned(KEN.into()), "IT"));
    let in_hr = world.channel.posts().into_iter().filter(|post| post.conversation.starts_with(HR_CHANNEL));
    let cards: Vec<_> = in_hr
        .filter_map(|post| match post.post.content {
            Content::Ticket(view) => Some((view.state, view.team, view.can_undo)),
            _ => None,
        })
        .collect();
    assert_eq!(cards, [(TicketStateView::Left, "IT".to_owned(), false)], "the other team's card says where it went");
    let heard = world.channel.in_conversation(&thread);
    assert!(heard.iter().any(|seen| matches!(seen, Content::Relay { text, .. } if text == "急いでいます")));
}

#[tokio::test]
async fn what_the_next_team_has_accepted_is_not_taken_back() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休職"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::Escalate { team: hr }).await;
    world.press("yui", Action::Ticket(ticket, TicketAction::Accept)).await;
    press(&world, "ken", &thread, ticket, TicketAction::Undo).await;
    let old = ticket_in(&world);
    assert_eq!((old.state, old.team.as_str(), old.can_undo), (TicketStateView::Left, "HR", false));
}

#[tokio::test]
async fn after_a_minute_nothing_is_taken_back_and_the_card_no_longer_offers_it() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::Close).await;
    assert!(ticket_in(&world).can_undo);
    world.clock.pass(Duration::seconds(61));
    world.work().await;
    assert!(!ticket_in(&world).can_undo);
    let pressed = press(&world, "ken", &thread, ticket, TicketAction::Undo).await;
    assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::TooLate));
    assert_eq!(ticket_in(&world).state, TicketStateView::Closed(KEN.into()));
}

#[tokio::test]
async fn an_end_is_not_taken_back_beneath_another_open_ticket_of_the_requester() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::HandBack).await;
    world.say("mika", "ほかの話です、机が壊れました").await;
    let message = match world.last_seen_by("mika") {
        Content::Unknown { message, .. } | Content::Candidates { message, .. } => message,
        other => panic!("nobody knows: {other:?}"),
    };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let pressed = press(&world, "ken", &thread, ticket, TicketAction::Undo).await;
    assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::TooLate));
}

#[tokio::test]
async fn what_the_requester_was_told_of_people_becomes_past_with_the_end() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    assert_eq!(told(&world, "mika"), [TicketNotice::HandedOff, TicketNotice::Accepted]);
    world.hear("ken", channel(&thread), InboundKind::message("総務が替えています。")).await;
    press(&world, "ken", &thread, ticket, TicketAction::HandBack).await;
    assert_eq!(told(&world, "mika"), [TicketNotice::Requested, TicketNotice::Helped, TicketNotice::HandedBack]);
}

#[tokio::test]
async fn who_gave_a_ticket_back_without_a_word_is_not_said_to_have_helped() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    press(&world, "ken", &thread, ticket, TicketAction::HandBack).await;
    assert_eq!(told(&world, "mika"), [TicketNotice::Requested, TicketNotice::HadIt, TicketNotice::HandedBack]);
}

#[tokio::test]
async fn who_had_it_is_said_once_also_when_the_first_close_was_taken_back() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    for action in [TicketAction::Close, TicketAction::Undo, TicketAction::Close] {
        press(&world, "ken", &thread, ticket, action).await;
    }
    assert_eq!(told(&world, "mika"), [TicketNotice::Requested, TicketNotice::HadIt, TicketNotice::WentOn]);
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_can_be_taken_back() {
    let world = World::new().await;
    let (thread, ticket) = accepted(&world).await;
    let answer = "パソコンの横の花瓶の水は、総務の当番が毎朝9時に替えています。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    press(&world, "ken", &thread, ticket, TicketAction::Close).await;
    let draft = draft_in(&world).draft;
    let review = |action| world.press_in("ken", channel(&thread), Action::Draft(draft, action));
    let unexplained = review(DraftAction::Reject { reason: " \n".into() }).await;
    assert_eq!(unexplained, ActionOutcome::Refused(ActionMessage::ReasonNeeded));
    review(DraftAction::Reject { reason: "一度きり".into() }).await;
    assert!(matches!(draft_in(&world).state, DraftState::Rejected { .. }));
    review(DraftAction::Undo).await;
    assert_eq!(draft_in(&world).state, DraftState::Proposed);
}
