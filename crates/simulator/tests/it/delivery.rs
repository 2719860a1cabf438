//! Redelivery, and order.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Error, Redelivery};

use crate::bot::{Bot, SOON, Script, card, patient};

fn ids(bot: &Bot) -> Vec<Value> {
    bot.heard().iter().map(|activity| activity["id"].clone()).collect()
}

#[tokio::test]
async fn a_refused_message_comes_again_with_the_same_id() {
    let bot = Bot::new().await;
    bot.script([Script::Answer(500, json!(null))]);
    let id = bot.teams.say("hanako", &bot.chat("hanako"), "hi", &[]).await.expect("said");
    let twice = |teams: &simulator::Simulator| (teams.deliveries().len() == 2).then_some(());
    bot.teams.wait_until(SOON, twice).await.expect("delivered again");
    assert_eq!(ids(&bot), vec![json!(id), json!(id)]);
    let log = bot.teams.deliveries();
    let seen: Vec<_> = log.iter().map(|attempt| (attempt.attempt, attempt.status)).collect();
    assert_eq!(seen, vec![(1, Some(500)), (2, Some(202))]);
}

#[tokio::test]
async fn a_slow_answer_is_no_answer_and_the_message_comes_again() {
    let bot = Bot::hasty().await;
    bot.script([Script::Silence]);
    let id = bot.teams.say("hanako", &bot.chat("hanako"), "hi", &[]).await.expect("said");
    let twice = |teams: &simulator::Simulator| (teams.deliveries().len() == 2).then_some(());
    bot.teams.wait_until(SOON, twice).await.expect("delivered again");
    assert_eq!(ids(&bot), vec![json!(id), json!(id)]);
    assert_eq!(bot.teams.deliveries()[0].status, None);
}

#[tokio::test]
async fn two_refusals_are_the_end_and_good_news_comes_once() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.script([Script::Answer(500, json!(null)), Script::Answer(503, json!(null))]);
    bot.teams.say("hanako", &chat, "lost", &[]).await.expect("said");
    let twice = |teams: &simulator::Simulator| (teams.deliveries().len() == 2).then_some(());
    bot.teams.wait_until(SOON, twice).await.expect("delivered again");
    bot.teams.say("hanako", &chat, "heard", &[]).await.expect("said");
    let statuses: Vec<_> = bot.teams.deliveries().iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, vec![Some(500), Some(503), Some(202)]);
}

#[tokio::test]
async fn an_invoke_comes_again_with_the_same_id_and_then_with_a_new_one() {
    let bot = Bot::hasty().await;
    let id = bot.show(&bot.chat("hanako"), card("1.5", "handoff.request")).await;
    bot.script([Script::Silence, Script::Answer(502, json!(null))]);
    let answered = json!({ "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "ok" });
    bot.script([Script::Answer(200, answered)]);
    let answer = bot.teams.press("hanako", &id, "handoff.request", json!({})).await.expect("answered at last");
    assert_eq!(answer.value, "ok");
    let ids = ids(&bot);
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
    assert_eq!(bot.heard()[0]["value"], bot.heard()[2]["value"]);
    assert_eq!(bot.heard()[0]["replyToId"], bot.heard()[2]["replyToId"]);
}

#[tokio::test]
async fn redelivery_can_be_off() {
    let bot = Bot::with(|options| {
        options.redelivery = Redelivery { answer_within: Duration::from_millis(100), ..Redelivery::off() };
    })
    .await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "handoff.request")).await;
    bot.script([Script::Silence]);
    let answer = bot.teams.press("hanako", &id, "handoff.request", json!({})).await;
    assert!(matches!(answer, Err(Error::NoAnswer(None))), "{answer:?}");
    assert_eq!(bot.heard().len(), 1);
}

#[tokio::test]
async fn a_bot_that_is_away_gets_the_message_when_it_is_back() {
    let bot = Bot::with(|options| {
        options.redelivery = Redelivery { attempts: 1_000, ..patient() };
    })
    .await;
    let chat = bot.chat("hanako");
    let mut closed = bot.endpoint();
    // Port 9 (discard) is served nowhere; the connection is refused at once.
    closed.set_port(Some(9)).expect("a port");
    bot.teams.set_bot_endpoint(closed);
    bot.teams.say("hanako", &chat, "while away", &[]).await.expect("said");
    assert_eq!(bot.heard().len(), 0);
    let good = Bot::new().await;
    bot.teams.set_bot_endpoint(good.endpoint());
    let back = |teams: &simulator::Simulator| {
        teams.deliveries().iter().any(|attempt| attempt.attempt > 1 && attempt.status == Some(202)).then_some(())
    };
    bot.teams.wait_until(SOON, back).await.expect("delivered when it is back");
    assert!(good.last()["text"].as_str().expect("text").contains("while away"));
}

#[tokio::test]
async fn raw_activities_are_posted_as_they_are() {
    let bot = Bot::new().await;
    let odd = json!({ "type": "weird", "id": null });
    let tokens = ["Bearer a".to_owned(), "Bearer b".to_owned()];
    let answer = bot.teams.deliver(&odd, &tokens).await.expect("answered");
    assert!(answer.is_success());
    assert_eq!(bot.last(), odd);
    assert_eq!(bot.last_headers().get_all("authorization").iter().count(), 2);
}
