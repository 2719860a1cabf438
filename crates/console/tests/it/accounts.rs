//! Accounts and roles, as who administers the desk makes them.

use axum::http::Method;
use desk::people::Role;
use serde_json::{Value, json};

use crate::support::{Answer, App, Browser, PASSWORD};

async fn post(app: &App, browser: &Browser, path: &str, body: Value) -> Answer {
    app.send(browser, Method::POST, &format!("/api/v1{path}"), Some(body)).await
}

#[tokio::test]
async fn an_admin_makes_an_account_gives_it_roles_and_takes_them_away() {
    let app = App::new().await;
    let admin = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let it = app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await;
    let wanted = json!({ "name": "Hanako", "display_name": "山田 花子", "password": PASSWORD, "role": "auditor" });
    let made = post(&app, &admin, "/accounts", wanted.clone()).await;
    assert_eq!(
        (made.status, &made.body["name"], &made.body["person"]["name"]),
        (201, &json!("hanako"), &json!("山田 花子"))
    );
    assert_eq!(post(&app, &admin, "/accounts", wanted).await.problem(), "name-taken");
    let hanako = app.sign_in("hanako").await;
    let path = format!("/people/{}", made.body["person"]["id"].as_str().expect("an id"));
    let of_it = json!({ "role": "agent", "team": it.to_string() });
    for _ in 0..2 {
        let granted = post(&app, &admin, &format!("{path}/grant"), of_it.clone()).await;
        assert_eq!(granted.body["roles"].as_array().map(Vec::len), Some(2), "held once: {granted:?}");
    }
    assert_eq!(app.get(&hanako, "/api/v1/me").await.body["teams"][0]["name"], "IT");
    assert_eq!(post(&app, &admin, &format!("{path}/revoke"), of_it.clone()).await.status, 200);
    assert_eq!(post(&app, &admin, &format!("{path}/revoke"), of_it).await.problem(), "not-held");
    let bad = json!({ "role": "agent", "team": "tem_00000000000000000000000000000009" });
    assert_eq!(post(&app, &admin, &format!("{path}/grant"), bad).await.body["errors"][0]["field"], "team");

    let other = json!({ "name": "hanako", "password": "another-password" });
    assert_eq!(post(&app, &admin, "/accounts/password", other).await.status, 204);
    assert_eq!(app.get(&hanako, "/api/v1/me").await.status, 401, "nobody is signed in with the old one");
    let names: Vec<_> = app.get(&admin, "/api/v1/accounts").await.body["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|account| account["name"].clone())
        .collect();
    assert_eq!(names, ["boss", "hanako"]);
    app.world.store().place_events().await.expect("they get their places");
    let record = app.get(&admin, "/api/v1/audit?q=role.").await.body;
    let events: Vec<_> =
        record["items"].as_array().expect("a list").iter().map(|event| event["name"].clone()).collect();
    assert_eq!(events[..3], ["role.revoked.v1", "role.granted.v1", "role.granted.v1"], "granted twice, told once");
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let app = App::new().await;
    let first = app.account("boss", &[(Role::Admin, None)]).await;
    let admin = app.sign_in("boss").await;
    let revoke = json!({ "role": "admin" });
    let path = format!("/people/{first}/revoke");
    assert_eq!(post(&app, &admin, &path, revoke.clone()).await.problem(), "last-admin");
    app.account("second", &[(Role::Admin, None)]).await;
    assert_eq!(post(&app, &admin, &path, revoke).await.status, 200, "the control");
    assert_eq!(app.get(&admin, "/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn an_account_that_makes_no_sense_is_refused_with_its_field() {
    let app = App::new().await;
    let admin = app.signed_in("boss", &[(Role::Admin, None)]).await;
    for (name, password, role, field) in [
        ("", PASSWORD, "agent", "name"),
        ("a b", PASSWORD, "agent", "name"),
        ("hanako", "short", "agent", "password"),
        ("hanako", PASSWORD, "owner", "role"),
    ] {
        let wanted = json!({ "name": name, "password": password, "role": role });
        let refused = post(&app, &admin, "/accounts", wanted).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!(field)), "{refused:?}");
        assert!(!refused.body.to_string().contains(PASSWORD));
    }
}

#[tokio::test]
async fn an_account_that_is_wanted_again_with_its_key_is_made_once() {
    let app = App::new().await;
    let admin = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let send = async |body: Value, key: &str| {
        app.send_with(&admin, (Method::POST, "/api/v1/accounts"), Some(body), &[("idempotency-key", key)]).await
    };
    let wanted = json!({ "name": "hanako", "password": PASSWORD, "role": "auditor" });
    let once = send(wanted.clone(), "1f").await;
    let again = send(wanted.clone(), "1f").await;
    assert_eq!((once.status, again.status, &again.body), (201, 201, &once.body));
    assert_eq!(send(wanted.clone(), "2").await.problem(), "name-taken", "the control");
    for (field, value) in [("name", "taro"), ("password", "another-password"), ("role", "admin")] {
        let mut other = wanted.clone();
        other[field] = json!(value);
        let refused = send(other, "1f").await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!("Idempotency-Key")), "{field}");
    }
}
