//! Who is not Teams is not let in, and what is no activity does no harm.

use serde_json::{Value, json};
use simulator::{Expect, Forgery};

use crate::support::{Desk, Place, TENANT};

/// An activity of mika with other words.
async fn sample(desk: &Desk) -> Value {
    desk.say("mika", "最初の質問です").await;
    desk.offered("mika", "handoff.request").await;
    let mut activity = desk.heard_in(&desk.chat("mika"));
    activity["attachments"] = json!([]);
    activity
}

fn with_words(sample: &Value, id: &str, text: &str) -> Value {
    let mut activity = sample.clone();
    activity["id"] = json!(id);
    activity["text"] = json!(text);
    activity
}

async fn only_who_proves_to_be_teams_is_let_in(place: &Place) {
    let desk = Desk::open(place).await;
    let sample = sample(&desk).await;
    let mut welcome = vec!["最初の質問です".to_owned()];
    for &forgery in Forgery::ALL {
        let text = format!("質問 {}", forgery.name());
        let activity = with_words(&sample, &format!("forged-{}", forgery.name()), &text);
        let forged = desk.teams.forge(forgery, activity).expect("tokens are on");
        let answer = desk.teams.deliver(&forged.activity, &forged.authorization).await.expect("an answer");
        match (forgery.expect(), answer.status) {
            (Expect::Accept | Expect::Decide, 202) => welcome.push(text),
            (Expect::Reject | Expect::Decide, 401 | 403) => {
                assert!(answer.body.is_null(), "a stranger is told nothing: {}", answer.body);
            }
            (expected, status) => panic!("{}: {expected:?}, but {status}", forgery.name()),
        }
    }
    assert!(welcome.len() > 2, "the good ones are let in: {welcome:?}");
    desk.say("mika", "最後の質問です").await;
    desk.seen(&desk.chat("mika"), |_| desk.said_in(&desk.chat("mika")).len() > welcome.len()).await;
    welcome.push("最後の質問です".to_owned());
    assert_eq!(desk.kept_of("mika").await, welcome, "nothing is kept of who was refused");
    assert_eq!(desk.teams.stranger_hits(), 0, "nobody followed a stranger's address");
}

async fn another_tenant_is_refused(place: &Place) {
    let desk = Desk::open(place).await;
    let sample = sample(&desk).await;
    let other = "5d1c8a52-7e10-4000-8000-00000000beef";
    let text = with_words(&sample, "foreign", "よその質問です").to_string().replace(TENANT, other);
    let foreign: Value = serde_json::from_str(&text).expect("still JSON");
    assert_eq!(desk.deliver(&foreign).await, Some(403));
    // Half of each is no better.
    for path in ["/conversation/tenantId", "/channelData/tenant/id"] {
        let mut mixed = with_words(&sample, "mixed", "よその質問です");
        *mixed.pointer_mut(path).expect("a tenant") = json!(other);
        assert_eq!(desk.deliver(&mixed).await, Some(403), "{path}");
    }
    assert!(desk.answers("mika", "ありがとう", "").await);
    assert_eq!(desk.kept_of("mika").await, ["最初の質問です"]);
}

/// `2xx or 413, answered as too long`: whether a status is among those named before the comma.
fn fits(expected: &str, status: u16) -> bool {
    let (statuses, _) = expected.split_once(',').unwrap_or((expected, ""));
    statuses.split(" or ").map(str::trim).any(|one| match one.split_whitespace().next().unwrap_or_default() {
        "2xx" => (200..300).contains(&status),
        "4xx" => (400..500).contains(&status),
        exact => exact.parse() == Ok(status),
    })
}

/// The made-up people and places of the cases become those of the world.
fn at_home(mut case: Value, sample: &Value) -> Value {
    let mut swap = |path: &str, made_up: &str| {
        if let (Some(value), Some(ours)) = (case.pointer_mut(path), sample.pointer(path))
            && value == made_up
        {
            *value = ours.clone();
        }
    };
    swap("/serviceUrl", "https://smba.trafficmanager.net/jp/");
    swap("/from/id", "29:1abc");
    swap("/from/aadObjectId", "00000000-0000-4000-8000-000000000001");
    swap("/conversation/id", "a:1xyz");
    swap("/recipient/id", "28:bot");
    swap("/conversation/tenantId", "00000000-0000-4000-8000-00000000aaaa");
    swap("/channelData/tenant/id", "00000000-0000-4000-8000-00000000aaaa");
    case
}

async fn an_odd_activity_is_answered_in_kind_and_the_next_good_one_is_served(place: &Place) {
    let desk = Desk::open(place).await;
    let sample = sample(&desk).await;
    for (at, line) in include_str!("../data/bad-activities.jsonl").lines().enumerate() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let mut activity = at_home(case["activity"].clone(), &sample);
        if activity.get("id").is_some() {
            activity["id"] = json!(format!("odd-{at}"));
        }
        if let Some(count) = case["repeat_text"].as_u64() {
            activity["text"] = json!(activity["text"].as_str().expect("a letter").repeat(count as usize));
        }
        let status = desk.deliver(&activity).await.expect("an answer");
        assert!(fits(case["expect"].as_str().expect("text"), status), "{}: {status}", case["id"]);
        assert_served(&desk, at).await;
    }
}

async fn what_is_no_json_does_no_harm(place: &Place) {
    let desk = Desk::open(place).await;
    let token = desk.teams.connector_token().expect("tokens are on");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let deep = "[".repeat(100_000);
    let large = format!("{{\"type\":\"message\",\"text\":\"{}\"}}", "x".repeat(400_000));
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\"message\"",
        b"{\"type\":\"message\"}",
        b"{\"type\":\"message\",\"text\":\"\xff\xfe\"}",
        deep.as_bytes(),
        large.as_bytes(),
    ];
    for (at, body) in bodies.into_iter().enumerate() {
        let request = client.post(desk.endpoint()).bearer_auth(&token).header("content-type", "application/json");
        let status = request.body(body.to_vec()).send().await.expect("an answer").status().as_u16();
        assert!((400..500).contains(&status), "body {at}: {status}");
    }
    let request = client.post(desk.endpoint()).bearer_auth(&token).header("content-type", "text/plain").body("{}");
    assert_eq!(request.send().await.expect("an answer").status().as_u16(), 415);
    assert_served(&desk, 0).await;
}

/// Somebody else is served as ever, in reasonable time.
async fn assert_served(desk: &Desk, round: usize) {
    let chat = desk.chat("emma");
    let before = desk.said_in(&chat).len();
    desk.say("emma", &format!("A good question number {round}")).await;
    desk.seen(&chat, |_| desk.said_in(&chat).len() > before).await;
}

crate::stories! {
    only_who_proves_to_be_teams_is_let_in,
    another_tenant_is_refused,
    an_odd_activity_is_answered_in_kind_and_the_next_good_one_is_served,
    what_is_no_json_does_no_harm,
}
