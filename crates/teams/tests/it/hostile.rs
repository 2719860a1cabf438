//! Bad inputs: activities, card data, and texts that want to be more than text.

use axum::body::Body;
use desk::language::Language;
use serde_json::{Value, json};
use teams::cards::message;

use crate::harness::{Harness, cases, message as written};
use crate::posts;

const ACTIVITIES: &str = include_str!("../data/bad-activities.jsonl");
const CARRIERS: &str = include_str!("../data/model-output-carriers.jsonl");
const SCRIPTS: &str = include_str!("../data/xss-own.jsonl");
const TAMPERED: &str = include_str!("../data/card-tampering.jsonl");
const SERVICE: &str = "http://127.0.0.1:3979/";

#[tokio::test]
async fn odd_activities_get_a_clean_answer_and_the_next_good_one_is_taken() {
    let harness = Harness::for_development();
    for (number, case) in cases(ACTIVITIES).iter().enumerate() {
        let mut activity = case["activity"].clone();
        activity["serviceUrl"] = json!(SERVICE);
        let expect = case["expect"].as_str().expect("an expectation");
        let before = harness.desk.keys().len();
        let status = harness.status(&[], &activity).await;
        let allowed = |status: u16| {
            let class = format!("{}xx", status / 100);
            expect.contains(&class) || expect.contains(&status.to_string())
        };
        assert!(allowed(status), "{}: {status}, expected {expect}", case["id"]);
        // A second time changes nothing.
        let kept = harness.desk.keys().len();
        assert_eq!(harness.status(&[], &activity).await, status, "{}", case["id"]);
        assert_eq!(harness.desk.keys().len(), kept, "{}", case["id"]);
        assert!(kept - before <= 1);
        let good = written(SERVICE, &format!("good-{number}"), "hi");
        assert_eq!(harness.status(&[], &good).await, 202, "after {}", case["id"]);
    }
}

#[tokio::test]
async fn what_is_no_activity_or_too_large_is_refused() {
    let harness = Harness::for_development();
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let within = json!({"type": "message", "value": 0}).to_string().replace('0', &deep);
    for body in ["", "null", "[]", "5", "{", "\"x\"", "{\"type\":5}", "\u{feff}{}", &deep, &within] {
        assert!(matches!(harness.post(&[], body.to_owned()).await.0, 400 | 403), "{}", &body[..body.len().min(20)]);
    }
    assert_eq!(harness.post(&[], vec![0xff, 0xfe, 0x00]).await.0, 400);
    let long = written(SERVICE, "1", &"あ".repeat(100_000)).to_string();
    assert_eq!(harness.post(&[], long).await.0, 413);
    let plain = axum::http::Request::post("/api/messages").header("content-type", "text/plain");
    let plain = plain.body(Body::from(written(SERVICE, "1", "hi").to_string())).expect("a request");
    assert_eq!(harness.send(plain).await.0, 415);
    assert!(harness.desk.keys().is_empty());
}

#[tokio::test]
async fn tampered_cards_change_nothing() {
    let harness = Harness::for_development();
    let mut activity = written(SERVICE, "f:1", "");
    activity["type"] = json!("invoke");
    activity["name"] = json!("adaptiveCard/action");
    let verbs = ["csat.rate", "answer.rate", "handoff.request", "ticket.close", "x", ""];
    for case in cases(TAMPERED) {
        for verb in verbs {
            activity["value"] = json!({"action": {"type": "Action.Execute", "verb": verb, "data": case["value"]}});
            let (status, body) = harness.post(&[], activity.to_string()).await;
            assert_eq!((status, &body["statusCode"]), (200, &json!(400)), "{} {verb}", case["id"]);
            assert_eq!(body["type"], "application/vnd.microsoft.error");
        }
    }
    for value in [json!(null), json!("x"), json!([]), json!({}), json!({"action": 5}), json!({"action": {"data": "x"}})]
    {
        activity["value"] = value;
        let (status, body) = harness.post(&[], activity.to_string()).await;
        assert!(status == 501 || body["statusCode"] == 400, "{status} {body}");
    }
    let pressed = harness.desk.pressed.lock().expect("not poisoned");
    assert!(!pressed.is_empty(), "they are written down");
    for press in pressed.iter() {
        assert!(press.press.is_err() && (verbs[..4].contains(&press.verb) || press.verb == "unknown"), "{press:?}");
    }
}

/// Whether an action of a run opens the very address that the run shows, and one that people may open.
fn opens_what_it_shows(run: &serde_json::Map<String, Value>) -> bool {
    let shown = run["text"].as_str().unwrap_or_default();
    let may_open =
        ["http://", "https://", "mailto:", "tel:"].iter().any(|it| shown.to_ascii_lowercase().starts_with(it));
    may_open && run["type"] == "TextRun" && run["selectAction"] == json!({"type": "Action.OpenUrl", "url": shown})
}

/// Where a client reads markdown or HTML, or follows an address.
fn read_by_clients<'a>(value: &'a Value, kind: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| read_by_clients(item, kind, found)),
        Value::Object(fields) => {
            let kind = fields.get("type").and_then(Value::as_str).unwrap_or(kind);
            assert!(!matches!(kind, "Image" | "Media" | "Action.OpenUrl" | "FactSet" | "ImageSet"), "{kind} on a card");
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("selectAction", _) if opens_what_it_shows(fields) => {}
                    ("url" | "backgroundImage" | "iconUrl" | "selectAction", _) => panic!("{name} on a card"),
                    ("text", Value::String(text)) if kind == "TextBlock" => found.push(text),
                    _ => read_by_clients(value, kind, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn no_text_becomes_more_than_text() {
    let scripts = cases(SCRIPTS).into_iter().map(|case| case["payload"].clone());
    let carriers = cases(CARRIERS).into_iter().map(|case| case["model_output"].clone());
    let more =
        ["**bold** _x_ # y", "${nonce} @word-done", "[x](https://evil.example)", "{{DATE(x)}}", "\u{202e}gpj.exe"];
    let texts = scripts.chain(carriers).chain(more.iter().map(|it| json!(it)));
    for text in texts.filter(|text| text != "") {
        let text = text.as_str().expect("a text");
        for (name, post) in posts::all(Language::English, text) {
            let activity = message::activity(&post, &[]);
            let plain = posts::all(Language::English, "花子");
            let (_, usual) = plain.iter().find(|(it, _)| *it == name).expect("the same posts");
            let usual = message::activity(usual, &[]);
            assert_eq!(shape(&activity), shape(&usual), "{name}: {text} changes what the card is made of");
            for attachment in activity["attachments"].as_array().into_iter().flatten() {
                let mut read = Vec::new();
                read_by_clients(&attachment["content"], "", &mut read);
                let mut known = Vec::new();
                read_by_clients(&usual["attachments"][0]["content"], "", &mut known);
                assert_eq!(read, known, "{name}: {text} stands where markdown is read");
            }
            if activity["textFormat"] == "xml" {
                let html = activity["text"].as_str().expect("a text");
                for tag in html.split('<').skip(1) {
                    let (tag, after) = tag.split_once('>').expect("every bracket is a tag's");
                    let is_link = tag.strip_prefix("a href=\"").and_then(|it| it.strip_suffix('"')) == Some(after);
                    let may_open = ["http://", "https://", "mailto:", "tel:"]
                        .iter()
                        .any(|it| after.to_ascii_lowercase().starts_with(it));
                    assert!(["b", "/b", "br/", "/a"].contains(&tag) || (is_link && may_open), "{name}: {tag}>{after}");
                }
            }
            let all = without_inputs(&activity).to_string().to_lowercase();
            assert!(!all.contains("<at>"), "{name}: {text} mentions somebody");
        }
    }
}

#[test]
fn text_stays_readable() {
    for case in cases(SCRIPTS) {
        let text = case["payload"].as_str().expect("a text").trim();
        let (_, post) =
            posts::all(Language::English, text).into_iter().find(|(name, _)| name == "answer").expect("there");
        let card = message::activity(&post, &[])["attachments"][0]["content"].clone();
        let runs = card["body"][1]["inlines"].as_array().expect("runs");
        let shown: String = runs.iter().map(|run| run["text"].as_str().expect("a text")).collect();
        assert!(shown.contains(text), "{shown}");
    }
}

/// Without what stands in inputs: they show any text as it is and hand it back so.
fn without_inputs(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_inputs).collect(),
        Value::Object(fields) if fields.get("type") == Some(&json!("Input.Text")) => Value::Null,
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), without_inputs(value))).collect(),
        other => other.clone(),
    }
}

/// Types and names only. However many runs a text was split into at its addresses and marks, it is one text; how strongly a run is
/// drawn makes it no more than text.
fn shape(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut shapes: Vec<Value> = items.iter().map(shape).collect();
            shapes.dedup_by(|next, run| {
                next == run && run.get("type") == Some(&json!("text")) && run.get("text").is_some()
            });
            shapes.into_iter().collect()
        }
        Value::Object(fields) if fields.contains_key("selectAction") || is_drawn_strongly(fields) => {
            let run: serde_json::Map<String, Value> = fields
                .iter()
                .filter(|(name, _)| !["selectAction", "weight"].contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            shape(&Value::Object(run))
        }
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::String(_) => json!("text"),
        Value::Number(_) => json!(0),
        other => other.clone(),
    }
}

fn is_drawn_strongly(fields: &serde_json::Map<String, Value>) -> bool {
    fields.get("type") == Some(&json!("TextRun")) && fields.contains_key("weight")
}
