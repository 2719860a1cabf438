//! Signing in and out.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use desk::people::Role;
use desk::session::IDLE;
use serde_json::json;
use time::Duration;

use crate::support::{Answer, App, Browser, PASSWORD, cookie_of};

#[tokio::test]
async fn whoever_signs_in_is_told_who_they_are_and_what_they_may_do_until_they_sign_out() {
    let app = App::new().await;
    let it = app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await;
    let id = app.account("Hanako", &[(Role::Agent, Some(it)), (Role::Auditor, None)]).await;
    let stranger = Browser::default();
    assert_eq!(app.get(&stranger, "/api/v1/me").await.problem(), "not-signed-in");

    let browser = app.sign_in("hanako").await;
    let me = app.get(&browser, "/api/v1/me").await;
    assert_eq!(me.body["id"], id.to_string());
    assert_eq!(me.body["name"], "Hanako");
    assert_eq!(me.body["rights"], json!(["figures.read", "audit.read"]));
    let rights = json!(["tickets.work", "drafts.review", "figures.read"]);
    assert_eq!(me.body["teams"], json!([{ "id": it.to_string(), "name": "IT", "rights": rights }]));

    let out = app.send(&browser, Method::DELETE, "/api/v1/session", None).await;
    assert_eq!(out.status, 204);
    assert!(out.headers[header::SET_COOKIE].to_str().expect("plain").contains("Max-Age=0"));
    assert_eq!(app.get(&browser, "/api/v1/me").await.status, 401, "the cookie alone is worth nothing any more");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_alike_and_slowed_alike() {
    let app = App::new().await;
    app.account("admin", &[(Role::Admin, None)]).await;
    let attempt = async |name: &str, password: &str| {
        let body = json!({ "name": name, "password": password });
        app.send(&Browser::default(), Method::POST, "/api/v1/session", Some(body)).await
    };
    for name in ["admin", "nobody"] {
        for password in ["wrong-password", "short", "", "wrong-again", &"x".repeat(600)] {
            let refused = attempt(name, password).await;
            assert_eq!((refused.status, refused.problem()), (401, "wrong-credentials"), "{name} {password}");
            assert!(refused.headers.get(header::SET_COOKIE).is_none());
        }
        let slowed = attempt(name, PASSWORD).await;
        assert_eq!((slowed.status, slowed.problem()), (429, "too-many-attempts"), "{name}");
        assert_eq!(slowed.headers[header::RETRY_AFTER], "1");
    }
    app.world.clock.pass(Duration::seconds(1));
    assert_eq!(attempt("ADMIN", PASSWORD).await.status, 200, "the control");
    assert_eq!(attempt("a b", PASSWORD).await.problem(), "wrong-credentials", "no name at all is told alike, too");
}

#[tokio::test]
async fn whoever_holds_no_role_is_told_so_only_with_the_right_password() {
    let app = App::new().await;
    app.account("hanako", &[]).await;
    let attempt = async |password: &str| {
        let body = json!({ "name": "hanako", "password": password });
        app.send(&Browser::default(), Method::POST, "/api/v1/session", Some(body)).await
    };
    assert_eq!(attempt("wrong-password").await.problem(), "wrong-credentials");
    assert_eq!(attempt(PASSWORD).await.problem(), "no-role");
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_with_the_next_request() {
    let app = App::new().await;
    let id = app.account("hanako", &[(Role::Auditor, None)]).await;
    let browser = app.sign_in("hanako").await;
    assert_eq!(app.get(&browser, "/api/v1/audit").await.status, 200);
    let held = desk::people::Grant { person: id, role: Role::Auditor, team: None };
    app.write(move |tx| {
        Box::pin(async move {
            tx.remove_grant(&held).await?;
            tx.save_grant(&desk::people::Grant { role: Role::Editor, ..held }).await
        })
    })
    .await;
    assert_eq!(app.get(&browser, "/api/v1/audit").await.problem(), "forbidden");
    app.write(move |tx| {
        Box::pin(async move { tx.remove_grant(&desk::people::Grant { role: Role::Editor, ..held }).await })
    })
    .await;
    assert_eq!(app.get(&browser, "/api/v1/me").await.problem(), "not-signed-in", "who holds no role is nobody here");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_goes_on_while_it_is() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    for _ in 0..4 {
        app.world.clock.pass(IDLE - Duration::MINUTE);
        assert_eq!(app.get(&browser, "/api/v1/me").await.status, 200);
    }
    app.world.clock.pass(IDLE);
    assert_eq!(app.get(&browser, "/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before_and_takes_over_no_foreign_secret() {
    let app = App::new().await;
    let first = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    let body = json!({ "name": "hanako", "password": PASSWORD });
    let again = app.send(&first, Method::POST, "/api/v1/session", Some(body.clone())).await;
    let second = Browser(Some(cookie_of(&again)));
    assert_ne!(first.0, second.0);
    assert_eq!(app.get(&first, "/api/v1/me").await.status, 401);
    assert_eq!(app.get(&second, "/api/v1/me").await.status, 200);
    let planted = Browser(Some("madoguchi=planted-by-somebody".to_owned()));
    let fresh = app.send(&planted, Method::POST, "/api/v1/session", Some(body)).await;
    assert_ne!(cookie_of(&fresh), "madoguchi=planted-by-somebody");
    assert_eq!(app.get(&planted, "/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn nothing_changes_for_a_page_of_another_site() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    for headers in [&[("origin", "http://evil.test")][..], &[("sec-fetch-site", "cross-site")]] {
        let refused = app.send_with(&browser, (Method::DELETE, "/api/v1/session"), None, headers).await;
        assert_eq!((refused.status, refused.problem()), (403, "foreign-origin"), "{headers:?}");
    }
    let silent = Request::delete("/api/v1/session").header(header::COOKIE, browser.0.clone().expect("a cookie"));
    let refused = app.raw(silent.body(Body::empty()).expect("a request")).await;
    assert_eq!(refused.problem(), "foreign-origin");
    assert_eq!(app.get(&browser, "/api/v1/me").await.status, 200, "still signed in");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_field() {
    let app = App::new().await;
    let send = async |kind: &str, text: &str| {
        let request = Request::post("/api/v1/session")
            .header(header::HOST, "desk.test")
            .header(header::ORIGIN, "http://desk.test")
            .header(header::CONTENT_TYPE, kind);
        app.raw(request.body(Body::from(text.to_owned())).expect("a request")).await
    };
    let kind = "application/json";
    assert_eq!(send("text/plain", "{}").await.problem(), "not-json");
    assert_eq!(send(kind, "{").await.problem(), "malformed");
    assert_eq!(send(kind, &"x".repeat(2 * 1024 * 1024)).await.problem(), "too-large");
    let missing = send(kind, r#"{"name":"admin"}"#).await;
    assert_eq!((missing.problem(), &missing.body["errors"][0]["field"]), ("invalid", &json!("password")));
    let wrong = send(kind, r#"{"name":1,"password":"x"}"#).await;
    assert_eq!(wrong.body["errors"][0]["field"], "name", "{wrong:?}");
    let unknown = send(kind, r#"{"name":"a","password":"b","admin":true}"#).await;
    assert_eq!(unknown.body["errors"][0]["field"], "admin", "{unknown:?}");
}

/// Somebody signs in from an address, in a browser that keeps this cookie.
async fn sign_in_from(app: &App, address: &str, cookie: Option<&str>, password: &str) -> Answer {
    let credentials = json!({ "name": "hanako", "password": password });
    let mut request = Request::post("/api/v1/session")
        .header(header::HOST, "desk.test")
        .header(header::ORIGIN, "http://desk.test")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(ConnectInfo(SocketAddr::new(address.parse().expect("an address"), 50_000)));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    app.raw(request.body(Body::from(credentials.to_string())).expect("a request")).await
}

/// The cookie by which the browser is known later.
fn device_of(answer: &Answer) -> String {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().map(|set| set.to_str().expect("plain"));
    let mut pairs = all.filter_map(|set| set.split(';').next());
    pairs.find(|pair| pair.contains("-device-")).expect("it is known from now on").to_owned()
}

#[tokio::test]
async fn a_stranger_who_tries_a_name_without_end_keeps_its_owner_out_of_nothing() {
    let app = App::new().await;
    app.account("hanako", &[(Role::Auditor, None)]).await;
    let first = sign_in_from(&app, "192.0.2.1", None, PASSWORD).await;
    let device = device_of(&first);
    let out = Browser(Some(cookie_of(&first)));
    assert_eq!(app.send(&out, Method::DELETE, "/api/v1/session", None).await.status, 204);
    for _ in 0..5 {
        assert_eq!(sign_in_from(&app, "192.0.2.1", None, "wrong-password").await.status, 401);
    }
    let slowed = sign_in_from(&app, "192.0.2.1", None, PASSWORD).await;
    assert_eq!((slowed.status, slowed.problem()), (429, "too-many-attempts"));
    assert_eq!(sign_in_from(&app, "192.0.2.2", None, PASSWORD).await.status, 200, "from elsewhere");
    let known = sign_in_from(&app, "192.0.2.1", Some(&device), PASSWORD).await;
    assert_eq!(known.status, 200, "a browser that has signed in before");
    assert_eq!(device_of(&known), device, "it stays the one that is known");
    // What names no browser that is known counts for nothing, and is not made known.
    let planted = device.split_once('=').expect("a pair").0.to_owned() + "=planted-by-somebody";
    let refused = sign_in_from(&app, "192.0.2.1", Some(&planted), PASSWORD).await;
    assert_eq!(refused.problem(), "too-many-attempts");
    let fresh = sign_in_from(&app, "192.0.2.3", Some(&planted), PASSWORD).await;
    assert_eq!(fresh.status, 200);
    assert_ne!(device_of(&fresh), planted);
}
