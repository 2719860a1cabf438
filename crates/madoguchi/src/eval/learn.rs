//! `eval learn`: the drafts that learning makes of a transcript.

use std::io::{BufRead, Write};

use anyhow::Result;
use desk::learning::{Line, NothingReusable, Proposal, Speaker, Transcript, propose};
use masking::Known;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::base;

#[derive(Deserialize)]
struct Talk {
    #[serde(deserialize_with = "base::id")]
    id: String,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    from: From,
    #[serde(default)]
    name: Option<String>,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum From {
    Requester,
    Agent,
    Assistant,
}

#[derive(Serialize)]
struct Drafts<'a> {
    id: &'a str,
    drafts: Vec<Draft>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

#[derive(Serialize)]
struct Draft {
    question: String,
    answer: String,
    /// Indexes of the messages it rests on, from 0.
    evidence: Vec<usize>,
}

/// Reads one transcript a line and writes one line for each:
///
/// - in: `{"id":"…","messages":[{"from":"requester","name":"…","text":"…"}]}`; `from` is `requester`, `agent` or
///   `assistant`, and `name` may be left out
/// - out: `{"id":"…","drafts":[{"question":"…","answer":"…","evidence":[0,1]}]}`, with `"reason"` (`no_agent`,
///   `no_question`, `no_answer`, `personal`, `confidential`) where there is no draft
///
/// A line that cannot be read gets `{"error":"line 3: …"}`, and the next is read.
///
/// # Errors
/// When the input cannot be read or the output cannot be written.
pub(crate) fn learn(mut transcripts: impl BufRead, out: &mut impl Write) -> Result<()> {
    let mut line = Vec::new();
    for number in 1_usize.. {
        line.clear();
        if transcripts.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Talk>(&line) {
            Ok(talk) => drafts(talk, out)?,
            Err(error) => serde_json::to_writer(&mut *out, &json!({ "error": format!("line {number}: {error}") }))?,
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn drafts(talk: Talk, out: &mut impl Write) -> Result<()> {
    let lines = talk.messages.into_iter().map(|message| Line {
        speaker: match message.from {
            From::Requester => Speaker::Requester,
            From::Agent => Speaker::Agent,
            From::Assistant => Speaker::Assistant,
        },
        name: message.name,
        text: message.text,
    });
    // The speakers are known by their lines; there is no roster here.
    let (drafts, reason) = match propose(&Transcript { lines: lines.collect() }, &Known::default()) {
        Ok(proposals) => (proposals.into_iter().map(draft).collect(), None),
        Err(nothing) => (Vec::new(), Some(word(nothing))),
    };
    serde_json::to_writer(out, &Drafts { id: &talk.id, drafts, reason })?;
    Ok(())
}

fn draft(proposal: Proposal) -> Draft {
    Draft { question: proposal.question, answer: proposal.answer, evidence: proposal.evidence }
}

fn word(nothing: NothingReusable) -> &'static str {
    match nothing {
        NothingReusable::NoAgent => "no_agent",
        NothingReusable::NoQuestion => "no_question",
        NothingReusable::NoAnswer => "no_answer",
        NothingReusable::Personal => "personal",
        NothingReusable::Confidential => "confidential",
    }
}

#[cfg(test)]
mod tests {
    use super::learn;

    fn learnt(input: &str) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        learn(input.as_bytes(), &mut out).expect("memory can be read and written");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
    }

    #[test]
    fn every_talk_gets_its_line() {
        let input = concat!(
            r#"{"id":"a","messages":[{"from":"requester","name":"佐藤 花子","text":"会議室の予約方法は？"},{"from":"agent","text":"佐藤さん、ポータルの予約から行えます。"}]}"#,
            "\n\n{\"id\":\n",
            r#"{"id":7,"messages":[{"from":"requester","text":"会議室の予約方法は？"}]}"#,
            "\n",
            r#"{"id":"c","messages":[{"from":"system","text":"x"}]}"#,
        );
        let lines = learnt(input);
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0]["drafts"][0]["answer"], "ポータルの予約から行えます。");
        assert_eq!(lines[0]["drafts"][0]["evidence"], serde_json::json!([0, 1]));
        assert!(lines[0].get("reason").is_none());
        assert!(lines[1]["error"].as_str().is_some_and(|error| error.starts_with("line 3:")));
        assert_eq!((lines[2]["id"].as_str(), lines[2]["reason"].as_str()), (Some("7"), Some("no_agent")));
        assert!(lines[3]["error"].as_str().is_some_and(|error| error.starts_with("line 5:")));
    }
}
