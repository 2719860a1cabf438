//! What is learned when a ticket comes back, when questions only look alike, and when reviewers slip.

use desk::actions::{Action, ActionMessage, AnswerAction, DraftAction, TicketAction};
use desk::flow::{ActionOutcome, InboundKind};
use desk::learning::{DraftState, Relation};
use desk::outside::{Content, DraftView};
use testkit::World;
use testkit::world::channel;
use time::Duration;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

const QUESTION: &str = "受付の花瓶の水は誰が替えますか？";
const FIRST: &str = "受付の花瓶の水は、総務の当番が毎朝9時に替えています。";
const SECOND: &str = "4月からは清掃会社が水曜と金曜に交換しますので、連絡は不要です。";

fn drafts(world: &World) -> Vec<DraftView> {
    let drafts = world.seen_in_it().into_iter().filter_map(|seen| match seen {
        Content::Draft(view) => Some(view),
        _ => None,
    });
    drafts.collect()
}

async fn answered_and_closed(world: &World, thread: &str, answer: &str) {
    world.say_in_channel("ken", thread, InboundKind::message(answer)).await;
    let ticket = ticket_in(world).ticket;
    world.press_in("ken", channel(thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.clock.pass(Duration::minutes(1));
}

#[tokio::test]
async fn the_answer_after_a_reopening_is_not_lost() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    world.press("mika", Action::Ticket(ticket_in(&world).ticket, TicketAction::Reopen)).await;
    world.say("mika", "当番の方は替えていないそうです").await;
    answered_and_closed(&world, &thread, SECOND).await;
    let drafts = drafts(&world);
    assert_eq!(drafts.len(), 1, "one ticket, one question, one card: {drafts:?}");
    assert!(drafts[0].answer.contains("清掃会社"), "{drafts:?}");
    assert_eq!(drafts[0].count, 1);
}

#[tokio::test]
async fn the_answer_after_a_reopening_is_proposed_beside_what_was_published() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    let first = draft_in(&world);
    let approve = Action::Draft(first.draft, DraftAction::Approve { question: first.question, answer: first.answer });
    world.press_in("ken", channel(&thread), approve).await;
    world.press("mika", Action::Ticket(ticket_in(&world).ticket, TicketAction::Reopen)).await;
    answered_and_closed(&world, &thread, SECOND).await;
    let drafts = drafts(&world);
    assert_eq!(drafts.len(), 2, "the published one stays as it is: {drafts:?}");
    assert!(!matches!(drafts[1].relation, Relation::New), "{drafts:?}");
    assert!(drafts[1].answer.contains("清掃会社"), "{drafts:?}");
}

#[tokio::test]
async fn closed_again_with_nothing_new_said_a_ticket_teaches_nothing_new() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    let draft = draft_in(&world).draft;
    world
        .press_in("ken", channel(&thread), Action::Draft(draft, DraftAction::Reject { reason: "一度きり".into() }))
        .await;
    world.press("mika", Action::Ticket(ticket_in(&world).ticket, TicketAction::Reopen)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket_in(&world).ticket, TicketAction::Close)).await;
    assert_eq!(drafts(&world).len(), 1, "what was rejected does not come back");
}

#[tokio::test]
async fn a_variant_with_an_empty_question_is_not_published() {
    let world = World::new().await;
    world.publish("受付の花瓶の水は誰が替えるのですか", FIRST).await;
    world.say("mika", "ほかの話です、机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let thread = world.newest_thread();
    world.say("mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    let draft = draft_in(&world);
    assert!(matches!(draft.relation, Relation::Variant(_)), "{draft:?}");
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: " ".into(), answer: draft.answer });
    assert_eq!(world.press_in("ken", channel(&thread), approve).await, ActionOutcome::Refused(ActionMessage::BadText));
    assert_eq!(draft_in(&world).state, DraftState::Proposed);
}

#[tokio::test]
async fn what_turns_out_to_be_confidential_after_a_reopening_is_no_draft_any_more() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    world.press("mika", Action::Ticket(ticket_in(&world).ticket, TicketAction::Reopen)).await;
    assert!(draft_in(&world).is_ticket_open, "it comes back with the next close");
    world.say("mika", "この件は社外秘でお願いします").await;
    answered_and_closed(&world, &thread, SECOND).await;
    let draft = draft_in(&world);
    assert!(matches!(draft.state, DraftState::Withdrawn { .. }), "{draft:?}");
    assert!(!draft.is_ticket_open, "the card promises no further review");
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    let approved = world.press_in("ken", channel(&thread), approve).await;
    assert_eq!(approved, ActionOutcome::Refused(ActionMessage::Withdrawn));
}

#[tokio::test]
async fn a_colleagues_same_question_is_learned_in_its_own_words_when_the_first_ticket_comes_back() {
    let world = World::new().await;
    let first = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &first, "受付の花瓶の水は、総務の当番が毎朝9時に替えています。鍵は302の箱です。").await;
    let ticket = ticket_in(&world).ticket;
    let second = ask_for_a_person(&world, "emma", QUESTION).await;
    answered_and_closed(&world, &second, FIRST).await;
    assert_eq!(drafts(&world).iter().map(|draft| draft.count).collect::<Vec<_>>(), [2]);

    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    let drafts = drafts(&world);
    let seen: Vec<_> = drafts.iter().map(|draft| (draft.count, draft.answer.contains("302"))).collect();
    assert_eq!(seen, [(1, true), (1, false)], "{drafts:?}");
    assert!(matches!(drafts[0].state, DraftState::Withdrawn { .. }) && drafts[1].state == DraftState::Proposed);
}

/// What the draft is after its review was taken back; publishing it is tried, too.
async fn taken_back(world: &World, thread: &str) -> DraftView {
    let draft = draft_in(world);
    world.press_in("ken", channel(thread), Action::Draft(draft.draft, DraftAction::Undo)).await;
    let draft = draft_in(world);
    let approve = DraftAction::Approve { question: draft.question.clone(), answer: draft.answer.clone() };
    let approved = world.press_in("ken", channel(thread), Action::Draft(draft.draft, approve)).await;
    assert_eq!(approved, ActionOutcome::Refused(ActionMessage::Withdrawn), "{draft:?}");
    draft
}

#[tokio::test]
async fn a_review_taken_back_while_the_ticket_is_open_again_leaves_nothing_to_publish() {
    for publishes in [false, true] {
        let (world, thread) = reviewed(publishes).await;
        world.press("mika", Action::Ticket(ticket_in(&world).ticket, TicketAction::Reopen)).await;
        assert!(taken_back(&world, &thread).await.is_ticket_open, "it comes back with the next close");
        answered_and_closed(&world, &thread, FIRST).await;
        let again = draft_in(&world);
        assert_eq!((again.state, again.count), (DraftState::Proposed, 1), "{publishes}");
    }
}

#[tokio::test]
async fn a_review_taken_back_after_the_ticket_was_called_confidential_leaves_nothing_to_publish() {
    for publishes in [false, true] {
        let (world, thread) = reviewed(publishes).await;
        world.say_in_channel("ken", &thread, InboundKind::message("この件は社外秘でお願いします")).await;
        assert!(!taken_back(&world, &thread).await.is_ticket_open, "{publishes}: for good");
    }
}

/// A closed ticket of Mika's whose draft was published or rejected, and its thread.
async fn reviewed(publishes: bool) -> (World, String) {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", QUESTION).await;
    answered_and_closed(&world, &thread, FIRST).await;
    let DraftView { draft, question, answer, .. } = draft_in(&world);
    let action = if publishes {
        DraftAction::Approve { question, answer }
    } else {
        DraftAction::Reject { reason: "一度きり".into() }
    };
    world.press_in("ken", channel(&thread), Action::Draft(draft, action)).await;
    (world, thread)
}
