//! Buttons: what the bot gets, and what its answers do to the card.

use reqwest::Method;
use serde_json::json;
use simulator::{CARD, Error};

use crate::bot::{Bot, Script, activity, card, replaced, with_card};

const ERROR: &str = "application/vnd.microsoft.error";
const TOAST: &str = "application/vnd.microsoft.activity.message";

#[tokio::test]
async fn a_press_is_an_invoke_and_the_answers_card_replaces_the_pressed_one() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    let thanks = json!({ "type": "AdaptiveCard", "version": "1.5", "body": [] });
    bot.script([replaced(thanks.clone())]);
    let answer = bot.teams.press("hanako", &id, "answer.rate", json!({ "helpful": true })).await.expect("answered");
    assert_eq!((answer.status, answer.kind.as_str(), &answer.value), (200, CARD, &thanks));
    let invoke = bot.last();
    assert_eq!((&invoke["type"], &invoke["name"]), (&json!("invoke"), &json!("adaptiveCard/action")));
    let action = json!({
        "type": "Action.Execute", "verb": "answer.rate", "data": { "helpful": true }, "id": "yes", "title": "Yes",
    });
    assert_eq!(invoke["value"], json!({ "action": action, "trigger": "manual" }));
    assert_eq!(invoke["replyToId"], json!(id));
    assert_eq!(invoke["conversation"]["id"], json!(chat));
    let shown = bot.teams.messages(&chat);
    assert_eq!((shown.len(), shown[0].card()), (1, Some(&thanks)));
}

#[tokio::test]
async fn a_press_in_a_thread_carries_the_thread() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let id = bot.show(&channel, card("1.5", "ticket.accept")).await;
    bot.script([Script::Answer(200, json!({ "statusCode": 200, "type": TOAST, "value": "taken" }))]);
    let answer = bot.teams.press("ken", &id, "ticket.accept", json!({})).await.expect("answered");
    assert_eq!((answer.status, answer.kind.as_str(), answer.value), (200, TOAST, json!("taken")));
    assert_eq!(bot.last()["conversation"]["id"], json!(format!("{channel};messageid={id}")));
    assert_eq!(bot.last()["channelData"]["channel"]["id"], json!(channel));
    assert!(bot.teams.messages(&channel)[0].has_verb("ticket.accept"), "a toast leaves the card");
}

#[tokio::test]
async fn errors_of_the_bot_reach_the_person_and_leave_the_card() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "ticket.accept")).await;
    let value = json!({ "code": "BadRequest", "message": "already taken" });
    bot.script([Script::Answer(200, json!({ "statusCode": 400, "type": ERROR, "value": value }))]);
    let answer = bot.teams.press("hanako", &id, "ticket.accept", json!({})).await.expect("answered");
    assert_eq!((answer.status, answer.kind.as_str(), answer.value), (400, ERROR, value));
    assert!(bot.teams.messages(&chat)[0].has_verb("ticket.accept"));
}

#[tokio::test]
async fn a_card_that_teams_would_not_take_is_an_error() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    for bad in [card("1.3", "answer.rate"), card("1.5", ""), json!({ "type": "HeroCard" }), json!(null)] {
        bot.script([replaced(bad.clone())]);
        let answer = bot.teams.press("hanako", &id, "answer.rate", json!({})).await.expect("answered");
        assert_eq!((answer.status, answer.kind.as_str()), (400, ERROR), "{bad}");
        assert!(bot.teams.messages(&chat)[0].has_verb("answer.rate"), "{bad} must not be shown");
    }
    for bad in [card("1.3", "answer.rate"), card("1.5", ""), json!({ "type": "HeroCard" })] {
        assert_eq!(bot.send(&chat, with_card(bad)).await.0, 400);
    }
}

#[tokio::test]
async fn a_failing_bot_is_no_answer() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    bot.script((0..3).map(|_| Script::Answer(500, json!(null))));
    let answer = bot.teams.press("hanako", &id, "answer.rate", json!({})).await;
    assert!(matches!(answer, Err(Error::NoAnswer(Some(500)))), "{answer:?}");
}

#[tokio::test]
async fn only_who_sees_a_card_can_press_it() {
    let bot = Bot::new().await;
    let id = bot.show(&bot.channel(), card("1.5", "ticket.accept")).await;
    let outsider = bot.teams.press("hanako", &id, "ticket.accept", json!({})).await;
    assert!(matches!(outsider, Err(Error::NotMember { .. })));
    let nowhere = bot.teams.press("ken", "17", "ticket.accept", json!({})).await;
    assert!(matches!(nowhere, Err(Error::NoMessage(_))));
    assert_eq!(bot.heard().len(), 0);
}

#[tokio::test]
async fn a_submit_is_a_message_with_a_value_and_no_text() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    bot.teams.submit("hanako", &id, "answer.rate", json!({ "helpful": false })).await.expect("pressed");
    let submit = bot.last();
    assert_eq!((&submit["type"], &submit["replyToId"]), (&json!("message"), &json!(id)));
    assert_eq!(submit["value"], json!({ "helpful": false, "verb": "answer.rate" }));
    assert!(submit.get("text").is_none());
    assert_eq!(bot.teams.messages(&chat).len(), 1, "nobody sees a submit as a message");
}

#[tokio::test]
async fn a_card_updated_meanwhile_still_takes_the_old_verb() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "ticket.accept")).await;
    let (status, _) = bot.call(Method::PUT, &activity(&chat, &id), with_card(card("1.5", "ticket.close"))).await;
    assert_eq!(status, 200);
    bot.script([Script::Answer(200, json!({ "statusCode": 200, "type": TOAST, "value": "too late" }))]);
    let answer = bot.teams.press("hanako", &id, "ticket.accept", json!({})).await.expect("a stale press is delivered");
    assert_eq!(answer.value, "too late");
    assert!(bot.last()["value"]["action"].get("title").is_none(), "the button is not there any more");
}
