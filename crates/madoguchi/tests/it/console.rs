//! The console of the real program: the first admin by the command line, and the API that lets them in.

use std::path::Path;

use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::support::program::{Ended, Serving, run, run_with};

const PASSWORD: &str = "correct-horse-battery";

/// A client that says where it comes from, as a page of the desk does.
struct Browser {
    client: Client,
    address: String,
    cookie: Option<String>,
}

impl Browser {
    fn of(serving: &Serving) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { client, address: serving.address.clone(), cookie: None }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.address));
        request = request.header(ORIGIN, &self.address);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        request.send().await.expect("an answer")
    }

    async fn sign_in(&mut self, name: &str, password: &str) -> u16 {
        let credentials = json!({ "name": name, "password": password });
        let answer = self.send(Method::POST, "/session", Some(credentials)).await;
        if let Some(set) = answer.headers().get(SET_COOKIE) {
            let set = set.to_str().expect("plain");
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains("Secure"), "{set}");
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        answer.status().as_u16()
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.send(Method::GET, path, None).await;
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("a text");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }
}

fn admin(folder: &Path, arguments: &[&str], input: &str) -> Ended {
    let data = folder.join("data").to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["admin"].iter().chain(arguments).copied().chain(["--data", &data]).collect();
    run_with(folder, &arguments, &[], input)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_is_made_while_it_serves_and_is_let_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let serving = Serving::start(folder.path(), &["--data", &data]);
    let mut browser = Browser::of(&serving);
    assert_eq!(browser.sign_in("boss", PASSWORD).await, 401, "nobody has an account yet");

    let none = admin(folder.path(), &["list"], "");
    assert!(none.code == Some(0) && none.out.contains("admin create"), "{} {}", none.out, none.err);
    let created = admin(folder.path(), &["create", "Boss", "--password-stdin"], &format!("{PASSWORD}\n"));
    assert!(
        created.code == Some(0) && created.out.starts_with("boss is an admin now"),
        "{} {}",
        created.out,
        created.err
    );
    assert_eq!(browser.sign_in("boss", PASSWORD).await, 200);
    let (status, me) = browser.get("/me").await;
    assert_eq!((status, &me["name"]), (200, &json!("Boss")));
    assert!(me["rights"].as_array().expect("a list").contains(&json!("desk.administer")), "{me}");
    let (status, record) = browser.get("/audit?q=session.").await;
    assert_eq!(status, 200);
    assert_eq!(record["items"][0]["name"], "session.started.v1", "{record}");

    let again = admin(folder.path(), &["create", "BOSS", "--password-stdin"], PASSWORD);
    assert!(again.code == Some(1) && again.err.contains("admin password boss"), "{}", again.err);
    let renewed = admin(folder.path(), &["password", "boss", "--password-stdin"], "another-password");
    assert_eq!(renewed.code, Some(0), "{}", renewed.err);
    assert_eq!(browser.get("/me").await.0, 401, "the old password let them in");
    assert_eq!(browser.sign_in("boss", "another-password").await, 200);
    let list = admin(folder.path(), &["list"], "");
    assert!(list.out.contains("boss") && list.out.contains("admin") && !list.out.contains("argon2"), "{}", list.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_demo_signs_in_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let serving = Serving::start(folder.path(), &["--data", &data]);
    let client = Client::builder().no_proxy().build().expect("a client");
    for method in [Method::GET, Method::POST] {
        let request = client.request(method.clone(), format!("{}/box/session", serving.address));
        let request = request.header(ORIGIN, &serving.address).header(CONTENT_TYPE, "application/json").body("{}");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 404, "{method}");
        assert_eq!(answer.headers().get(SET_COOKIE), None);
    }
}

#[test]
fn an_account_that_makes_no_sense_is_refused_and_nobody_reads_the_password() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, input, code, words) in [
        (&["create", "boss", "--password-stdin"][..], "short", 1, "shorter than 8 characters"),
        (&["create", "boss", "--password-stdin"], "", 1, "shorter than 8 characters"),
        (&["create", "a b", "--password-stdin"], PASSWORD, 1, "without blanks"),
        (&["create", "boss"], PASSWORD, 2, "--password-stdin"),
        (&["password", "boss", "--password-stdin"], PASSWORD, 1, "there is no database"),
    ] {
        let refused = admin(folder.path(), arguments, input);
        assert_eq!(refused.code, Some(code), "{arguments:?}: {} {}", refused.out, refused.err);
        assert!(refused.err.contains(words) && !refused.err.contains(PASSWORD), "{arguments:?}: {}", refused.err);
    }
    assert!(!folder.path().join("data").exists(), "nothing was begun");
    let created = admin(folder.path(), &["create", "boss", "--password-stdin"], PASSWORD);
    assert_eq!(created.code, Some(0), "{}", created.err);
    let missing = admin(folder.path(), &["password", "nobody", "--password-stdin"], PASSWORD);
    assert!(missing.code == Some(1) && missing.err.contains("admin list"), "{}", missing.err);
    let helped = run(folder.path(), &["admin", "--help"]);
    assert!(helped.out.contains("create") && helped.out.contains("password"), "{}", helped.out);
}
