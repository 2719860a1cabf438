//! Entries: written by editors, seen by those they are for.

use axum::http::{HeaderValue, Method, header};
use desk::faq::{Audience, AudienceGroup};
use desk::people::Role;
use serde_json::{Value, json};

use crate::support::{Answer, App, Browser};

async fn create(app: &App, browser: &Browser, entry: Value) -> Answer {
    app.send(browser, Method::POST, "/api/v1/entries", Some(entry)).await
}

async fn patch(app: &App, browser: &Browser, path: &str, change: Value, tag: Option<&str>) -> Answer {
    let headers: Vec<_> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
    app.send_with(browser, (Method::PATCH, path), Some(change), &headers).await
}

fn questions(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().filter_map(|entry| entry["question"].as_str()).collect()
}

#[tokio::test]
async fn an_entry_is_published_changed_by_who_has_read_it_retired_and_restored() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let created =
        create(&app, &browser, json!({ "question": " 席は？ ", "answer": "自由です", "variants": ["座席", "座席"] }))
            .await;
    assert_eq!(
        (created.status, &created.body["question"], &created.body["variants"]),
        (201, &json!("席は？"), &json!(["座席"]))
    );
    assert_eq!((&created.body["language"], &created.body["audience"]), (&json!("ja"), &Value::Null));
    let path = created.headers[header::LOCATION].to_str().expect("plain").to_owned();
    let tag = created.headers[header::ETAG].to_str().expect("plain").to_owned();

    assert_eq!(patch(&app, &browser, &path, json!({ "answer": "指定席です" }), None).await.problem(), "version-needed");
    let changed = patch(&app, &browser, &path, json!({ "answer": "指定席です" }), Some(&tag)).await;
    assert_eq!(
        (changed.status, &changed.body["version"], &changed.body["question"]),
        (200, &json!(2), &json!("席は？"))
    );
    let late = patch(&app, &browser, &path, json!({ "answer": "窓側です" }), Some(&tag)).await;
    assert_eq!((late.status, late.problem()), (412, "newer-version"));
    let now = app.get(&browser, &path).await;
    assert_eq!(
        (&now.headers[header::ETAG], &now.body["answer"]),
        (&changed.headers[header::ETAG], &json!("指定席です"))
    );

    app.world.work().await;
    app.world.say("mika", "席は？").await;
    assert!(format!("{:?}", app.world.last_seen_by("mika")).contains("指定席です"), "it answers at once");
    for _ in 0..2 {
        let retired = app.send(&browser, Method::POST, &format!("{path}/retire"), None).await;
        assert_eq!(
            (retired.status, &retired.body["retired"], &retired.body["version"]),
            (200, &json!(true), &json!(3))
        );
    }
    assert_eq!(questions(&app.get(&browser, "/api/v1/entries").await.body), Vec::<&str>::new());
    assert_eq!(questions(&app.get(&browser, "/api/v1/entries?state=retired").await.body), ["席は？"]);
    let restored = app.send(&browser, Method::POST, &format!("{path}/restore"), Some(json!({}))).await;
    assert_eq!(
        (restored.status, &restored.body["retired"], &restored.body["answer"]),
        (200, &json!(false), &json!("指定席です"))
    );
    let versions = app.get(&browser, &format!("{path}/versions?limit=3")).await.body;
    assert_eq!((versions["items"].as_array().map(Vec::len), &versions["next"]), (Some(3), &json!("2")), "newest first");
}

#[tokio::test]
async fn who_takes_back_a_change_takes_back_the_one_that_they_have_read() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let created = create(&app, &browser, json!({ "question": "席は？", "answer": "自由です" })).await;
    let path = created.headers[header::LOCATION].to_str().expect("plain").to_owned();
    let first = created.headers[header::ETAG].clone();
    let deed = async |verb: &str, tag: &HeaderValue| {
        let tag = tag.to_str().expect("plain");
        app.send_with(&browser, (Method::POST, &format!("{path}/{verb}")), Some(json!({})), &[("if-match", tag)]).await
    };
    let retired = deed("retire", &first).await;
    assert_eq!(retired.status, 200);
    let tag = retired.headers[header::ETAG].clone();
    // Meanwhile somebody else publishes it in other words: to undo the newest change would undo theirs.
    let now = patch(&app, &browser, &path, json!({ "answer": "窓側です" }), Some(tag.to_str().expect("plain"))).await;
    assert_eq!(now.status, 200);
    for verb in ["retire", "restore"] {
        let late = deed(verb, &tag).await;
        assert_eq!((late.status, late.problem()), (412, "newer-version"), "{verb}");
    }
    assert_eq!(app.get(&browser, &path).await.body["answer"], "窓側です");
    assert_eq!(deed("restore", &now.headers[header::ETAG]).await.status, 200, "the control");
}

#[tokio::test]
async fn an_entry_is_shown_as_its_card_before_it_is_published() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let preview = async |body| app.send(&browser, Method::POST, "/api/v1/entries/preview", Some(body)).await;
    let shown = preview(json!({ "question": "席は？", "answer": "", "language": "ja" })).await;
    assert_eq!(
        (shown.status, &shown.body["card"]),
        (200, &json!({ "question": "席は？", "answer": "", "language": "ja" }))
    );
    let long = preview(json!({ "question": "席は？", "answer": "あ".repeat(8001), "language": "ja" })).await;
    assert_eq!((long.status, &long.body["errors"][0]["field"]), (422, &json!("answer")));
    assert!(questions(&app.get(&browser, "/api/v1/entries?q=席は").await.body).is_empty(), "nothing is kept");
}

#[tokio::test]
async fn what_is_wrong_with_an_entry_is_told_with_its_field_and_nothing_is_kept() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let long = "x".repeat(1001);
    for (entry, field) in [
        (json!({ "question": "", "answer": "a" }), "question"),
        (json!({ "question": long, "answer": "a" }), "question"),
        (json!({ "question": "q", "answer": " " }), "answer"),
        (json!({ "question": "q", "answer": "a", "variants": [long] }), "variants"),
        (json!({ "question": "q", "answer": "a", "audience": ["team:nobody"] }), "audience"),
        (json!({ "question": "q", "answer": "a", "audience": ["everyone"] }), "audience"),
        (json!({ "question": "q", "answer": "a", "language": "fr" }), "language"),
        (json!({ "question": "q", "answer": "a", "retired": true }), "retired"),
    ] {
        let refused = create(&app, &browser, entry).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!(field)), "{refused:?}");
    }
    assert_eq!(app.get(&browser, "/api/v1/entries?state=any").await.body["items"], json!([]));
    let entry = || json!({ "key": "seat", "question": "q", "answer": "a" });
    assert_eq!(create(&app, &browser, entry()).await.status, 201);
    assert_eq!(create(&app, &browser, entry()).await.body["errors"][0]["field"], "key", "it is another entry's");
}

#[tokio::test]
async fn what_is_sent_again_with_its_key_is_done_once() {
    let app = App::new().await;
    let first = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let second = app.signed_in("taro", &[(Role::Editor, None)]).await;
    let entry = || Some(json!({ "question": "席は？", "answer": "自由です" }));
    let key = [("idempotency-key", "1f")];
    let once = app.send_with(&first, (Method::POST, "/api/v1/entries"), entry(), &key).await;
    let again = app.send_with(&first, (Method::POST, "/api/v1/entries"), entry(), &key).await;
    assert_eq!((once.status, again.status, &once.body["id"]), (201, 201, &again.body["id"]));
    let other = app.send_with(&second, (Method::POST, "/api/v1/entries"), entry(), &key).await;
    assert_ne!(other.body["id"], once.body["id"], "keys of two people are two");
    let changed = Some(json!({ "question": "席は？", "answer": "指定席です" }));
    let changed = app.send_with(&first, (Method::POST, "/api/v1/entries"), changed, &key).await;
    assert_eq!((changed.status, &changed.body["errors"][0]["field"]), (422, &json!("Idempotency-Key")));
    let refused = app
        .send_with(
            &first,
            (Method::POST, "/api/v1/entries"),
            Some(json!({ "question": "", "answer": "a" })),
            &[("idempotency-key", "2")],
        )
        .await;
    assert_eq!(refused.status, 422);
    let mended = app.send_with(&first, (Method::POST, "/api/v1/entries"), entry(), &[("idempotency-key", "2")]).await;
    assert_eq!(mended.status, 201, "what was refused has claimed nothing");
}

#[tokio::test]
async fn an_agent_sees_what_is_for_their_team_and_pages_have_no_gaps() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(hr))]).await;
    let editor = app.signed_in("taro", &[(Role::Editor, None)]).await;
    let of = |team: &str| Audience::Chosen(vec![AudienceGroup::Team(team.to_owned())]);
    for number in 0..4 {
        app.world.publish_for(&format!("ITの質問{number}"), "a", of("IT")).await;
        app.world.publish_for(&format!("HRの質問{number}"), "a", of("HR")).await;
    }
    app.world.publish("みんなの質問", "a").await;
    let first = app.get(&agent, "/api/v1/entries?limit=3").await.body;
    assert_eq!(questions(&first), ["みんなの質問", "HRの質問3", "HRの質問2"]);
    let second = app
        .get(&agent, &format!("/api/v1/entries?limit=3&cursor={}", first["next"].as_str().expect("more")))
        .await
        .body;
    assert_eq!((questions(&second), &second["next"]), (vec!["HRの質問1", "HRの質問0"], &Value::Null));
    assert_eq!(questions(&app.get(&agent, "/api/v1/entries?q=it%E3%81%AE").await.body), Vec::<&str>::new(), "ITの");
    assert_eq!(
        questions(&app.get(&editor, "/api/v1/entries?q=it%E3%81%AE&language=ja").await.body).len(),
        4,
        "the control"
    );
}
