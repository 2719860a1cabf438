//! What somebody decides of what they have read is not done to what it has become since.

use axum::http::Method;
use desk::flow::InboundKind;
use desk::people::Role;
use serde_json::{Value, json};
use testkit::world::channel;
use time::Duration;

use crate::support::{App, Browser, ask_for_a_person, learned};

async fn post(app: &App, browser: &Browser, path: &str, body: Value) -> (u16, Value) {
    let answer = app.send(browser, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    if answer.status == 409 { (409, json!(answer.problem())) } else { (answer.status, answer.body) }
}

async fn reviewer(app: &App) -> Browser {
    let it = app.write(|tx| Box::pin(async move { tx.teams().await })).await;
    let it = it.into_iter().find(|team| team.name == "IT").expect("it is there").id;
    app.signed_in("hanako", &[(Role::Agent, Some(it))]).await
}

#[tokio::test]
async fn a_draft_that_was_proposed_anew_is_not_decided_by_who_has_read_the_old_words() {
    let app = App::new().await;
    let browser = reviewer(&app).await;
    let draft = learned(
        &app.world,
        "パソコンの画面が割れました。どうすればいいですか？",
        "予備機を総務部の窓口で受け取ってください。",
    )
    .await;
    let path = format!("/drafts/{draft}");
    let read = app.get(&browser, &format!("/api/v1{path}")).await.body;

    // The ticket is opened again, more is said, and it closes: the same draft, in other words.
    let ticket = format!("/tickets/{}", read["tickets"][0].as_str().expect("an id"));
    app.world.clock.pass(Duration::seconds(5));
    assert_eq!(post(&app, &browser, &format!("{ticket}/undo"), json!({})).await.0, 200);
    let thread = app.world.newest_thread();
    app.world.hear("ken", channel(&thread), InboundKind::message("窓口は今月から三階に移りました。")).await;
    assert_eq!(post(&app, &browser, &format!("{ticket}/close"), json!({})).await.0, 200);
    app.world.work().await;
    let anew = app.get(&browser, &format!("/api/v1{path}")).await.body;
    assert_eq!(anew["state"], "proposed");
    assert_ne!((&anew["answer"], &anew["round"]), (&read["answer"], &read["round"]));

    let round = |of: &Value| of["round"].as_i64().expect("a number");
    let old = round(&read);
    for (action, body) in [
        ("approve", json!({ "round": old })),
        ("reject", json!({ "reason": "いらない", "round": old })),
        ("merge", json!({ "entry": "ent_00000000000000000000000000000001", "round": old })),
        ("undo", json!({ "round": old })),
    ] {
        assert_eq!(
            post(&app, &browser, &format!("{path}/{action}"), body).await,
            (409, json!("another-round")),
            "{action}"
        );
    }
    assert_eq!(app.get(&browser, &format!("/api/v1{path}")).await.body, anew, "nothing was done");
    let bad = post(&app, &browser, &format!("{path}/approve"), json!({ "round": "first" })).await;
    assert_eq!((bad.0, &bad.1["errors"][0]["field"]), (422, &json!("round")));

    // The control: who has read the new words decides, and takes it back; who says no round decides of what there is.
    let new = json!({ "round": round(&anew) });
    assert_eq!(post(&app, &browser, &format!("{path}/approve"), new.clone()).await.1["state"], "approved");
    app.world.clock.pass(Duration::SECOND);
    assert_eq!(post(&app, &browser, &format!("{path}/undo"), new.clone()).await.1["state"], "proposed");
    assert_eq!(
        post(&app, &browser, &format!("{path}/approve"), new).await,
        (409, json!("another-round")),
        "taken back"
    );
    assert_eq!(post(&app, &browser, &format!("{path}/approve"), json!({})).await.1["state"], "approved");
}

#[tokio::test]
async fn a_ticket_that_was_taken_back_is_not_closed_again_by_the_first_request() {
    let app = App::new().await;
    let browser = reviewer(&app).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = app.get(&browser, "/api/v1/tickets?limit=1").await.body["items"][0].clone();
    let path = format!("/tickets/{}", ticket["id"].as_str().expect("an id"));
    let first = json!({ "round": ticket["round"] });
    assert_eq!(post(&app, &browser, &format!("{path}/close"), first.clone()).await.1["state"], "closed");
    let undone = post(&app, &browser, &format!("{path}/undo"), first.clone()).await.1;
    assert_eq!(undone["state"], "queued");
    assert_ne!(undone["round"], ticket["round"]);
    for action in ["close", "accept", "hand-back", "assign", "undo", "reopen"] {
        let late = post(&app, &browser, &format!("{path}/{action}"), first.clone()).await;
        assert_eq!(late, (409, json!("another-round")), "{action}");
    }
    let priority = json!({ "priority": "high", "round": ticket["round"] });
    assert_eq!(post(&app, &browser, &format!("{path}/priority"), priority).await, (409, json!("another-round")));
    let now = json!({ "round": undone["round"] });
    assert_eq!(post(&app, &browser, &format!("{path}/close"), now).await.1["state"], "closed");
}
