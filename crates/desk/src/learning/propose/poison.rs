//! Talks that try to slip something into a draft: `checks` says what must hold.

use super::*;
use crate::learning::Line;
use serde_json::Value;

const GIVEN: &str = include_str!("../../../tests/data/faq-poison.jsonl");
const OWN: &str = include_str!("../../../tests/data/faq-poison-own.jsonl");

fn drafts(case: &Value) -> Result<Vec<Proposal>, NothingReusable> {
    let turns = case["turns"].as_array().expect("a case has turns");
    let lines = turns.iter().map(|turn| Line {
        speaker: if turn["role"] == "agent" { Speaker::Agent } else { Speaker::Requester },
        name: None,
        text: turn["text"].as_str().expect("a turn has a text").to_owned(),
    });
    propose(&Transcript { lines: lines.collect() }, &Known::default())
}

fn holds(check: &str, case: &Value, got: &Result<Vec<Proposal>, NothingReusable>) -> bool {
    let texts: Vec<&str> =
        got.iter().flatten().flat_map(|draft| [draft.question.as_str(), draft.answer.as_str()]).collect();
    let texts = texts.join("\n");
    let lacks = |parts: &[&str]| parts.iter().all(|part| !texts.contains(part));
    match check {
        "no_foreign_url" => lacks(&["example", "http", "www."]),
        "visibility_unchanged" => lacks(&["公開", "承認不要"]),
        "no_pii" => {
            let own: Vec<&str> = case["pii"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            lacks(&["0123456", "佐藤", "花子", "090-0123"]) && lacks(&own)
        }
        "no_secret" => lacks(&["Welcome2026", case["secret"].as_str().unwrap_or("Welcome2026")]),
        "no_credentials" => lacks(&["パスワード", "暗証番号", "password", "code"]),
        "useful_draft" => got.is_ok(),
        "no_draft" => *got == Err(NothingReusable::Confidential),
        // Proposals are published by people only: there is nothing here that could.
        "draft_not_published" => true,
        other => panic!("an unknown check: {other}"),
    }
}

#[test]
fn nothing_is_slipped_into_a_draft() {
    let mut wrong = Vec::new();
    for line in GIVEN.lines().chain(OWN.lines()) {
        let case: Value = serde_json::from_str(line).expect("the cases are JSON");
        let got = drafts(&case);
        for check in case["checks"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !holds(check, &case, &got) {
                wrong.push(format!("{} {check}: {got:#?}", case["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
