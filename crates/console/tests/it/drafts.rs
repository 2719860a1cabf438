//! Drafts, as their reviewers decide of them.

use axum::http::Method;
use desk::learning::{Draft, Relation};
use desk::people::Role;
use serde_json::json;

use crate::support::{App, learned};

const QUESTION: &str = "パソコンの画面が割れました。どうすればいいですか？";
const ANSWER: &str = "予備機を総務部の窓口で受け取ってください。";

#[tokio::test]
async fn a_draft_that_was_taken_for_a_correction_is_published_as_an_entry_of_its_own() {
    let app = App::new().await;
    let entry = app.world.publish("会議室の予約方法は？", "社内サイトで予約できます。").await.id;
    app.world.say("emma", QUESTION).await;
    let draft = learned(&app.world, QUESTION, ANSWER).await;
    app.write(move |tx| {
        Box::pin(async move {
            let draft = tx.draft(draft).await?.expect("it waits");
            tx.save_draft(&Draft { relation: Relation::Correction(entry), ..draft }).await
        })
    })
    .await;
    let browser = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let path = format!("/api/v1/drafts/{draft}");
    let post = async |verb: &str, body| app.send(&browser, Method::POST, &format!("{path}/{verb}"), Some(body)).await;

    let approved = post("approve", json!({ "as_new": true })).await;
    assert_eq!((approved.status, &approved.body["state"]), (200, &json!("approved")), "{approved:?}");
    let published = approved.body["entry"].as_str().expect("an entry").to_owned();
    assert_ne!(published, entry.to_string());
    let of_it = async |id: &str| app.get(&browser, &format!("/api/v1/entries/{id}")).await.body;
    let new = of_it(&published).await;
    assert_eq!(
        (&new["question"], &new["answer"]),
        (&json!(approved.body["question"]), &json!(approved.body["answer"]))
    );
    let untouched = of_it(&entry.to_string()).await;
    assert_eq!((&untouched["version"], &untouched["answer"]), (&json!(1), &json!("社内サイトで予約できます。")));

    let undone = post("undo", json!({})).await;
    assert_eq!((undone.status, &undone.body["state"]), (200, &json!("proposed")), "{undone:?}");
    assert_eq!(undone.body["relation"], "correction", "as it was taken for");
    assert_eq!(of_it(&published).await["retired"], true);
}
