//! The record as an auditor reads it.

use desk::event::Event;
use desk::people::Role;
use serde_json::{Value, json};

use crate::support::App;

fn sequences(page: &Value) -> Vec<i64> {
    page["items"].as_array().expect("a list").iter().filter_map(|item| item["sequence"].as_i64()).collect()
}

#[tokio::test]
async fn the_newest_comes_first_and_pages_lead_to_the_oldest() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    let person = app.account("taro", &[]).await;
    for _ in 0..7 {
        app.write(move |tx| Box::pin(async move { tx.record(Event::SessionEnded { person }).await })).await;
    }
    app.world.store().place_events().await.expect("they get their places");
    let all = sequences(&app.get(&browser, "/api/v1/audit?limit=200").await.body);
    assert!(all.len() > 8 && all.windows(2).all(|pair| pair[0] == pair[1] + 1), "{all:?}");
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&browser, &format!("/api/v1/audit?limit=3{cursor}")).await.body;
        paged.extend(sequences(&page));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, all);

    let found = app.get(&browser, "/api/v1/audit?q=SESSION.ended").await.body;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(7));
    let newest = &found["items"][0];
    assert_eq!((&newest["actor"], &newest["facts"]), (&json!("desk"), &json!({ "person": person.to_string() })));
    assert_eq!(app.get(&browser, "/api/v1/audit?q=nothing-of-this").await.body, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused_with_its_field() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    for (query, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=x", "cursor")] {
        let refused = app.get(&browser, &format!("/api/v1/audit?{query}")).await;
        assert_eq!((refused.status, refused.problem()), (422, "invalid"), "{query}");
        assert_eq!(refused.body["errors"][0]["field"], field);
    }
    assert_eq!(app.get(&browser, "/api/v1/audit?limit=many").await.problem(), "malformed");
}
