//! Nothing merges that does not belong together, and nothing is torn apart that does.

use desk::actions::{Action, AnswerAction, TicketAction};
use desk::flow::{Command, InboundKind};
use desk::id::MessageId;
use desk::outside::{Content, TicketStateView};
use testkit::World;
use testkit::world::{channel, personal};
use time::Duration;

use crate::handoff::{ask_for_a_person, ticket_in};

const QUESTIONS: [&str; 15] = [
    "VPNに接続できません",
    "プリンターに接続できません",
    "会議室を予約したい",
    "有給休暇は何日ありますか",
    "名刺を注文したいです",
    "パスワードを忘れました",
    "交通費の精算方法を教えてください",
    "社員証をなくしました",
    "食堂は何時からですか",
    "メールが送れません",
    "在宅勤務の申請はどこですか",
    "パソコンの画面が映りません",
    "健康診断の日程を知りたい",
    "駐車場は使えますか",
    "名前が変わったときの手続きは？",
];

/// The answer, candidates or "I do not know" that somebody was shown last.
fn last_message(world: &World, who: &str) -> MessageId {
    match world.last_seen_by(who) {
        Content::Unknown { message, .. } | Content::Candidates { message, .. } | Content::Answer { message, .. } => {
            message
        }
        other => panic!("something was said: {other:?}"),
    }
}

#[tokio::test]
async fn fifteen_questions_in_two_minutes_are_fifteen_matters() {
    let world = World::new().await;
    world.add_team("HR", false, &["休暇", "健康診断"]).await;
    world.publish("会議室を予約したい", "予定表から予約できます。").await;
    let mut answers = Vec::new();
    for question in QUESTIONS {
        world.say("mika", question).await;
        answers.push(last_message(&world, "mika"));
        world.clock.pass(Duration::seconds(8));
    }
    world.press("mika", Action::Answer(answers[11], AnswerAction::RequestHandoff)).await;
    let ticket = ticket_in(&world);
    assert_eq!((ticket.question.as_str(), ticket.team.as_str()), ("パソコンの画面が映りません", "IT"));
    assert_eq!(ticket.history, [], "what was said to other questions is not this one's");
    assert_eq!(ticket.earlier.len(), 5, "the others of the day are named: {:?}", ticket.earlier);
    assert!(ticket.earlier.iter().all(|earlier| QUESTIONS.contains(&earlier.as_str())));
}

#[tokio::test]
async fn a_question_in_three_pieces_reaches_the_agents_whole() {
    for pieces in [
        ["経理システムの件です", "承認ボタンが灰色で押せません", "Chromeです"],
        ["It's about the expense system", "The approve button is grey, I can't press it", "on Chrome"],
    ] {
        let world = World::new().await;
        for piece in pieces {
            world.say("mika", piece).await;
            world.clock.pass(Duration::seconds(15));
        }
        world.press("mika", Action::Answer(last_message(&world, "mika"), AnswerAction::RequestHandoff)).await;
        assert_eq!(ticket_in(&world).question, pieces.join("\n"));
    }
}

#[tokio::test]
async fn another_try_at_the_same_question_is_the_same_matter() {
    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    world.clock.pass(Duration::minutes(5));
    world.say("mika", "花瓶の水替えは誰の当番ですか").await;
    world.press("mika", Action::Answer(last_message(&world, "mika"), AnswerAction::RequestHandoff)).await;
    assert_eq!(ticket_in(&world).question, "花瓶の水は誰が替えますか\n花瓶の水替えは誰の当番ですか");
}

#[tokio::test]
async fn not_solved_in_words_after_the_close_offers_to_reopen_with_what_was_written() {
    for words in ["まだ解決していません。棚にありませんでした", "It's still broken"] {
        let world = World::new().await;
        let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
        let ticket = ticket_in(&world).ticket;
        world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
        world.clock.pass(Duration::hours(2));
        world.say("mika", words).await;
        assert_eq!(world.last_seen_by("mika"), Content::ReopenOffer { ticket, round: 0, number: 1 });
        world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
        assert_eq!(ticket_in(&world).state, TicketStateView::Queued);
        let read = world.channel.in_conversation(&thread);
        assert!(read.iter().any(|seen| matches!(seen, Content::Relay { text, .. } if text == words)), "{read:?}");
    }
}

#[tokio::test]
async fn a_person_asked_for_after_not_solved_is_the_same_ticket() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    world.clock.pass(Duration::hours(2));
    world.say("mika", "まだ直りません").await;
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    let cards = world.seen_in_it().iter().filter(|seen| matches!(seen, Content::Ticket(_))).count();
    assert_eq!((cards, ticket_in(&world).state), (1, TicketStateView::Queued));
}

#[tokio::test]
async fn not_solved_by_an_answer_offers_a_person_for_that_question() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    world.say("mika", "VPNに接続できません").await;
    world.press("mika", Action::Answer(last_message(&world, "mika"), AnswerAction::Rate { helpful: true })).await;
    world.clock.pass(Duration::minutes(3));
    world.say("mika", "まだつながりません").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_eq!(ticket_in(&world).question, "VPNに接続できません\nまだつながりません");
}

/// Whether an offer of a person is the last thing that somebody was shown.
fn is_offered_a_person(world: &World, who: &str) -> bool {
    matches!(world.last_seen_by(who), Content::Unknown { offer_person: true, .. })
}

#[tokio::test]
async fn that_did_not_work_brings_a_person_and_not_the_same_entry_again() {
    for (asked, tried) in [
        ("VPNに接続できません", "それでもつながりません"),
        ("VPNに接続できません", "再起動してもダメでした"),
        ("VPN does not connect", "that didn't work"),
        ("VPN does not connect", "tried that, still nothing"),
    ] {
        let world = World::new().await;
        world.publish(asked, "VPNアプリを再起動してください。").await;
        world.say("mika", asked).await;
        assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "the control: {asked}");
        world.say("mika", tried).await;
        assert!(is_offered_a_person(&world, "mika"), "{tried}: {:?}", world.last_seen_by("mika"));
    }
}

#[tokio::test]
async fn an_entry_that_was_said_not_to_help_is_not_offered_again_for_the_same_matter() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    world.say("mika", "VPNに接続できません").await;
    world.press("mika", Action::Answer(last_message(&world, "mika"), AnswerAction::Rate { helpful: false })).await;
    world.clock.pass(Duration::minutes(5));
    world.say("mika", "VPNに接続できません").await;
    assert!(is_offered_a_person(&world, "mika"), "{:?}", world.last_seen_by("mika"));
    world.clock.pass(Duration::days(1));
    world.say("mika", "VPNに接続できません").await;
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "another day, another matter");
}

#[tokio::test]
async fn how_much_or_by_when_is_asked_of_the_question_before() {
    for (asked, more) in [("タクシー代は出ますか", "いつまでに出すの？"), ("May I take a taxi?", "by when?")]
    {
        let world = World::new().await;
        world.publish(asked, "月末までに申請してください。").await;
        world.say("mika", asked).await;
        world.say("mika", more).await;
        let answers = world.seen_by("mika").iter().filter(|seen| matches!(seen, Content::Answer { .. })).count();
        assert_eq!(answers, 2, "{more}: {:?}", world.last_seen_by("mika"));
    }
}

#[tokio::test]
async fn what_waited_in_a_queue_is_told_apart_by_when_it_was_written() {
    let world = World::new().await;
    world.enqueue("mika", personal("mika"), InboundKind::message("経理システムの件です")).await;
    world.clock.pass(Duration::minutes(40));
    world.enqueue("mika", personal("mika"), InboundKind::message("承認ボタンが押せません")).await;
    world.clock.pass(Duration::minutes(20));
    world.work().await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_eq!(ticket_in(&world).question, "承認ボタンが押せません", "forty minutes lay between them");
}
