//! `eval loop`: questions come one by one, and what a person answers is taught.

use std::io::{BufRead, Write};

use anyhow::Result;
use desk::answering::Decision;
use desk::inquiry::Guess;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Assistant;
use super::base::{self, Base, Said};

/// One line of input.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Step {
    /// Forget everything.
    Reset {},
    /// A question.
    Ask { text: String },
    /// A person answered `text` with the answer `id`; its official question and answer, where it has them.
    Teach {
        text: String,
        #[serde(deserialize_with = "base::id")]
        id: String,
        #[serde(default)]
        question: Option<String>,
        #[serde(default)]
        answer: Option<String>,
    },
}

/// Reads one step a line and writes one line for each, at once: `{}`, `{"answer":"id","best":"id","score":0.93}`,
/// `{"answer":null,"best":"id","score":0.2}`, or `{"error":"…"}` for a line that is no step. `best` is the entry that
/// ranks first, given or not, `score` its confidence. What is taught
/// shows whether the guess for that question was right, as a draft does on a server.
///
/// # Errors
/// When the input cannot be read, the output cannot be written, or the model makes no vectors.
pub(crate) async fn stream(assistant: Assistant, mut input: impl BufRead, out: &mut impl Write) -> Result<()> {
    let (mut base, mut asked) = (Base::new(assistant), None);
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let reply = match serde_json::from_slice(&line) {
            Ok(step) => take(&mut base, &mut asked, step).await?,
            Err(error) => json!({ "error": error.to_string() }),
        };
        serde_json::to_writer(&mut *out, &reply)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
}

async fn take(base: &mut Base, asked: &mut Option<Asked>, step: Step) -> Result<Value> {
    Ok(match step {
        Step::Reset {} => {
            (*base, *asked) = (base.emptied(), None);
            json!({})
        }
        Step::Ask { text } => {
            let (reply, guess) = ask(base, &text).await;
            *asked = guess.map(|guess| Asked { text, guess });
            reply
        }
        Step::Teach { text, id, question, answer } => {
            // The draft shows which entry was meant, and only then becomes one.
            if let Some(asked) = asked.take().filter(|asked| asked.text == text) {
                base.note_right_entry(asked.guess, &id);
            }
            teach(base, &text, id, question, answer).await?;
            json!({})
        }
    })
}

async fn ask(base: &mut Base, text: &str) -> (Value, Option<Guess>) {
    let said = base.ask(text, None).await;
    let (best, score) = said.ranked.first().map_or((None, 0.0), |(id, best)| (Some(*id), best.confidence));
    let reply = match &said.decision {
        Decision::Answer(candidate) => json!({ "answer": base.key(candidate.entry), "best": best, "score": score }),
        Decision::Candidates(_) | Decision::Unknown => json!({ "answer": null, "best": best, "score": score }),
    };
    let Said { decision, best, .. } = said;
    (reply, base.keep(&decision, best))
}

/// What was asked last, and what was thought best.
struct Asked {
    text: String,
    guess: Guess,
}

/// A new entry, or one more wording of a known one.
async fn teach(
    base: &mut Base,
    text: &str,
    id: String,
    question: Option<String>,
    answer: Option<String>,
) -> Result<()> {
    if !base.knows(&id) {
        let question = question.filter(|question| !question.trim().is_empty()).unwrap_or_else(|| text.to_owned());
        base.publish(vec![(id.clone(), question, answer.unwrap_or_default(), Vec::new())]).await?;
    }
    base.add_wording(&id, text).await
}

#[cfg(test)]
mod tests {

    use super::*;

    async fn replies(input: &[u8]) -> Vec<Value> {
        let mut out = Vec::new();
        stream(Assistant::shipped(), input, &mut out).await.expect("memory does not fail");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
    }

    #[tokio::test]
    async fn what_was_taught_is_answered_until_reset() {
        let replies = replies(
            br#"{"op":"reset"}
{"op":"ask","text":"my card has not arrived yet"}
{"op":"teach","text":"my card has not arrived yet","id":"card_arrival"}
{"op":"teach","text":"how do I change my pin","id":"change_pin","question":"Changing the PIN","answer":"At any machine."}
{"op":"ask","text":"my new card has not arrived"}
{"op":"ask","text":"what is the exchange rate"}
{"op":"reset"}
{"op":"ask","text":"my card has not arrived yet"}"#,
        )
        .await;
        assert_eq!(replies.len(), 8);
        let answers: Vec<&Value> = [1, 4, 5, 7].into_iter().map(|at| &replies[at]["answer"]).collect();
        assert_eq!(answers, [&Value::Null, &json!("card_arrival"), &Value::Null, &Value::Null]);
        assert_eq!(replies[2], json!({}));
        let best: Vec<&Value> = [1, 4, 7].into_iter().map(|at| &replies[at]["best"]).collect();
        assert_eq!(best, [&Value::Null, &json!("card_arrival"), &Value::Null]);
    }

    #[tokio::test]
    async fn a_bad_line_is_told_and_the_stream_goes_on() {
        let replies =
            replies(b"nonsense\n{\"op\":\"dance\"}\n\xff\xfe\n\n{\"op\":\"ask\",\"text\":\"\"}\n{\"op\":\"reset\"}")
                .await;
        let errors: Vec<bool> = replies.iter().map(|reply| reply.get("error").is_some()).collect();
        assert_eq!(errors, [true, true, true, false, false]);
    }
}
