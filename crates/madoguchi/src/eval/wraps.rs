//! Measures what greetings, letters and stories around a known wording cost: `tests/data/field-cases/wraps.json` on the sample FAQ.

use std::collections::HashMap;

use desk::answering::Decision;
use serde::Deserialize;

use super::base::Base;

const WRAPS: &str = include_str!("../../tests/data/field-cases/wraps.json");
const SAMPLES: [(&str, &str); 2] =
    [("ja", include_str!("../../../../sample/faq.ja.jsonl")), ("en", include_str!("../../../../sample/faq.en.jsonl"))];
/// Of the wordings that stand in a wrap, so many must be answered or offered, in percent.
const LEAST: usize = 90;

#[derive(Deserialize)]
struct Row {
    id: String,
    question: String,
    answer: String,
    variants: Vec<String>,
    #[serde(default)]
    audience: serde_json::Value,
}

/// How many were answered, offered; what was not found, answered wrongly.
#[derive(Debug, Default)]
struct Counts {
    answered: usize,
    offered: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

impl Counts {
    fn found(&self) -> usize {
        self.answered + self.offered
    }

    fn all(&self) -> usize {
        self.found() + self.missed.len() + self.wrong.len()
    }
}

/// A wording as a sentence among others; alone it stays as it is.
fn wrapped(wrap: &str, wording: &str, language: &str) -> String {
    let ends = wrap == "{q}" || wording.ends_with(['。', '？', '?', '.', '!']);
    let mark = match (ends, language) {
        (true, _) => "",
        (false, "ja") => "。",
        (false, _) => ".",
    };
    wrap.replace("{q}", &format!("{wording}{mark}"))
}

async fn measure(base: &Base, rows: &[Row], (wrap, language): (&str, &str)) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        let asked = wrapped(wrap, &row.variants[0], language);
        let said = base.ask(&asked, None).await;
        match said.decision {
            Decision::Answer(best) if base.key(best.entry) == row.id => counts.answered += 1,
            Decision::Answer(_) => counts.wrong.push(asked),
            Decision::Candidates(entries) if entries.iter().any(|entry| base.key(*entry) == row.id) => {
                counts.offered += 1;
            }
            Decision::Candidates(_) | Decision::Unknown => counts.missed.push(asked),
        }
    }
    counts
}

#[tokio::test]
async fn a_known_wording_is_found_inside_a_greeting_a_letter_and_a_story() {
    let wraps: HashMap<String, serde_json::Value> = serde_json::from_str(WRAPS).expect("the wraps are JSON");
    let mut low = Vec::new();
    for (language, sample) in SAMPLES {
        let rows: Vec<Row> = sample.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect();
        let rows: Vec<Row> =
            rows.into_iter().filter(|row| row.audience.is_null() || row.audience == "everyone").collect();
        let mut base = Base::new(super::Assistant::shipped());
        let published = |row: &Row| (row.id.clone(), row.question.clone(), row.answer.clone(), row.variants.clone());
        base.publish(rows.iter().map(published).collect()).await.expect("the model is well");
        let named = wraps[language].as_object().expect("the wraps of a language");
        let named = named.iter().map(|(name, wrap)| (name.as_str(), wrap.as_str().expect("a text")));
        for (name, wrap) in named.chain([("bare", "{q}")]) {
            let counts = measure(&base, &rows, (wrap, language)).await;
            if counts.found() * 100 < counts.all() * LEAST || !counts.wrong.is_empty() {
                low.push(format!("{language} {name}: {counts:?}"));
            }
        }
    }
    assert!(low.is_empty(), "{low:#?}");
}
