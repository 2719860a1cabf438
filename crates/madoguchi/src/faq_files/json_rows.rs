//! FAQ as JSON lines.

use std::io::Write;

use anyhow::{Result, bail};
use desk::faq::{Entry, Row};
use serde::{Deserialize, Serialize};

use super::markup::{escaped, to_text};
use super::{FaqFile, audience_names, markup_remark};

/// Longest reason of the JSON reader that is repeated, in characters: it may quote the file.
const REASON: usize = 200;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object in { }")]
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

/// The lines of a text, numbered from 1; empty ones are skipped. Fails where it is one array.
pub(crate) fn lines(text: &str) -> Result<impl Iterator<Item = (u64, &str)>> {
    if text.trim_start().starts_with('[') {
        bail!("it is one JSON array; write one object a line, without brackets around and commas between them");
    }
    let numbered = text.lines().enumerate().map(|(at, line)| (at as u64 + 1, line.trim()));
    Ok(numbered.filter(|(_, line)| !line.is_empty()))
}

/// Reads one object a line.
pub(super) fn read(text: &str) -> Result<FaqFile> {
    let mut file = FaqFile::default();
    let mut marked_up = Vec::new();
    for (at, line) in lines(text)? {
        let row = row(line).map(|raw| {
            let row = without_markup(&raw);
            marked_up.extend((row != raw).then_some(at));
            row
        });
        file.lines.push((at, row));
    }
    file.remarks.extend(markup_remark(&marked_up));
    Ok(file)
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

fn without_markup(row: &Row) -> Row {
    Row {
        question: to_text(&row.question),
        answer: to_text(&row.answer),
        variants: row.variants.iter().map(|variant| to_text(variant)).collect(),
        ..row.clone()
    }
}

/// Why a line is no row. Its number is told beside, so that the parser's own "line 1" would only mislead.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    if !error.is_data() {
        return format!(
            "is no JSON object (column {column}): a line begins with {{ and ends with }}, and texts stand in quotes"
        );
    }
    let text = error.to_string();
    let what: String = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what).chars().take(REASON).collect();
    format!("{} (column {column})", what.escape_debug())
}

/// Writes one entry a line.
pub(super) fn write(entries: &[Entry], out: &mut dyn Write) -> Result<()> {
    for entry in entries {
        let names = audience_names(&entry.audience);
        let wire = Wire {
            id: Some(entry.key.clone()),
            question: escaped(&entry.question).into_owned(),
            answer: escaped(&entry.answer).into_owned(),
            variants: entry.variants.iter().map(|variant| escaped(variant).into_owned()).collect(),
            language: Some(entry.language.code().to_owned()),
            audience: match names.as_slice() {
                [one] if one == "everyone" || one == "nobody" => Audience::One(one.clone()),
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
        let rows = read("{\"question\":\"Q\",\"answer\":\"A\"}\n\n{\"question\":\"Q\"}\nnot json\n")
            .expect("a FAQ file")
            .lines;
        assert!(rows[0].1.is_ok());
        assert_eq!(rows[1], (3, Err("missing field `answer` (column 16)".to_owned())));
        let (line, reason) = &rows[2];
        assert!(*line == 4 && reason.as_ref().is_err_and(|reason| reason.starts_with("is no JSON object (column 2)")));
    }

    #[test]
    fn a_file_of_another_kind_is_told_what_is_expected_and_quotes_little_of_it() {
        let refused = read("[{\"question\":\"Q\",\"answer\":\"A\"}]").expect_err("an array").to_string();
        assert!(refused.contains("one object a line"), "{refused}");
        let long = format!("{{\"question\":\"Q\",\"answer\":\"A\",\"{}\":1}}", "x".repeat(100_000));
        let rows = read(&long).expect("a FAQ file").lines;
        assert!(rows[0].1.as_ref().is_err_and(|reason| reason.contains("unknown field") && reason.len() < 400));
    }
}
