//! Finished tickets become drafts, drafts become entries.

use desk::actions::{Action, ActionMessage, DraftAction, TicketAction};
use desk::delivery::Notice;
use desk::event::{Queue, Task};
use desk::faq::{Audience, AudienceGroup};
use desk::flow::{ActionOutcome, InboundKind};
use desk::id::TicketId;
use desk::learning::{DraftState, Relation};
use desk::outside::Content;
use desk::people::Team;
use desk::store::{Pause, StoreError};
use testkit::World;
use testkit::world::{channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

/// A ticket from question to close.
async fn ticket(world: &World, who: &str, question: &str, answer: &str) -> String {
    let thread = ask_for_a_person(world, who, question).await;
    let ticket = ticket_in(world).ticket;
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    thread
}

fn drafts(world: &World) -> usize {
    world.seen_in_it().iter().filter(|seen| matches!(seen, Content::Draft(_))).count()
}

#[tokio::test]
async fn nothing_reusable_makes_no_draft_and_the_agents_are_told() {
    let world = World::new().await;
    ticket(&world, "mika", "机が壊れました", "確認しますので少々お待ちください。").await;
    assert_eq!(drafts(&world), 0);
    assert!(world.seen_in_it().iter().any(|seen| matches!(
        seen,
        Content::TicketNotice { notice: desk::delivery::TicketNotice::NothingLearned, .. }
    )));
}

#[tokio::test]
async fn a_talk_marked_confidential_makes_no_draft_and_the_agents_are_told_why() {
    let world = World::new().await;
    ticket(&world, "mika", "来期の組織表はどこですか？", "この件は社外秘ですが、役員フォルダーの「組織」にあります。")
        .await;
    assert_eq!(drafts(&world), 0);
    assert!(
        world.seen_in_it().iter().any(|seen| matches!(
            seen,
            Content::TicketNotice { notice: desk::delivery::TicketNotice::Confidential, .. }
        ))
    );
}

/// A word among the agents.
fn note(text: &str) -> InboundKind {
    InboundKind::Message { text: text.into(), attachments: vec![], mentions_bot: false, command: None }
}

#[tokio::test]
async fn learning_that_fails_holds_up_only_its_own_ticket() {
    let world = World::new().await;
    let enqueued = world.store().write::<_, StoreError, _>(&world.tenant, |tx| {
        Box::pin(async move {
            for _ in 0..2 {
                let ticket = TicketId::new(tx.fresh());
                tx.enqueue(Task::Learn { ticket, reopened: 0 }).await?;
            }
            Ok(())
        })
    });
    enqueued.await.expect("the store works");
    let failed = world.store().claim(Queue::Learning, 1).await.expect("the store works");
    world.store().postpone(failed[0].id, Duration::HOUR, Pause::Failed("on purpose")).await.expect("the store works");
    assert_eq!(world.store().claim(Queue::Learning, 9).await.expect("the store works").len(), 1);
}

const VASE: &str = "受付の花瓶の水は誰が替えますか？";
const VASE_ANSWER: &str = "総務の当番が毎朝9時に替えています。";

/// The state of the only draft, and whether it can still be published.
async fn is_published(world: &World, thread: &str) -> bool {
    let draft = draft_in(world);
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    world.press_in("ken", channel(thread), approve).await != ActionOutcome::Refused(ActionMessage::Withdrawn)
}

#[tokio::test]
async fn what_agents_mark_confidential_after_the_close_is_not_published() {
    let world = World::new().await;
    let thread = ticket(&world, "mika", VASE, VASE_ANSWER).await;
    world.say_in_channel("ken", &thread, note("この件は社外秘でお願いします。")).await;
    assert!(matches!(draft_in(&world).state, DraftState::Withdrawn { .. }), "{:?}", draft_in(&world));
    assert!(!is_published(&world, &thread).await);
}

#[tokio::test]
async fn what_the_requester_marks_confidential_after_the_close_is_not_published() {
    let world = World::new().await;
    let thread = ticket(&world, "mika", VASE, VASE_ANSWER).await;
    world.say("mika", "この件は社外秘でお願いします。").await;
    assert!(!is_published(&world, &thread).await);
    let told = world.last_seen_by("mika");
    assert!(matches!(told, Content::Notice { notice: Notice::NotLearned, .. }), "it is no question: {told:?}");
    let again = ticket_in(&world).ticket;
    world.press("mika", Action::Ticket(again, TicketAction::Reopen)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(again, TicketAction::Close)).await;
    assert!(!is_published(&world, &thread).await, "nor after another close");
}

#[tokio::test]
async fn what_agents_mark_by_an_edit_that_adds_the_mention_is_not_published() {
    let world = World::new().await;
    let thread = ticket(&world, "mika", VASE, VASE_ANSWER).await;
    let id = "1700000000099";
    world.hear_as(id, "ken", channel(&thread), note("終わりました。")).await;
    world.hear("ken", channel(&thread), InboundKind::edited(id, "この件は社外秘でお願いします。")).await;
    assert!(!is_published(&world, &thread).await);
    close_again(&world, &thread).await;
    assert!(!is_published(&world, &thread).await, "the mark is kept for the next close");
}

#[tokio::test]
async fn what_agents_mark_by_a_mention_after_the_close_is_not_learned_from_the_next_one() {
    let world = World::new().await;
    let thread = ticket(&world, "mika", VASE, VASE_ANSWER).await;
    world.say_in_channel("ken", &thread, InboundKind::message("この件は社外秘でお願いします。")).await;
    close_again(&world, &thread).await;
    assert!(!is_published(&world, &thread).await);
}

/// The requester has the ticket reopened, and it is closed once more.
async fn close_again(world: &World, thread: &str) {
    let ticket = ticket_in(world).ticket;
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    world.press_in("ken", channel(thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.clock.pass(Duration::minutes(1));
    world.work().await;
}

#[tokio::test]
async fn a_question_beside_the_mark_is_answered() {
    let world = World::new().await;
    ticket(&world, "mika", VASE, VASE_ANSWER).await;
    world.say("mika", "この件は社外秘です。あと、VPNにつながりません。").await;
    let told = world.last_seen_by("mika");
    assert!(matches!(told, Content::Unknown { .. }), "it was asked: {told:?}");
}

#[tokio::test]
async fn a_mark_that_is_added_to_what_was_said_withdraws_too() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", VASE).await;
    let closing = ticket_in(&world).ticket;
    world.say_in_channel("ken", &thread, InboundKind::message(VASE_ANSWER)).await;
    world.hear_as("1700000000088", "mika", personal("mika"), InboundKind::message("よろしくお願いします")).await;
    world.press_in("ken", channel(&thread), Action::Ticket(closing, TicketAction::Close)).await;
    let marked = InboundKind::edited("1700000000088", "【社外秘】よろしくお願いします");
    world.hear("mika", personal("mika"), marked).await;
    assert!(!is_published(&world, &thread).await);
}

#[tokio::test]
async fn another_word_after_the_close_leaves_the_draft() {
    let world = World::new().await;
    let thread = ticket(&world, "mika", VASE, VASE_ANSWER).await;
    world.say_in_channel("ken", &thread, note("社外秘の資料はどこに保存しますか。")).await;
    world.say("mika", "ありがとうございました").await;
    assert!(is_published(&world, &thread).await);
}

#[tokio::test]
async fn a_note_that_marks_a_ticket_before_its_close_counts() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", VASE).await;
    let closing = ticket_in(&world).ticket;
    world.say_in_channel("ken", &thread, InboundKind::message(VASE_ANSWER)).await;
    world.say_in_channel("ken", &thread, note("この件は社外秘です。")).await;
    world.press_in("ken", channel(&thread), Action::Ticket(closing, TicketAction::Close)).await;
    assert_eq!(drafts(&world), 0);
}

#[tokio::test]
async fn the_same_question_from_several_tickets_raises_the_count_of_one_draft() {
    let world = World::new().await;
    let answer = "受付の花瓶の水は、総務の当番が毎朝9時に替えています。";
    ticket(&world, "mika", "受付の花瓶の水は誰が替えますか？", answer).await;
    ticket(&world, "emma", "受付の花瓶の水は誰が替えるのですか？", answer).await;
    assert_eq!(drafts(&world), 1);
    assert_eq!(draft_in(&world).count, 2);
}

#[tokio::test]
async fn a_reviewed_draft_is_not_reviewed_again() {
    let world = World::new().await;
    let thread =
        ticket(&world, "mika", "受付の花瓶の水は誰が替えますか？", "総務の当番が毎朝9時に替えています。").await;
    let draft = draft_in(&world).draft;
    let outsider = world
        .press_in("emma", channel(&thread), Action::Draft(draft, DraftAction::Reject { reason: "x".into() }))
        .await;
    assert_eq!(outsider, ActionOutcome::Refused(ActionMessage::NotAnAgent));
    world
        .press_in("ken", channel(&thread), Action::Draft(draft, DraftAction::Reject { reason: "一度きり".into() }))
        .await;
    assert!(matches!(draft_in(&world).state, DraftState::Rejected { reason, .. } if reason == "一度きり"));
    let approve = Action::Draft(draft, DraftAction::Approve { question: "q".into(), answer: "a".into() });
    assert_eq!(world.press_in("ken", channel(&thread), approve).await, ActionOutcome::Refused(ActionMessage::Reviewed));
}

#[tokio::test]
async fn an_empty_or_endless_text_is_not_published() {
    let world = World::new().await;
    let thread =
        ticket(&world, "mika", "受付の花瓶の水は誰が替えますか？", "総務の当番が毎朝9時に替えています。").await;
    let draft = draft_in(&world).draft;
    for (question, answer) in [("", "a"), ("q", " "), ("q", "a".repeat(9_000).as_str())] {
        let approve = Action::Draft(draft, DraftAction::Approve { question: question.into(), answer: answer.into() });
        assert_eq!(
            world.press_in("ken", channel(&thread), approve).await,
            ActionOutcome::Refused(ActionMessage::BadText)
        );
    }
    assert_eq!(draft_in(&world).state, DraftState::Proposed);
}

#[tokio::test]
async fn merged_the_entry_keeps_its_answer_and_gains_the_wording() {
    let world = World::new().await;
    let entry = world.publish("受付の鍵はどこにありますか", "守衛室の棚です。").await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    let thread =
        ticket(&world, "mika", "受付の花瓶の水は誰が替えますか？", "総務の当番が毎朝9時に替えています。").await;
    let draft = draft_in(&world);
    assert_eq!(draft.relation, Relation::New);
    let offered: Vec<_> = draft.near.iter().map(|(id, _)| *id).collect();
    assert_eq!(offered, [entry.id], "what it may be the same as is offered, and nothing else: {draft:?}");
    world.press_in("ken", channel(&thread), Action::Draft(draft.draft, DraftAction::Merge { entry: entry.id })).await;
    world.say("emma", "受付の花瓶の水は誰が替えますか？").await;
    let Content::Answer { answer, .. } = world.last_seen_by("emma") else {
        panic!("an answer: {:?}", world.seen_by("emma"));
    };
    assert_eq!(answer, "守衛室の棚です。");
}

#[tokio::test]
async fn what_is_learned_is_for_those_whom_the_team_serves() {
    let world = World::new().await;
    world.groups.0.lock().expect("nobody panics").insert("oid-emma".into(), vec![AudienceGroup::Group("sales".into())]);
    let serves = Audience::Chosen(vec![AudienceGroup::Group("sales".into())]);
    let narrowed = serves.clone();
    let saved = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            let team = tx.teams().await?.remove(0);
            tx.save_team(&Team { serves: narrowed, ..team }).await
        })
    });
    saved.await.expect("the store works");
    let question = "受付の花瓶の水は誰が替えますか？";
    let thread = ticket(&world, "mika", question, "受付の花瓶の水は、総務の当番が毎朝9時に替えています。").await;
    let draft = draft_in(&world);
    assert_eq!(draft.audience, serves, "the card names them");
    let approve = Action::Draft(draft.draft, DraftAction::Approve { question: draft.question, answer: draft.answer });
    world.press_in("ken", channel(&thread), approve).await;
    world.say("emma", question).await;
    assert!(matches!(world.last_seen_by("emma"), Content::Answer { .. }), "{:?}", world.seen_by("emma"));
    world.say("haru", question).await;
    assert!(matches!(world.last_seen_by("haru"), Content::Unknown { .. }), "{:?}", world.seen_by("haru"));
}
