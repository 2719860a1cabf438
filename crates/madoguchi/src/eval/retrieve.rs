//! `eval retrieve`: a ranking and a decision for each question of a file.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use desk::answering::{Candidate, Decision};
use desk::language::Language;
use retrieval::FEATURE_NAMES;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Assistant;
use super::base::{self, Base, Said};

/// How to ask, and what to tell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asking {
    /// The language of the asker's Teams.
    pub(crate) locale: Option<Language>,
    /// Tell what the best entry's confidence rests on.
    pub(crate) explain: bool,
}

#[derive(Deserialize)]
struct FaqRow {
    #[serde(deserialize_with = "base::id")]
    id: String,
    question: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    variants: Vec<String>,
}

#[derive(Deserialize)]
struct Question {
    #[serde(deserialize_with = "base::id")]
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Line<'a> {
    question_id: &'a str,
    decision: &'static str,
    /// What the asker would see: the answer, or the candidates to choose from.
    shown: Vec<&'a str>,
    ranked: Vec<Ranked<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explain>,
}

#[derive(Serialize)]
struct Explain {
    /// The language in which it is taken to be asked, by its words and the locale.
    language: &'static str,
    locale: Option<&'static str>,
    /// Of the best entry, with what it rests on.
    confidence: Option<f32>,
    features: BTreeMap<&'static str, f32>,
}

#[derive(Serialize)]
struct Ranked<'a> {
    id: &'a str,
    score: f32,
    confidence: f32,
}

/// Publishes the entries of `faq` (JSON lines: id, question, answer, variants) and writes one line for each of
/// `questions` (JSON lines: id, text): what would be decided and shown, and the ten best entries. A line of `questions`
/// that cannot be read gets `{"error":"…"}`.
///
/// # Errors
/// When a line of `faq` cannot be read (the message names it), when reading or writing fails, or when the model makes no vectors.
pub(crate) async fn retrieve(
    assistant: Assistant,
    faq: impl BufRead,
    questions: impl BufRead,
    asking: Asking,
    out: &mut impl Write,
) -> Result<()> {
    let mut base = Base::new(assistant);
    let mut rows = Vec::new();
    for (number, line) in numbered(faq)? {
        let row: FaqRow = serde_json::from_slice(&line).with_context(|| format!("line {number} of the FAQ"))?;
        rows.push((row.id, row.question, row.answer, row.variants));
    }
    base.publish(rows).await?;
    for (number, line) in numbered(questions)? {
        match serde_json::from_slice::<Question>(&line) {
            Ok(question) => serde_json::to_writer(&mut *out, &answer(&base, &question, asking).await)?,
            Err(error) => serde_json::to_writer(&mut *out, &json!({ "error": format!("line {number}: {error}") }))?,
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

async fn answer<'a>(base: &'a Base, question: &'a Question, asking: Asking) -> Line<'a> {
    let Said { decision, ranked, .. } = base.ask(&question.text, asking.locale).await;
    let shown = shown(base, &decision);
    let best = ranked.first().map(|(_, best)| best);
    let explain = asking.explain.then(|| explain(&question.text, asking.locale, best));
    let ranked = ranked
        .iter()
        .map(|(id, candidate)| Ranked { id, score: candidate.score, confidence: candidate.confidence })
        .collect();
    Line { question_id: &question.id, decision: word(&decision), shown, ranked, explain }
}

/// The ids that the asker would see: one for an answer, up to three for candidates.
fn shown<'a>(base: &'a Base, decision: &Decision) -> Vec<&'a str> {
    match decision {
        Decision::Answer(given) => vec![base.key(given.entry)],
        Decision::Candidates(offered) => offered.iter().map(|entry| base.key(*entry)).collect(),
        Decision::Unknown => Vec::new(),
    }
}

/// What the index can tell of its best entry.
fn explain(text: &str, locale: Option<Language>, best: Option<&Candidate>) -> Explain {
    let features = best.map_or_else(BTreeMap::new, |best| {
        FEATURE_NAMES.into_iter().zip(best.evidence.values.iter().copied()).collect()
    });
    Explain {
        language: code(Language::of_question(text, locale)),
        locale: locale.map(code),
        confidence: best.map(|best| best.confidence),
        features,
    }
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}

fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Answer(_) => "answer",
        Decision::Candidates(_) => "candidates",
        Decision::Unknown => "unknown",
    }
}

/// The lines that are not empty, with their numbers from 1.
fn numbered(lines: impl BufRead) -> std::io::Result<Vec<(usize, Vec<u8>)>> {
    let split = lines.split(b'\n').enumerate().map(|(at, line)| Ok((at + 1, line?)));
    split.filter(|line| line.as_ref().map_or(true, |(_, line)| !line.trim_ascii().is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use desk::id::EntryId;
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;

    const FAQ: &str = r#"{"id":"vpn","question":"VPNに接続できません","answer":"再起動します。","variants":["VPNつながらない"]}
{"id":7,"question":"How do I book a meeting room?","answer":"In the calendar."}

{"id":"leave","question":"有給休暇の申請方法を教えてください","answer":"勤怠システムで申請します。"}"#;

    async fn lines(questions: &str) -> Result<Vec<Value>> {
        lines_of(questions, Asking::default()).await
    }

    async fn lines_of(questions: &str, asking: Asking) -> Result<Vec<Value>> {
        let mut out = Vec::new();
        retrieve(Assistant::shipped(), FAQ.as_bytes(), questions.as_bytes(), asking, &mut out).await?;
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        Ok(text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect())
    }

    #[tokio::test]
    async fn a_known_question_is_answered_and_a_foreign_one_is_not() {
        let lines = lines(
            r#"{"id":"1","text":"VPNに接続できない"}
{"id":2,"text":"How can I book a meeting room"}
{"id":"3","text":"今日の天気は？"}"#,
        )
        .await
        .expect("good input");
        let seen = |at: usize| json!([lines[at]["question_id"], lines[at]["decision"], lines[at]["ranked"][0]["id"]]);
        assert_eq!(seen(0), json!(["1", "answer", "vpn"]));
        assert_eq!(seen(1), json!(["2", "answer", "7"]));
        assert_eq!(lines[2]["decision"], "unknown");
        let shown: Vec<&Value> = lines.iter().map(|line| &line["shown"]).collect();
        assert_eq!(shown, [&json!(["vpn"]), &json!(["7"]), &json!([])]);
        assert!(lines[0].get("explain").is_none(), "nobody asked for it");
        assert_eq!(lines[0]["ranked"].as_array().map(Vec::len), Some(3), "all entries are ranked");
    }

    #[tokio::test]
    async fn what_the_operator_has_set_by_hand_counts() {
        let mut strict = Assistant::shipped();
        (strict.policy.answer_from, strict.policy.offer_from) = (Some(1.0), Some(1.0));
        let mut base = Base::new(strict);
        let card = ("card".to_owned(), "名刺の注文方法を教えてください".to_owned(), "総務へ。".to_owned(), Vec::new());
        base.publish(vec![card]).await.expect("the model is well");
        let decision = base.ask("名刺を注文したい", None).await.decision;
        assert_eq!(decision, Decision::Unknown);
    }

    #[tokio::test]
    async fn candidates_are_shown_in_their_order() {
        let mut base = Base::new(Assistant::shipped());
        let rows = ["a", "b", "c"].map(|id| (id.to_owned(), id.to_owned(), String::new(), Vec::new()));
        base.publish(rows.to_vec()).await.expect("there is no model to fail");
        let offered = [2, 0].map(|at| EntryId::new(Uuid::from_u128(at)));
        assert_eq!(shown(&base, &Decision::Candidates(offered.to_vec())), ["c", "a"]);
        assert_eq!(shown(&base, &Decision::Unknown), [""; 0]);
    }

    #[tokio::test]
    async fn an_explanation_names_the_languages_and_every_feature_of_the_best() {
        let asking = Asking { locale: Some(Language::English), explain: true };
        let lines = lines_of("{\"id\":\"1\",\"text\":\"VPNに接続できない\"}", asking).await.expect("good input");
        let explain = &lines[0]["explain"];
        assert_eq!(json!([explain["language"], explain["locale"]]), json!(["ja", "en"]));
        assert_eq!(explain["confidence"], lines[0]["ranked"][0]["confidence"]);
        assert!(FEATURE_NAMES.iter().all(|name| explain["features"][name].is_number()), "{explain}");
    }

    #[tokio::test]
    async fn a_bad_line_is_named_and_costs_only_itself() {
        let lines = lines("{\"id\":\"1\",\"text\":\"a\"}\nnonsense\n\n{\"id\":\"3\",\"text\":\"vpn\"}")
            .await
            .expect("questions may be bad");
        assert!(lines[1]["error"].as_str().is_some_and(|error| error.starts_with("line 2: ")), "{lines:?}");
        assert_eq!(lines[2]["question_id"], "3");
        let faq = "{\"id\":\"1\",\"question\":\"a\"}\n{\"id\":\"2\"}";
        let error = retrieve(Assistant::shipped(), faq.as_bytes(), &b""[..], Asking::default(), &mut Vec::new())
            .await
            .expect_err("the second entry has no question");
        assert_eq!(error.to_string(), "line 2 of the FAQ");
    }
}
