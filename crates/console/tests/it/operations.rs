//! What keeps the desk running, for admins.

use axum::http::Method;
use desk::event::{Queue, Task};
use desk::id::{InquiryId, MessageId};
use desk::people::Role;
use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn work_that_failed_too_often_is_put_back_once_and_that_stands_in_the_record() {
    let app = App::new().await;
    let nothing = uuid::Uuid::from_u128(7);
    let task = Task::Answer { inquiry: InquiryId::new(nothing), message: MessageId::new(nothing) };
    app.write(move |tx| Box::pin(async move { tx.enqueue(task).await })).await;
    let claimed = app.world.store().claim(Queue::Answering, 9).await.expect("the store works").remove(0);
    app.world.store().dead_letter(claimed.id, "it never worked").await.expect("it is held");

    let browser = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let letters = app.get(&browser, "/api/v1/dead-letters").await.body;
    let letter = &letters["items"][0];
    assert_eq!((&letter["queue"], &letter["error"]), (&json!("answering"), &json!("it never worked")));
    let retry = format!("/api/v1/dead-letters/{}/retry", letter["id"].as_str().expect("an id"));
    assert_eq!(app.send(&browser, Method::POST, &retry, Some(json!({}))).await.status, 204);
    assert_eq!(app.send(&browser, Method::POST, &retry, Some(json!({}))).await.status, 404);
    assert_eq!(app.get(&browser, "/api/v1/dead-letters").await.body["items"], json!([]));
    let again = app.world.store().claim(Queue::Answering, 9).await.expect("the store works");
    assert_eq!(again.iter().map(|one| (one.id, one.attempts)).collect::<Vec<_>>(), [(claimed.id, 0)]);
    assert!(app.world.events().await.contains(&"task.requeued.v1".to_owned()));
}
