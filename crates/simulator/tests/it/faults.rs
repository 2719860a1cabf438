//! Faults strike where they are planned, once, and nowhere else.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{CallKind, Fault, Refused};

use crate::bot::{Bot, SOON, activities, activity, card, message, segment};

#[tokio::test]
async fn a_planned_status_refuses_one_send_and_shows_nothing() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.teams.faults().next_send(Fault::status(503, "ServiceUnavailable"));
    bot.teams.faults().next_send(Fault::Status(Refused::throttled(7)));
    assert_eq!(bot.send(&chat, json!({ "type": "typing" })).await.0, 201, "typing does not eat the fault");
    let (status, body) = bot.send(&chat, message("x")).await;
    assert_eq!((status, &body["error"]["code"]), (503, &json!("ServiceUnavailable")));
    let path = format!("/connector{}", activities(&chat));
    let response = bot.request(Method::POST, &path).json(&message("x")).send().await.expect("answered");
    assert_eq!(response.status().as_u16(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(bot.teams.messages(&chat), vec![]);
    assert_eq!(bot.teams.faults().waiting(), 0);
    bot.speak(&chat, "x").await;
}

#[tokio::test]
async fn a_message_can_be_delivered_and_yet_fail() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.teams.faults().next_send(Fault::DeliverThenStatus(Refused::new(502, "BadGateway")));
    assert_eq!(bot.send(&chat, message("one")).await.0, 502);
    bot.teams.faults().next_send(Fault::DeliverThenReset);
    assert_eq!(bot.try_call(Method::POST, &activities(&chat), message("two")).await, None);
    bot.teams.faults().next_send(Fault::ResetBefore);
    assert_eq!(bot.try_call(Method::POST, &activities(&chat), message("three")).await, None);
    let texts: Vec<String> = bot.teams.messages(&chat).into_iter().map(|message| message.text).collect();
    assert_eq!(texts, vec!["one", "two"]);
    let statuses: Vec<_> = bot.teams.sent_log().iter().map(|call| call.status).collect();
    assert_eq!(statuses, vec![Some(502), None, None], "a reset call has no status");
    bot.speak(&chat, "four").await;
}

/// Sends, and leaves as soon as the other side has got so far.
async fn leaves(bot: &Bot, chat: &str, text: &str, when: impl Fn() -> bool) {
    let request = bot.request(Method::POST, &format!("/connector{}", activities(chat))).json(&message(text));
    tokio::select! {
        answer = request.send() => panic!("answered: {answer:?}"),
        seen = bot.teams.wait_until(SOON, |_| when().then_some(())) => seen.expect("the call arrives"),
    }
}

#[tokio::test]
async fn a_hanging_call_accepts_nothing_from_who_leaves_unless_told_so() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let long = Duration::from_hours(1);
    bot.teams.faults().next_send(Fault::Hang(long));
    leaves(&bot, &chat, "never", || bot.teams.faults().waiting() == 0).await;
    assert_eq!(bot.teams.messages(&chat), vec![]);
    bot.teams.faults().next_send(Fault::DeliverThenHang(long));
    leaves(&bot, &chat, "at once", || bot.teams.messages(&chat).len() == 1).await;
    bot.teams.faults().next_send(Fault::Hang(Duration::from_millis(1)));
    bot.speak(&chat, "late").await;
}

#[tokio::test]
async fn faults_can_be_meant_for_one_conversation_or_another_kind_of_call() {
    let bot = Bot::new().await;
    let (hanako, alice) = (bot.chat("hanako"), bot.chat("alice"));
    bot.teams.faults().next_send_in(&alice, Fault::status(500, "ServiceError"));
    let id = bot.speak(&hanako, "fine").await;
    assert_eq!(bot.send(&alice, message("x")).await.0, 500);
    let faults = bot.teams.faults();
    faults.next(CallKind::Update, None, Fault::status(412, "PreconditionFailed"));
    faults.next(CallKind::Delete, None, Fault::status(504, "GatewayTimeout"));
    faults.next(CallKind::Typing, None, Fault::status(500, "ServiceError"));
    faults.next(CallKind::Read, None, Fault::status(500, "ServiceError"));
    faults.next(CallKind::Create, None, Fault::DeliverThenStatus(Refused::new(500, "ServiceError")));
    bot.speak(&hanako, "fine").await;
    assert_eq!(bot.call(Method::PUT, &activity(&hanako, &id), message("x")).await.0, 412);
    assert_eq!(bot.call(Method::DELETE, &activity(&hanako, &id), Value::Null).await.0, 504);
    assert_eq!(bot.send(&hanako, json!({ "type": "typing" })).await.0, 500);
    let roster = format!("/v3/conversations/{}/pagedmembers", segment(&hanako));
    assert_eq!(bot.call(Method::GET, &roster, Value::Null).await.0, 500);
    let channel = json!({ "channel": { "id": bot.channel() } });
    let wish = json!({ "isGroup": true, "channelData": channel, "activity": message("root") });
    assert_eq!(bot.call(Method::POST, "/v3/conversations", wish).await.0, 500);
    assert_eq!(bot.teams.messages(&bot.channel()).len(), 1);
    assert_eq!(bot.teams.messages(&hanako).len(), 2, "update and delete did nothing");
    assert_eq!(faults.waiting(), 0);
}

#[tokio::test]
async fn a_thread_belongs_to_its_channel_for_faults() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let root = bot.speak(&channel, "root").await;
    bot.teams.faults().next_send_in(&channel, Fault::status(500, "ServiceError"));
    assert_eq!(bot.send(&format!("{channel};messageid={root}"), message("x")).await.0, 500);
}

#[tokio::test]
async fn who_blocks_the_bot_gets_nothing_until_unblocked() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.teams.block("hanako").expect("she exists");
    let (status, body) = bot.send(&chat, message("x")).await;
    assert_eq!((status, &body["errorCode"]), (403, &json!(209)));
    let inner: Value = serde_json::from_str(body["message"].as_str().expect("a text")).expect("JSON in a text");
    assert_eq!(inner["subCode"], "MessageWritesBlocked");
    bot.speak(&bot.chat("alice"), "fine").await;
    bot.speak(&bot.group(), "she is here too, and it is fine").await;
    bot.teams.unblock("hanako").expect("she exists");
    bot.speak(&chat, "again").await;
    assert!(bot.teams.block("nobody").is_err());
}

#[tokio::test]
async fn rate_limits_hold_per_conversation_when_they_are_on() {
    let bot = Bot::new().await;
    let (hanako, alice) = (bot.chat("hanako"), bot.chat("alice"));
    bot.teams.faults().rate_limits(true);
    let mut refused = 0;
    for number in 0..80 {
        let (status, body) = bot.send(&hanako, message(&number.to_string())).await;
        assert!(status == 201 || (status == 429 && body["error"]["code"] == "Throttled"), "{status} {body}");
        refused += usize::from(status == 429);
    }
    // Sixty are let through in 30 s at most, whatever the machine's pace.
    assert!(refused >= 20, "only {refused} of 80 were refused");
    bot.speak(&alice, "another conversation").await;
    bot.teams.faults().clear();
    for _ in 0..9 {
        bot.speak(&hanako, "off again").await;
    }
}

#[tokio::test]
async fn a_removed_app_is_refused_and_hears_nothing() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let id = bot.show(&channel, card("1.5", "ticket.accept")).await;
    bot.teams.uninstall("ken", &channel).await.expect("uninstalled");
    let (status, body) = bot.send(&channel, message("x")).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("BotNotInConversationRoster")));
    assert_eq!(bot.call(Method::PUT, &activity(&channel, &id), message("x")).await.0, 403);
    let roster = format!("/v3/conversations/{}/pagedmembers", segment(&channel));
    assert_eq!(bot.call(Method::GET, &roster, Value::Null).await.0, 403);
    let before = bot.heard().len();
    bot.teams.say("ken", &channel, "anybody?", &[simulator::Mention::Bot]).await.expect("said");
    assert_eq!(bot.heard().len(), before);
    bot.teams.install("ken", &channel).await.expect("installed");
    bot.speak(&channel, "back").await;
}
