//! The record as an auditor reads it.

use axum::http::Method;
use desk::event::Event;
use desk::people::Role;
use serde_json::{Value, json};

use crate::support::{App, Browser, ask_for_a_person};

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
    for (query, field) in [("limit=many", "limit"), ("limit=-1", "limit")] {
        let refused = app.get(&browser, &format!("/api/v1/audit?{query}")).await;
        assert_eq!((refused.status, refused.problem()), (400, "malformed"), "{query}");
        assert_eq!(refused.body["errors"][0]["field"], field, "{refused:?}");
    }
    let refused = app.get(&browser, "/api/v1/tickets?state=lost").await;
    assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (400, &json!("state")), "{refused:?}");
}

#[tokio::test]
async fn one_event_is_found_by_its_id_and_by_its_place() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    app.world.store().place_events().await.expect("they get their places");
    let newest = app.get(&browser, "/api/v1/audit?limit=1").await.body["items"][0].clone();
    for id in [newest["id"].as_str().expect("an id").to_owned(), newest["sequence"].to_string()] {
        let found = app.get(&browser, &format!("/api/v1/audit/{id}")).await;
        assert_eq!((found.status, &found.body), (200, &newest), "{id}");
    }
    for missing in ["evt_00000000000000000000000000000001", "999999", "0", "-1", "x"] {
        let answer = app.get(&browser, &format!("/api/v1/audit/{missing}")).await;
        assert_eq!(answer.problem(), "not-found", "{missing}");
    }
}

/// The refusals in the record, the oldest first: name, actor and facts.
async fn refusals(app: &App, auditor: &Browser) -> Vec<(String, String, Value)> {
    app.write_refusals().await;
    let page = app.get(auditor, "/api/v1/audit?q=refus&limit=200").await.body;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let items = page["items"].as_array().expect("a list").iter().rev();
    items.map(|item| (text(&item["name"]), text(&item["actor"]), item["facts"].clone())).collect()
}

#[tokio::test]
async fn what_somebody_wanted_to_read_that_is_not_theirs_stands_in_the_record_and_what_is_not_there_does_not() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let auditor = app.signed_in("hanako", &[(Role::Admin, None)]).await;
    let stranger = app.account("taro", &[(Role::Agent, Some(hr))]).await;
    let browser = app.sign_in("taro").await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = app.get(&auditor, "/api/v1/tickets").await.body["items"][0].clone();
    let text = |field: &str| ticket[field].as_str().expect("an id").to_owned();
    for path in [
        format!("tickets/{}", text("id")),
        format!("inquiries/{}", text("inquiry")),
        "tickets/tkt_00000000000000000000000000000001".to_owned(),
        "inquiries/inq_00000000000000000000000000000001".to_owned(),
    ] {
        assert_eq!(app.get(&browser, &format!("/api/v1/{path}")).await.status, 404, "{path}");
    }
    let refused = |action: &str, target: String| {
        let facts = json!({ "action": action, "target": target, "reason": "forbidden" });
        ("action.refused.v1".to_owned(), stranger.to_string(), facts)
    };
    let expected = [refused("ticket.read", text("id")), refused("inquiry.read", text("inquiry"))];
    assert_eq!(refusals(&app, &auditor).await, expected);
}

#[tokio::test]
async fn a_flood_of_refused_requests_leaves_a_few_rows_with_a_number() {
    let app = App::new().await;
    let auditor = app.signed_in("hanako", &[(Role::Admin, None)]).await;
    let stranger = app.account("taro", &[(Role::Editor, None)]).await;
    let browser = app.sign_in("taro").await;
    for _ in 0..50 {
        assert_eq!(app.get(&browser, "/api/v1/audit").await.status, 403);
        let missing = "/api/v1/tickets/tkt_00000000000000000000000000000001/close";
        assert_eq!(app.send(&browser, Method::POST, missing, None).await.status, 404);
    }
    let refused = refusals(&app, &auditor).await;
    let (numbers, single): (Vec<_>, Vec<_>) = refused.into_iter().partition(|(name, ..)| name == "refusal.repeated.v1");
    assert_eq!(single.len(), 10);
    let mut numbers: Vec<_> = numbers
        .into_iter()
        .map(|(_, actor, facts)| (facts["action"].to_string(), actor, facts["times"].clone()))
        .collect();
    numbers.sort_by_key(|(action, ..)| action.clone());
    let number = |action: &str| (format!("\"{action}\""), stranger.to_string(), json!(45));
    assert_eq!(numbers, [number("audit.read"), number("ticket.close")]);
}

#[tokio::test]
async fn foreign_pages_and_attempts_that_come_too_soon_stand_in_the_record() {
    let app = App::new().await;
    let id = app.account("hanako", &[(Role::Admin, None)]).await;
    let auditor = app.sign_in("hanako").await;
    let foreign = [("origin", "http://evil.test")];
    for browser in [&auditor, &Browser::default()] {
        let refused = app.send_with(browser, (Method::DELETE, "/api/v1/session"), None, &foreign).await;
        assert_eq!(refused.problem(), "foreign-origin");
    }
    for attempt in 0..30 {
        let wrong = json!({ "name": "hanako", "password": "wrong-password" });
        let refused = app.send(&Browser::default(), Method::POST, "/api/v1/session", Some(wrong)).await;
        assert_eq!(refused.status, if attempt < 5 { 401 } else { 429 });
    }
    let refused = refusals(&app, &auditor).await;
    let facts = |name: &str, reason: &str| {
        let of = refused.iter().filter(|(is, _, facts)| is == name && facts["reason"] == reason);
        of.map(|(_, actor, facts)| (actor.clone(), facts.clone())).collect::<Vec<_>>()
    };
    let foreign = facts("action.refused.v1", "foreign-origin");
    assert_eq!(foreign.iter().map(|(actor, _)| actor.as_str()).collect::<Vec<_>>(), [id.to_string().as_str(), "desk"]);
    assert_eq!(facts("session.refused.v1", "wrong").len(), 5);
    let slowed = facts("session.refused.v1", "too-many-attempts");
    assert_eq!((slowed.len(), &slowed[0].1["person"]), (5, &json!(id.to_string())));
    let more = facts("refusal.repeated.v1", "too-many-attempts");
    assert_eq!((more.len(), &more[0].1["times"], &more[0].1["person"]), (1, &json!(20), &json!(id.to_string())));
}
