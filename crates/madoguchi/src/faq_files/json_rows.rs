//! FAQ as JSON lines.

use std::io::Write;

use anyhow::Result;
use desk::faq::{Entry, Row};
use serde::{Deserialize, Serialize};

use super::{Line, audience_names};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "id")]
    id: Option<String>,
    question: String,
    answer: String,
    #[serde(default)]
    variants: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default)]
    audience: Audience,
}

/// `"everyone"` or a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// Ids are often numbers in other systems' exports.
fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(i64),
    }
    Ok(Option::<Id>::deserialize(deserializer)?.map(|id| match id {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    }))
}

/// Reads one object a line; empty lines are skipped.
pub(super) fn read(text: &str) -> Vec<Line> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at as u64 + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty()).map(|(number, line)| (number, row(line))).collect()
}

fn row(line: &str) -> Result<Row, String> {
    let wire: Wire = serde_json::from_str(line).map_err(|error| reason(&error))?;
    let audience = match wire.audience {
        Audience::One(name) => vec![name],
        Audience::Several(names) => names,
    };
    Ok(Row {
        id: wire.id,
        question: wire.question,
        answer: wire.answer,
        variants: wire.variants,
        language: wire.language,
        audience,
    })
}

/// Why a line is no row. Its number is told beside, so that the parser's own "line 1" would only mislead.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} (column {})", error.column()),
        None => text,
    }
}

/// Writes one entry a line.
pub(super) fn write(entries: &[Entry], out: &mut dyn Write) -> Result<()> {
    for entry in entries {
        let names = audience_names(&entry.audience);
        let wire = Wire {
            id: Some(entry.key.clone()),
            question: entry.question.clone(),
            answer: entry.answer.clone(),
            variants: entry.variants.clone(),
            language: Some(entry.language.code().to_owned()),
            audience: match names.as_slice() {
                [one] if one == "everyone" => Audience::One(one.clone()),
                _ => Audience::Several(names),
            },
        };
        serde_json::to_writer(&mut *out, &wire)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_the_line_of_the_file_only() {
        let rows = read("{\"question\":\"Q\",\"answer\":\"A\"}\n\n{\"question\":\"Q\"}\n");
        assert!(rows[0].1.is_ok());
        assert_eq!(rows[1], (3, Err("missing field `answer` (column 16)".to_owned())));
    }
}
