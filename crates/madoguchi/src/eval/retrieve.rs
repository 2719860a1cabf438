//! `eval retrieve`: a ranking and a decision for each question of a file.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use desk::answering::Decision;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::base::{self, Base, Said};

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
    ranked: Vec<Ranked<'a>>,
}

#[derive(Serialize)]
struct Ranked<'a> {
    id: &'a str,
    score: f32,
    confidence: f32,
}

/// Publishes the entries of `faq` (JSON lines: id, question, answer, variants) and writes one line for each of
/// `questions` (JSON lines: id, text): what would be decided, and the ten best entries.
///
/// # Errors
/// When a line cannot be read (the message names it) or the output cannot be written.
pub fn retrieve(faq: impl BufRead, questions: impl BufRead, out: &mut impl Write) -> Result<()> {
    let mut base = Base::new();
    let rows: Vec<FaqRow> = read(faq, "FAQ")?;
    base.publish(rows.into_iter().map(|row| (row.id, row.question, row.answer, row.variants)).collect());
    for question in read::<Question>(questions, "questions")? {
        let Said { decision, ranked } = base.ask(&question.text);
        let line = Line {
            question_id: &question.id,
            decision: word(&decision),
            ranked: ranked
                .iter()
                .map(|(id, candidate)| Ranked { id, score: candidate.score, confidence: candidate.confidence })
                .collect(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Answer(_) => "answer",
        Decision::Candidates(_) => "candidates",
        Decision::Unknown => "unknown",
    }
}

/// Reads one object a line; empty lines are skipped.
fn read<T: DeserializeOwned>(lines: impl BufRead, what: &str) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    for (at, line) in lines.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read line {} of the {what}", at + 1))?;
        if !line.trim().is_empty() {
            let row = serde_json::from_str(&line).with_context(|| format!("line {} of the {what}", at + 1))?;
            rows.push(row);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const FAQ: &str = r#"{"id":"vpn","question":"VPNに接続できません","answer":"再起動します。","variants":["VPNつながらない"]}
{"id":7,"question":"How do I book a meeting room?","answer":"In the calendar."}

{"id":"leave","question":"有給休暇の申請方法を教えてください","answer":"勤怠システムで申請します。"}"#;

    fn lines(questions: &str) -> Result<Vec<Value>> {
        let mut out = Vec::new();
        retrieve(FAQ.as_bytes(), questions.as_bytes(), &mut out)?;
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        Ok(text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect())
    }

    #[test]
    fn a_known_question_is_answered_and_a_foreign_one_is_not() {
        let lines = lines(
            r#"{"id":"1","text":"VPNに接続できない"}
{"id":2,"text":"How can I book a meeting room"}
{"id":"3","text":"今日の天気は？"}"#,
        )
        .expect("good input");
        let seen = |at: usize| json!([lines[at]["question_id"], lines[at]["decision"], lines[at]["ranked"][0]["id"]]);
        assert_eq!(seen(0), json!(["1", "answer", "vpn"]));
        assert_eq!(seen(1), json!(["2", "answer", "7"]));
        assert_eq!(lines[2]["decision"], "unknown");
        assert_eq!(lines[0]["ranked"].as_array().map(Vec::len), Some(3), "all entries are ranked");
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = lines("{\"id\":\"1\",\"text\":\"a\"}\nnonsense").expect_err("the second line is no JSON");
        assert!(error.to_string().contains("line 2 of the questions"), "{error}");
    }
}
