//! Who did what is kept, and who was refused.

use desk::actions::{Action, ActionMessage, AnswerAction, TicketAction};
use desk::audit::{Actor, RecordedEvent};
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::handoff::Priority;
use desk::outside::Content;
use testkit::World;
use testkit::world::directory_id;

use crate::handoff::{ask_for_a_person, ticket_in};

const QUESTION: &str = "VPNに接続できません";
const ANSWER: &str = "VPNアプリを再起動してください。";
const HR_CHANNEL: &str = "19:hr@thread.tacv2";

pub(crate) async fn record(world: &World) -> Vec<RecordedEvent> {
    world.store().place_events().await.expect("the store works");
    world.store().events_after(&world.tenant, 0, 500).await.expect("the store works")
}

async fn actor(world: &World, who: &str) -> Actor {
    let id = directory_id(who);
    let person = world.store().read::<_, desk::store::StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { tx.person_by_directory(&id).await })
    });
    Actor::Person(person.await.expect("the store works").expect("they have been here").id)
}

#[tokio::test]
async fn a_refused_action_is_written_down_with_who_wanted_what_and_why() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let ticket = ticket_in(&world).ticket;
    let pressed = world.press("mika", Action::Ticket(ticket, TicketAction::Close)).await;
    assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::NotAnAgent));
    let record = record(&world).await;
    let refused: Vec<_> = record.iter().filter(|event| event.name == "action.refused.v1").collect();
    assert_eq!(refused.len(), 1);
    let facts = format!(r#"{{"action":"ticket.close","target":"{ticket}","reason":"not-an-agent"}}"#);
    assert_eq!((refused[0].facts.as_str(), refused[0].actor), (facts.as_str(), actor(&world, "mika").await));
}

#[tokio::test]
async fn a_stranger_who_answers_a_ticket_is_written_down() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let ticket = ticket_in(&world).ticket;
    world.say_in_channel("emma", &thread, InboundKind::message("こうすれば直ります")).await;
    let record = record(&world).await;
    let refused = record.iter().find(|event| event.name == "action.refused.v1").expect("it is written down");
    let facts = format!(r#"{{"action":"ticket.reply","target":"{ticket}","reason":"not-an-agent"}}"#);
    assert_eq!((refused.facts.as_str(), refused.actor), (facts.as_str(), actor(&world, "emma").await));
}

#[tokio::test]
async fn who_may_not_connect_a_channel_is_written_down() {
    let world = World::new().await;
    world.say_in_channel("yui", HR_CHANNEL, InboundKind::command(Command::Connect(Some("IT".into())))).await;
    let record = record(&world).await;
    let refused = record.iter().find(|event| event.name == "action.refused.v1").expect("it is written down");
    let facts = r#"{"action":"team.connect","target":null,"reason":"not-an-admin"}"#;
    assert_eq!((refused.facts.as_str(), refused.actor), (facts, actor(&world, "yui").await));
}

#[tokio::test]
async fn an_action_that_cannot_be_read_is_written_down() {
    let world = World::new().await;
    world.press_late_with_nonsense("mika", "ticket.close").await;
    let record = record(&world).await;
    let refused = record.iter().find(|event| event.name == "action.refused.v1").expect("it is written down");
    let facts = r#"{"action":"ticket.close","target":null,"reason":"unreadable"}"#;
    assert_eq!((refused.facts.as_str(), refused.actor), (facts, actor(&world, "mika").await));
}

#[tokio::test]
async fn a_refusal_and_its_record_are_one_transaction_and_nothing_else_is_written() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.say("mika", QUESTION).await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else { panic!("an answer") };
    world.say("emma", "こんにちは").await;
    let recorded = record(&world).await.len();
    let writes = || world.store().usage().writes;
    let before = writes();
    world.work().await;
    let looking_for_work = writes() - before;
    let before = writes();
    let pressed = world.press("emma", Action::Answer(message, AnswerAction::Rate { helpful: true })).await;
    assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::NotYours));
    assert_eq!(writes() - before, 1 + looking_for_work);
    assert_eq!(record(&world).await.len(), recorded + 1);
}

#[tokio::test]
async fn what_is_taken_back_is_written_down_and_so_is_a_stranger_who_wants_it() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let ticket = ticket_in(&world).ticket;
    world.press("ken", Action::Ticket(ticket, TicketAction::Close)).await;
    let stranger = world.press("emma", Action::Ticket(ticket, TicketAction::Undo)).await;
    assert_eq!(stranger, ActionOutcome::Refused(ActionMessage::NotAnAgent));
    world.press("yui", Action::Ticket(ticket, TicketAction::Undo)).await;
    let record = record(&world).await;
    let refused = record.iter().find(|event| event.name == "action.refused.v1").expect("it is written down");
    let facts = format!(r#"{{"action":"ticket.undo","target":"{ticket}","reason":"not-an-agent"}}"#);
    assert_eq!((refused.facts.as_str(), refused.actor), (facts.as_str(), actor(&world, "emma").await));
    let undone = record.iter().find(|event| event.name == "ticket.undone.v1").expect("it is written down");
    assert_eq!(undone.actor, actor(&world, "yui").await);
}

#[tokio::test]
async fn every_event_of_a_ticket_names_who_acted() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let ticket = ticket_in(&world).ticket;
    world.press("ken", Action::Ticket(ticket, TicketAction::Accept)).await;
    let record = record(&world).await;
    let by = |name: &str| record.iter().find(|event| event.name == name).map(|event| event.actor);
    assert_eq!(by("inquiry.asked.v1"), Some(actor(&world, "mika").await));
    assert_eq!(by("ticket.opened.v1"), Some(actor(&world, "mika").await));
    assert_eq!(by("answer.given.v1"), Some(Actor::Assistant));
    assert_eq!(by("ticket.assigned.v1"), Some(actor(&world, "ken").await));
    assert!(record.iter().zip(1..).all(|(event, place)| event.sequence == place), "without gaps");
}

#[tokio::test]
async fn only_a_ticket_that_had_a_team_and_goes_to_another_is_written_down_as_escalated() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休暇"]).await;
    world.say("mika", "休暇の残りは？").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let ticket = ticket_in(&world);
    assert_eq!(ticket.team, "IT", "HR has no channel yet");
    let escalations =
        || async { record(&world).await.iter().filter(|event| event.name == "ticket.escalated.v1").count() };
    assert_eq!(escalations().await, 0, "it was opened there");
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.press("ken", Action::Ticket(ticket.ticket, TicketAction::Escalate { team: hr })).await;
    assert_eq!(escalations().await, 1);
}

/// Every thing that a person can do and that no other test looks up in the record.
#[tokio::test]
async fn what_is_connected_chosen_and_prioritised_is_written_down_with_who_did_it() {
    let world = World::new().await;
    world.publish("会議室のプロジェクターが映りません", "ケーブルを挿し直してください。").await;
    world.publish("会議室のスピーカーから音が出ません", "消音を外してください。").await;
    world.say("mika", "会議室").await;
    let Content::Candidates { message, choices, .. } = world.last_seen_by("mika") else { panic!("a choice") };
    world.press("mika", Action::Answer(message, AnswerAction::Choose { entry: choices[0].entry })).await;
    ask_for_a_person(&world, "mika", "パソコンが動きません").await;
    let prioritise = TicketAction::Prioritise { priority: Priority::Urgent };
    world.press("ken", Action::Ticket(ticket_in(&world).ticket, prioritise)).await;
    let record = record(&world).await;
    for (name, who) in [("team.connected.v1", "ken"), ("candidate.chosen.v1", "mika"), ("ticket.prioritised.v1", "ken")]
    {
        let events: Vec<_> = record.iter().filter(|event| event.name == name).collect();
        assert_eq!(events.len(), 1, "{name}");
        assert_eq!(events[0].actor, actor(&world, who).await, "{name}");
    }
}
