//! Bodies that come long after their heads.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::{Request, header};
use desk::people::{Grant, Role};
use futures::{FutureExt, StreamExt, stream};
use serde_json::json;
use tokio::sync::oneshot;

use crate::support::{Answer, App, Browser, ask_for_a_person};

/// Sends a request whose body comes in two parts, and does something between them, when its head has been read.
async fn send_slowly(
    app: &App,
    browser: &Browser,
    path: &str,
    body: String,
    between: impl Future<Output = ()>,
) -> Answer {
    let (begun, has_begun) = oneshot::channel();
    let (go, may_go) = oneshot::channel::<()>();
    let (first, second) = (body[..5].to_owned(), body[5..].to_owned());
    let start = stream::once(async move {
        begun.send(()).expect("the test waits for it");
        Ok::<_, Infallible>(first)
    });
    let body = Body::from_stream(start.chain(stream::once(may_go.map(|_| Ok(second)))));
    let request = Request::post(path)
        .header(header::HOST, "desk.test")
        .header(header::ORIGIN, "http://desk.test")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, browser.0.clone().expect("signed in"));
    let between = async {
        has_begun.await.expect("the body is read");
        between.await;
        go.send(()).expect("the body is waited for");
    };
    tokio::join!(app.raw(request.body(body).expect("a request")), between).0
}

async fn revoke(app: &App, held: Grant) {
    assert!(app.write(move |tx| Box::pin(async move { tx.remove_grant(&held).await })).await);
}

#[tokio::test]
async fn a_right_that_is_taken_away_while_the_body_dribbles_is_gone() {
    let app = App::new().await;
    let person = app.account("hanako", &[(Role::Editor, None), (Role::Auditor, None)]).await;
    let browser = app.sign_in("hanako").await;
    let entry = || json!({ "question": "席は？", "answer": "自由です" }).to_string();
    let path = "/api/v1/entries";
    let written = send_slowly(&app, &browser, path, entry(), async {}).await;
    assert_eq!(written.status, 201, "the control: {written:?}");
    let held = Grant { person, role: Role::Editor, team: None };
    let refused = send_slowly(&app, &browser, path, entry(), revoke(&app, held)).await;
    assert_eq!((refused.status, refused.problem()), (403, "forbidden"));
    assert_eq!(app.get(&browser, "/api/v1/entries").await.body["items"].as_array().map(Vec::len), Some(1));
    app.write_refusals().await;
    let record = app.get(&browser, "/api/v1/audit?q=action.refused").await.body;
    assert_eq!(record["items"][0]["facts"]["action"], "entries.edit", "it stands in the record");
}

#[tokio::test]
async fn an_agent_who_leaves_while_the_body_dribbles_writes_to_nobody() {
    let app = App::new().await;
    let it = app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await;
    let person = app.account("hanako", &[(Role::Agent, Some(it)), (Role::Auditor, None)]).await;
    let browser = app.sign_in("hanako").await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = app.get(&browser, "/api/v1/tickets").await.body["items"][0].clone();
    let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().expect("an id"));
    let body = || json!({ "text": "見てみます", "note": true }).to_string();
    assert_eq!(send_slowly(&app, &browser, &path, body(), async {}).await.status, 200, "the control");
    let held = Grant { person, role: Role::Agent, team: Some(it) };
    let refused = send_slowly(&app, &browser, &path, body(), revoke(&app, held)).await;
    assert_eq!((refused.status, refused.problem()), (404, "not-found"));
}
