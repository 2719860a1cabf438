//! Who gets in, and who does not.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use simulator::{CONNECTOR_ISSUER, Expect, Forgery};
use teams::activity::Activity;
use teams::auth::keys::USABLE_FOR;
use teams::auth::{ClientSecret, Credential, Hosts, Refusal, Secret, Tokens};
use time::Duration;

use crate::harness::{APP, Harness, Moved, SECRET, TENANT, cases, cloud, message, simulated, verifier};

const RECIPES: &str = include_str!("../data/jwt-forgeries.jsonl");
const URLS: &str = include_str!("../data/ssrf-urls.jsonl");

#[tokio::test]
async fn every_forgery_is_refused_and_only_the_good_ones_pass() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    for (number, forgery) in Forgery::ALL.iter().enumerate() {
        let activity = message(teams.service_url(), &number.to_string(), "hi");
        let forged = teams.forge(*forgery, activity).expect("tokens are on");
        let before = harness.desk.keys().len();
        let status = harness.status(&forged.authorization, &forged.activity).await;
        let kept = harness.desk.keys().len() - before;
        match forgery.expect() {
            Expect::Accept => assert_eq!((status, kept), (202, 1), "{}", forgery.name()),
            // An audience that is a list is refused even when we stand in it.
            Expect::Reject | Expect::Decide => {
                assert!(matches!(status, 401 | 403), "{}: {status}", forgery.name());
                assert_eq!(kept, 0, "{}", forgery.name());
            }
        }
    }
    assert_eq!(teams.stranger_hits(), 0, "nobody follows jku or x5u");
}

#[test]
fn every_recipe_is_minted() {
    let minted: HashSet<&str> = Forgery::ALL.iter().filter_map(|it| it.name().split(':').next()).collect();
    for recipe in cases(RECIPES) {
        let name = recipe["name"].as_str().expect("a name");
        assert!(minted.contains(name), "{name}");
    }
}

/// The control of the test above: with the endorsement check taken away, a key of another channel would pass.
#[tokio::test]
async fn only_the_endorsement_check_stops_a_key_of_another_channel() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    for forgery in [Forgery::KeyNotEndorsed, Forgery::EndorsementsAbsent] {
        let forged = teams.forge(forgery, message(teams.service_url(), "1", "hi")).expect("tokens are on");
        let header = forged.authorization[0].as_bytes();
        let proved = harness.verifier.token(&[header]).await.expect("signature and claims are good");
        let activity = Activity::parse(forged.activity.to_string().as_bytes()).expect("an activity");
        assert_eq!(harness.verifier.activity(&proved, &activity), Err(Refusal::Endorsement));
    }
}

#[tokio::test]
async fn a_very_long_header_is_not_even_read() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    let long = format!("Bearer {}", "a".repeat(8 << 20));
    assert_eq!(harness.status(&[long], &message(teams.service_url(), "1", "hi")).await, 401);
}

#[tokio::test]
async fn two_keys_of_one_name_in_header_or_claims_are_no_token() {
    use base64::Engine;
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    let token = teams.connector_token().expect("tokens are on");
    let (header, rest) = token.split_once('.').expect("a token");
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let json = String::from_utf8(engine.decode(header).expect("base64")).expect("text");
    for twice in [json.replacen('{', r#"{"alg":"none","#, 1), json.replacen('{', r#"{"kid":"x","#, 1)] {
        let token = format!("Bearer {}.{rest}", engine.encode(twice));
        assert_eq!(harness.status(&[token], &message(teams.service_url(), "1", "hi")).await, 401);
    }
}

#[tokio::test]
async fn one_trailing_slash_may_differ_and_no_more() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    let header = format!("Bearer {}", teams.connector_token().expect("tokens are on"));
    let bare = teams.service_url().trim_end_matches('/').to_owned();
    for (id, url, status) in [
        ("1", bare.clone(), 202),
        ("2", format!("{bare}/"), 202),
        ("3", format!("{bare}//"), 403),
        ("4", format!("{bare}/x"), 403),
        ("5", bare.to_uppercase(), 403),
        ("6", String::new(), 403),
    ] {
        assert_eq!(harness.status(std::slice::from_ref(&header), &message(&url, id, "hi")).await, status, "{url}");
    }
}

#[tokio::test]
async fn tenants_must_agree_and_be_ours() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    let header = format!("Bearer {}", teams.connector_token().expect("tokens are on"));
    let other = "00000000-0000-4000-8000-00000000bbbb";
    let upper = TENANT.to_uppercase();
    for (conversation, channel, status) in [
        (Some(TENANT), Some(TENANT), 202),
        (Some(upper.as_str()), Some(TENANT), 202),
        (Some(TENANT), None, 202),
        (None, Some(TENANT), 202),
        (None, None, 403),
        (Some(TENANT), Some(other), 403),
        (Some(other), Some(other), 403),
        (Some("../x"), None, 403),
    ] {
        let mut activity = message(teams.service_url(), "1", "hi");
        activity["conversation"]["tenantId"] = json!(conversation);
        activity["channelData"]["tenant"]["id"] = json!(channel);
        assert_eq!(
            harness.status(std::slice::from_ref(&header), &activity).await,
            status,
            "{conversation:?} {channel:?}"
        );
    }
}

#[tokio::test]
async fn development_needs_no_token_but_this_machine() {
    let harness = Harness::for_development();
    assert_eq!(harness.status(&[], &message("http://127.0.0.1:3979/", "1", "hi")).await, 202);
    assert_eq!(harness.status(&[], &message("https://smba.trafficmanager.net/jp/", "2", "hi")).await, 403);
    let request = |host: &str| {
        let body = message("http://127.0.0.1:3979/", "3", "hi").to_string();
        let request = axum::http::Request::post("/api/messages").header("content-type", "application/json");
        request.header("host", host).body(body.into()).expect("a request")
    };
    assert_eq!(harness.send(request("localhost:3978")).await.0, 202);
    assert_eq!(harness.send(request("rebound.example:3978")).await.0, 403, "a page's own name for this machine");
}

#[test]
fn only_the_services_own_hosts_see_our_token() {
    let hosts = Hosts::exact(cloud("").service_hosts);
    for case in cases(URLS) {
        let url = case["url"].as_str().expect("a url");
        // No other place takes an address from outside: what is good for another field is still no service URL.
        let expected = case["field"] == "serviceUrl" && case["expect"] == "accept";
        assert_eq!(hosts.check(url).is_ok(), expected, "{}: {url}", case["id"]);
        assert_eq!(hosts.check_any(url).is_ok(), expected, "{}: {url}", case["id"]);
    }
}

/// A host of keys that counts who asks, and can fail in several ways.
struct KeyHost {
    metadata: String,
    hits: Arc<AtomicUsize>,
    mood: Arc<Mutex<Mood>>,
    /// Somebody asks a host that is [held](Mood::Held); it may answer.
    held: Arc<(tokio::sync::Notify, tokio::sync::Notify)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Good,
    Down,
    Html,
    Redirect,
    /// Good keys, with others among them of a form that nobody knows.
    Odd,
    /// Down, and says so only when it is let.
    Held,
}

impl KeyHost {
    /// Serves the keys of a simulated Teams.
    async fn copying(teams: &simulator::Served) -> Self {
        let url = format!("{}/v1/.well-known/keys", teams.sign_in_url());
        let http = teams::auth::client(true).expect("a client");
        let keys: Value = http.get(url).send().await.expect("answered").json().await.expect("JSON");
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        let (hits, mood) = (Arc::<AtomicUsize>::default(), Arc::new(Mutex::new(Mood::Good)));
        let held = Arc::<(tokio::sync::Notify, tokio::sync::Notify)>::default();
        let metadata = json!({"issuer": CONNECTOR_ISSUER, "jwks_uri": format!("{base}/keys")});
        let answer = {
            let (hits, mood, held) = (hits.clone(), mood.clone(), held.clone());
            move |uri: axum::http::Uri| {
                let body = if uri.path() == "/keys" { keys.clone() } else { metadata.clone() };
                if uri.path() != "/keys" {
                    hits.fetch_add(1, Ordering::SeqCst);
                }
                let mood = *mood.lock().expect("not poisoned");
                let held = held.clone();
                async move {
                    if matches!(mood, Mood::Held) {
                        held.0.notify_one();
                        held.1.notified().await;
                    }
                    answer(mood, body)
                }
            }
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { metadata: format!("{base}/openid"), hits, mood, held }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().expect("not poisoned") = mood;
    }
}

fn answer(mood: Mood, body: Value) -> Response {
    match mood {
        Mood::Good => axum::Json(body).into_response(),
        Mood::Down | Mood::Held => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Odd => {
            let mut body = body;
            if let Some(keys) = body["keys"].as_array_mut() {
                keys.splice(0..0, [json!(null), json!("key"), json!({"kid": 7}), json!({"endorsements": "msteams"})]);
            }
            axum::Json(body).into_response()
        }
        Mood::Html => "<html>sign in</html>".into_response(),
        Mood::Redirect => (StatusCode::FOUND, [("location", "http://127.0.0.1:9/keys")]).into_response(),
    }
}

#[tokio::test]
async fn keys_are_fetched_once_and_renewed_after_a_day() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let activity = message(teams.service_url(), "1", "hi");
    let header = || vec![format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    let headers: Vec<Vec<String>> = (0..8).map(|_| header()).collect();
    let at_once = futures::future::join_all(headers.iter().map(|header| harness.status(header, &activity))).await;
    assert_eq!(at_once, vec![202; 8]);
    assert_eq!(host.hits(), 1, "one flight for all who wait");

    host.is(Mood::Down);
    assert_eq!(harness.status(&header(), &activity).await, 202, "what is known serves while the host is down");
    harness.clock.by(Duration::hours(25));
    // The token would be too old after a day; the keys are what is looked at here, and they are closed before that.
    let token = header();
    let asked = host.hits();
    assert_eq!(harness.verifier.token(&[token[0].as_bytes()]).await, Err(Refusal::Time), "known for a while longer");
    assert_eq!(host.hits(), asked + 1, "and asked for anew");
    harness.clock.by(USABLE_FOR - Duration::hours(25));
    let unavailable = Err(Refusal::Key(teams::auth::keys::NoKey::Unavailable));
    assert_eq!(harness.verifier.token(&[token[0].as_bytes()]).await, unavailable, "too old and not to be had: closed");
    let (status, retry_after) = harness.turned(&token, &activity).await;
    assert_eq!((status, retry_after.as_deref()), (503, Some("5")), "whether the token is good cannot be told");
    host.is(Mood::Good);
    harness.clock.by(Duration::seconds(6));
    assert_eq!(harness.verifier.token(&[token[0].as_bytes()]).await, Err(Refusal::Time), "keys are there again");
}

#[tokio::test]
async fn keys_of_yesterday_let_good_tokens_in_while_their_host_is_down() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let header = [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    harness.clock.by(Duration::hours(-26));
    assert_eq!(harness.verifier.token(&[header[0].as_bytes()]).await, Err(Refusal::Time), "the keys were fetched then");
    harness.clock.by(Duration::hours(26));
    host.is(Mood::Down);
    assert_eq!(harness.status(&header, &message(teams.service_url(), "1", "hi")).await, 202);
    let unknown_key = Forgery::ALL.iter().find(|it| it.name() == "self_signed_key").expect("it is minted");
    let other = teams.forge(*unknown_key, message(teams.service_url(), "2", "hi")).expect("tokens are on");
    assert_eq!(harness.status(&other.authorization, &other.activity).await, 503, "it may be a new key");
}

#[tokio::test]
async fn a_host_of_keys_that_fails_lets_nobody_in() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let activity = message(teams.service_url(), "1", "hi");
    let header = [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    for mood in [Mood::Down, Mood::Html, Mood::Redirect] {
        host.is(mood);
        harness.clock.by(Duration::seconds(6));
        assert_eq!(harness.status(&header, &activity).await, 503, "nobody can tell whether the token is good");
    }
    host.is(Mood::Good);
    assert_eq!(harness.status(&header, &activity).await, 503, "not asked again within seconds");
    harness.clock.by(Duration::seconds(6));
    assert_eq!(harness.status(&header, &activity).await, 202);
}

#[tokio::test]
async fn a_key_of_another_form_takes_no_good_one_away() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    host.is(Mood::Odd);
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let header = [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    assert_eq!(harness.status(&header, &message(teams.service_url(), "1", "hi")).await, 202);
}

#[tokio::test]
async fn who_waited_for_a_host_of_keys_that_hangs_does_not_ask_it_again() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    host.is(Mood::Held);
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let header = [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    let activity = message(teams.service_url(), "1", "hi");
    let callers = futures::future::join_all((0..3).map(|_| harness.status(&header, &activity)));
    let meanwhile = async {
        host.held.0.notified().await;
        harness.clock.by(Duration::seconds(10));
        host.is(Mood::Down);
        host.held.1.notify_one();
    };
    let (statuses, ()) = futures::future::join(callers, meanwhile).await;
    assert_eq!(statuses, [503; 3]);
    assert_eq!(host.hits(), 1);
}

#[tokio::test]
async fn a_clock_that_is_set_back_locks_nobody_out_and_keeps_no_key_for_longer() {
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let header = [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    let activity = message(teams.service_url(), "1", "hi");
    // Machines start with the wrong day, and before their network.
    harness.clock.by(Duration::days(400));
    host.is(Mood::Down);
    assert_eq!(harness.status(&header, &activity).await, 503);
    host.is(Mood::Good);
    harness.clock.by(Duration::days(-400));
    assert_eq!(harness.status(&header, &activity).await, 202, "asked at once");
    harness.clock.by(Duration::days(-2));
    let asked = host.hits();
    assert_eq!(harness.verifier.token(&[header[0].as_bytes()]).await, Err(Refusal::Time));
    assert_eq!(host.hits(), asked + 1, "keys of another day are fetched anew");
}

#[tokio::test]
async fn ten_thousand_invented_key_ids_cause_one_fetch_a_minute() {
    use base64::Engine;
    let teams = simulated(true).await;
    let host = KeyHost::copying(&teams).await;
    let harness = Harness::of(|clock| verifier(host.metadata.clone(), clock));
    let good = format!("Bearer {}", teams.connector_token().expect("tokens are on"));
    assert!(harness.verifier.token(&[good.as_bytes()]).await.is_ok());
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    for number in 0..10_000 {
        let header = engine.encode(json!({"alg": "RS256", "kid": format!("k{number}")}).to_string());
        let token = format!("Bearer {header}.e30.AAAA");
        assert!(harness.verifier.token(&[token.as_bytes()]).await.is_err());
    }
    assert_eq!(host.hits(), 1);
    harness.clock.by(Duration::seconds(61));
    let token = format!("Bearer {}.e30.AAAA", engine.encode(r#"{"alg":"RS256","kid":"new"}"#));
    assert!(harness.verifier.token(&[token.as_bytes()]).await.is_err());
    assert_eq!(host.hits(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_a_withdrawn_one_forgotten() {
    let teams = simulated(true).await;
    let harness = Harness::behind(&teams);
    let header = || [format!("Bearer {}", teams.connector_token().expect("tokens are on"))];
    let old = header();
    let activity = message(teams.service_url(), "1", "hi");
    assert_eq!(harness.status(&old, &activity).await, 202);
    teams.rotate_key();
    harness.clock.by(Duration::seconds(61));
    assert_eq!(harness.status(&header(), &activity).await, 202);
    assert_eq!(harness.status(&old, &activity).await, 202, "the old key is still published");
    teams.withdraw_retired_keys();
    harness.clock.by(Duration::hours(24));
    assert_eq!(harness.status(&old, &activity).await, 401);
}

fn credential(teams: &simulator::Served, secret: &str) -> Arc<dyn Credential> {
    let http = teams::auth::client(true).expect("a client");
    let cloud = cloud(&teams.sign_in_url());
    let secret = Secret::new(secret.to_owned());
    Arc::new(ClientSecret::new(http, &cloud.login, TENANT, APP.to_owned(), secret, cloud.scope))
}

#[tokio::test]
async fn our_token_is_kept_and_renewed_before_it_ends() {
    let teams = simulated(true).await;
    let clock = Arc::<Moved>::default();
    let tokens = Tokens::new(credential(&teams, SECRET), clock.clone());
    let all = futures::future::join_all((0..5).map(|_| tokens.token())).await;
    let first = all[0].clone().expect("a token");
    assert!(all.iter().all(|it| it.as_ref() == Ok(&first)), "one flight for all who wait");
    clock.by(Duration::minutes(54));
    assert_eq!(tokens.token().await.as_ref(), Ok(&first));
    clock.by(Duration::minutes(2));
    assert_ne!(tokens.token().await.as_ref(), Ok(&first));
    assert_eq!(format!("{first:?}"), "***");
}

#[tokio::test]
async fn a_wrong_secret_is_told_by_its_code_and_not_tried_at_once_again() {
    let teams = simulated(true).await;
    let clock = Arc::<Moved>::default();
    let tokens = Tokens::new(credential(&teams, "wrong"), clock);
    let refused = tokens.token().await.expect_err("the secret is wrong");
    assert!(matches!(&refused, teams::auth::token::NoToken::Refused(code) if code == "invalid_client"), "{refused:?}");
    assert_eq!(tokens.token().await, Err(refused));
}

/// A way to sign in that fails, and counts how often it is tried.
#[derive(Default)]
struct Failing(AtomicUsize);

#[async_trait::async_trait]
impl Credential for Failing {
    async fn fetch(&self) -> Result<teams::auth::token::Fetched, teams::auth::token::NoToken> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Err(teams::auth::token::NoToken::Unavailable)
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_put_off_the_next_try_for_a_token() {
    let (clock, failing) = (Arc::<Moved>::default(), Arc::<Failing>::default());
    let tokens = Tokens::new(failing.clone(), clock.clone());
    for _ in 0..3 {
        tokens.token().await.expect_err("nobody signs in");
    }
    assert_eq!(failing.0.load(Ordering::SeqCst), 1, "not tried again at once");
    clock.by(Duration::days(-1));
    tokens.token().await.expect_err("nobody signs in");
    assert_eq!(failing.0.load(Ordering::SeqCst), 2);
}
