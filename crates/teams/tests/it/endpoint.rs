//! What the endpoint promises: nothing is acknowledged that is not kept, and a press gets its answer.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::Request;
use desk::actions::{Action, ActionMessage, AnswerAction, TicketAction};
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::id::{MessageId, TicketId};
use desk::inquiry::ConversationKind;
use desk::language::Language;
use desk::outside::{Content, Post};
use serde_json::{Value, json};
use teams::activity::Activity;
use teams::inbound::{self, Incoming};
use time::macros::datetime;
use uuid::Uuid;

use crate::harness::{APP, Harness, message};

const SERVICE: &str = "http://127.0.0.1:3979/";

fn press(verb: &str, data: Value) -> Value {
    let mut activity = message(SERVICE, "f:1", "");
    activity["type"] = json!("invoke");
    activity["name"] = json!("adaptiveCard/action");
    activity["replyToId"] = json!("1700000000009");
    activity["value"] = json!({"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"});
    activity
}

fn rate() -> Value {
    press("answer.rate", json!({"message": MessageId::new(Uuid::from_u128(1)).to_string(), "helpful": true}))
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_acknowledged() {
    let harness = Harness::for_development();
    harness.desk.is_full.store(true, Ordering::SeqCst);
    assert_eq!(harness.turned(&[], &message(SERVICE, "1", "hi")).await, (503, Some("5".to_owned())));
    harness.desk.is_full.store(false, Ordering::SeqCst);
    for (millis, seconds) in [(7_000, "7"), (200, "1")] {
        *harness.desk.is_busy_for.lock().expect("not poisoned") = Some(std::time::Duration::from_millis(millis));
        assert_eq!(harness.turned(&[], &message(SERVICE, "1", "hi")).await, (429, Some(seconds.to_owned())));
    }
    *harness.desk.is_busy_for.lock().expect("not poisoned") = None;
    assert_eq!(harness.status(&[], &message(SERVICE, "1", "hi")).await, 202);
    assert_eq!(harness.desk.keys().len(), 1);
}

#[tokio::test]
async fn the_same_activity_has_one_key_and_each_edit_its_own() {
    let harness = Harness::for_development();
    let mut edit = message(SERVICE, "1", "better");
    edit["type"] = json!("messageUpdate");
    let mut later = edit.clone();
    later["timestamp"] = json!("2026-11-23T10:05:00.000Z");
    let mut deleted = edit.clone();
    deleted["type"] = json!("messageDelete");
    for activity in [&message(SERVICE, "1", "hi"), &message(SERVICE, "1", "hi"), &edit, &edit, &later, &deleted] {
        assert_eq!(harness.status(&[], activity).await, 202);
    }
    assert_eq!(harness.desk.keys().len(), 4, "message, two edits, deletion");
}

#[tokio::test]
async fn two_activities_never_share_a_key() {
    let harness = Harness::for_development();
    for (conversation, id) in [("a:1|2", "3"), ("a:1", "2|3"), ("a:1|1:2", "3"), ("a:1", "1:2|3")] {
        let mut activity = message(SERVICE, id, "hi");
        activity["conversation"]["id"] = json!(conversation);
        assert_eq!(harness.status(&[], &activity).await, 202);
    }
    assert_eq!(harness.desk.keys().len(), 4);
}

#[tokio::test]
async fn ids_that_cannot_be_are_refused_with_the_reason() {
    let harness = Harness::for_development();
    let long = format!("a:{}", "x".repeat(4_000));
    for (path, value, reason) in [
        ("/from/aadObjectId", "not-an-id", "from.aadObjectId"),
        ("/from/aadObjectId", "<script>", "from.aadObjectId"),
        ("/from/aadObjectId", "00000000-0000-4000-8000-00000000000g", "from.aadObjectId"),
        ("/conversation/id", &long, "conversation.id"),
        ("/conversation/id", "a:1\n", "conversation.id"),
        ("/id", &long, "id is longer"),
        ("/from/id", &long, "from.id"),
        ("/timestamp", &long, "timestamp"),
    ] {
        let mut activity = message(SERVICE, "1", "hi");
        *activity.pointer_mut(path).expect("the field is there") = json!(value);
        let (status, body) = harness.post(&[], activity.to_string()).await;
        assert_eq!(status, 400, "{path}");
        let told = body["error"]["message"].as_str().unwrap_or_default();
        assert!(told.contains(reason) && !told.contains("xxx"), "{path}: {told}");
    }
    assert!(harness.desk.keys().is_empty());
    // The Playground's own people have an id that is a digit too long; a bot has none and is not served.
    let mut playground = message(SERVICE, "1", "hi");
    playground["from"]["aadObjectId"] = json!("00000000-0000-0000-0000-0000000000020");
    assert_eq!(harness.status(&[], &playground).await, 202);
    playground["from"]["aadObjectId"] = json!(null);
    assert_eq!(harness.status(&[], &playground).await, 200);
}

#[tokio::test]
async fn a_press_gets_a_card_a_word_or_an_error() {
    let harness = Harness::for_development();
    let answer = |pressed: ActionOutcome| *harness.desk.answer.lock().expect("not poisoned") = Some(pressed);
    let unknown = Content::Unknown { message: MessageId::new(Uuid::from_u128(1)), round: 1, offer_person: false };
    answer(ActionOutcome::Card(Box::new(Post { language: Language::Japanese, content: unknown })));
    let (status, body) = harness.post(&[], rate().to_string()).await;
    assert_eq!((status, &body["statusCode"]), (200, &json!(200)));
    assert_eq!(body["type"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(body["value"]["type"], "AdaptiveCard");

    answer(ActionOutcome::Message(ActionMessage::TakenBy("鈴木".into())));
    let (_, body) = harness.post(&[], rate().to_string()).await;
    assert_eq!(body["type"], "application/vnd.microsoft.activity.message");
    assert_eq!(body["value"], "すでに 鈴木 が担当しています。");

    answer(ActionOutcome::Refused(ActionMessage::NotAnAgent));
    let (status, body) = harness.post(&[], rate().to_string()).await;
    assert_eq!((status, &body["statusCode"]), (200, &json!(400)));
    assert_eq!(body["value"]["message"], "この操作はチームの担当者だけができます。");
    let pressed = harness.desk.pressed.lock().expect("not poisoned");
    let expected = Action::Answer(MessageId::new(Uuid::from_u128(1)), AnswerAction::Rate { helpful: true });
    assert!(pressed.iter().all(|it| it.press.as_ref().map(|press| &press.action) == Ok(&expected) && it.is_invoke));
    assert_eq!(pressed[0].card_remote_id.as_deref(), Some("1700000000009"));
}

#[tokio::test(start_paused = true)]
async fn a_press_that_takes_long_is_answered_before_the_client_gives_up() {
    let harness = Harness::for_development();
    harness.desk.is_stuck.store(true, Ordering::SeqCst);
    let begun = tokio::time::Instant::now();
    let (status, body) = harness.post(&[], rate().to_string()).await;
    assert_eq!((status, &body["statusCode"]), (200, &json!(200)));
    assert_eq!(body["value"], "処理しています。少しお待ちください。");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn other_invokes_and_methods_are_answered_quietly() {
    let harness = Harness::for_development();
    let mut invoke = message(SERVICE, "f:2", "");
    invoke["type"] = json!("invoke");
    for (name, status) in [("message/submitAction", 200), ("fileConsent/invoke", 200), ("task/fetch", 501), ("", 501)] {
        invoke["name"] = json!(name);
        assert_eq!(harness.status(&[], &invoke).await, status, "{name}");
    }
    for method in ["GET", "HEAD", "PUT", "OPTIONS"] {
        let request = Request::builder().method(method).uri("/api/messages").body(Body::empty()).expect("a request");
        assert_eq!(harness.send(request).await.0, 405, "{method}");
    }
    let mut typing = message(SERVICE, "3", "");
    typing["type"] = json!("typing");
    assert_eq!(harness.status(&[], &typing).await, 200);
    assert!(harness.desk.keys().is_empty() && harness.desk.pressed.lock().expect("not poisoned").is_empty());
}

fn read(activity: &Value) -> Incoming {
    let activity = Activity::parse(activity.to_string().as_bytes()).expect("an activity");
    inbound::read(&activity, datetime!(2026-11-23 10:00 UTC)).expect("complete")
}

fn heard(activity: &Value) -> desk::flow::Inbound {
    match read(activity) {
        Incoming::Inbound(heard) => heard,
        Incoming::CardAction(press) => panic!("pressed {press:?}"),
    }
}

#[test]
fn a_message_in_a_thread_is_heard_with_its_place_and_speaker() {
    let mut activity = message(SERVICE, "1700000000010", "<at>Madoguchi</at> 接続 IT");
    let bot = format!("28:{APP}");
    activity["conversation"] =
        json!({"id": "19:c@thread.tacv2;messageid=1700000000001", "conversationType": "channel"});
    activity["channelData"]["team"] = json!({"id": "19:t@thread.tacv2", "name": "IT"});
    activity["channelData"]["channel"] = json!({"id": "19:c@thread.tacv2", "name": "窓口"});
    activity["entities"] = json!([
        {"type": "mention", "mentioned": {"id": bot, "name": "Madoguchi"}, "text": "<at>Madoguchi</at>"},
        {"type": "clientInfo", "locale": "en-US"},
    ]);
    let heard = heard(&activity);
    assert_eq!(heard.conversation.kind, ConversationKind::Thread);
    assert_eq!(heard.conversation.channel_remote_id.as_deref(), Some("19:c@thread.tacv2"));
    assert_eq!(heard.conversation.team_remote_id.as_deref(), Some("19:t@thread.tacv2"));
    assert_eq!(heard.conversation.name.as_deref(), Some("窓口"));
    let from = heard.from.expect("somebody");
    assert_eq!((from.name.as_str(), from.language), ("佐藤 花子", Some(Language::English)));
    let command = Some(Command::Connect(Some("IT".into())));
    assert_eq!(
        heard.what,
        InboundKind::Message { text: "接続 IT".into(), attachments: vec![], mentions_bot: true, command }
    );
}

#[test]
fn installing_and_leaving_are_heard_in_both_forms() {
    let bot = json!([{"id": format!("28:{APP}")}]);
    let change = |kind: &str, field: &str, value: Value| {
        let mut activity = message(SERVICE, "1", "");
        activity["type"] = json!(kind);
        activity[field] = value;
        heard(&activity).what
    };
    assert_eq!(change("installationUpdate", "action", json!("add")), InboundKind::Installed);
    assert_eq!(change("installationUpdate", "action", json!("remove")), InboundKind::Uninstalled);
    assert_eq!(change("installationUpdate", "action", json!("other")), InboundKind::Ignored);
    assert_eq!(change("conversationUpdate", "membersAdded", bot.clone()), InboundKind::Installed);
    assert_eq!(change("conversationUpdate", "membersRemoved", bot), InboundKind::Uninstalled);
    assert_eq!(change("conversationUpdate", "membersAdded", json!([{"id": "29:x"}])), InboundKind::MembersChanged);
    assert_eq!(change("messageReaction", "reactionsAdded", json!([{"type": "like"}])), InboundKind::Ignored);
}

#[test]
fn an_old_clients_submit_is_a_press_and_a_nameless_sender_is_not_served() {
    let ticket = TicketId::new(Uuid::from_u128(2));
    let mut activity = message(SERVICE, "1", "");
    activity["value"] = json!({"verb": "ticket.accept", "ticket": ticket.to_string()});
    let Incoming::CardAction(press) = read(&activity) else { panic!("a submit is a press") };
    assert!(!press.is_invoke);
    assert_eq!(press.press, Ok(Action::Ticket(ticket, TicketAction::Accept).into()));
    activity["from"]["aadObjectId"] = Value::Null;
    assert_eq!(heard(&activity).what, InboundKind::Ignored);
}
