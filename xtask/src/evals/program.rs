//! The program under measurement, by its stable commands `eval retrieve`, `eval loop` and `eval learn`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;

/// An entry to publish.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) question: String,
    #[serde(default)]
    pub(super) answer: String,
    #[serde(default)]
    pub(super) variants: Vec<String>,
    #[serde(default)]
    audience: Value,
}

impl Entry {
    pub(super) fn new(id: String, question: String, variants: Vec<String>) -> Self {
        Self { id, question, answer: String::new(), variants, audience: Value::Null }
    }

    pub(super) fn answered(self, answer: String) -> Self {
        Self { answer, ..self }
    }

    pub(super) fn is_for_everyone(&self) -> bool {
        self.audience.is_null() || self.audience == "everyone"
    }
}

/// What the program would do with a question.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Said {
    pub(super) decision: String,
    pub(super) shown: Vec<String>,
    pub(super) ranked: Vec<Ranked>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Ranked {
    pub(super) id: String,
    pub(super) confidence: f64,
}

/// A program that speaks `madoguchi eval`.
pub(super) struct Program {
    pub(super) file: PathBuf,
    /// Settings, each as KEY=VALUE.
    pub(super) set: Vec<String>,
}

impl Program {
    /// Asks every question of a base with these entries; one reply for each, in order.
    pub(super) fn retrieve(&self, entries: &[Entry], questions: &[&str], locale: &str) -> Result<Vec<Said>> {
        let folder = TempDir::new()?;
        let faq = written(&folder, "faq", entries.iter().map(|entry| {
            json!({ "id": entry.id, "question": entry.question, "answer": entry.answer, "variants": entry.variants })
        }))?;
        let asked = written(
            &folder,
            "asked",
            questions.iter().enumerate().map(|(at, text)| json!({ "id": at, "text": text })),
        )?;
        let mut command = self.command("retrieve");
        command.args(["--locale", locale, "--faq"]).arg(faq).arg("--questions").arg(asked);
        let said: Vec<Said> = parsed(output_of(&mut command)?.as_slice())?;
        if said.len() != questions.len() {
            bail!("{} questions got {} replies", questions.len(), said.len());
        }
        Ok(said)
    }

    /// What the judge (a script that is given talks and drafts) makes of the drafts of a file of talks.
    pub(super) fn judged_drafts(&self, judge: &Path, talks: &Path) -> Result<BTreeMap<String, Judgement>> {
        let folder = TempDir::new()?;
        let drafts = folder.path().join("drafts");
        // Drafts need no settings.
        let mut learn = Command::new(&self.file);
        learn.args(["eval", "learn", "--transcripts"]).arg(talks);
        std::fs::write(&drafts, output_of(&mut learn)?)?;
        let mut judging = Command::new("python3");
        judging.arg(judge).arg(talks).arg(&drafts).arg("--json");
        serde_json::from_slice(&output_of(&mut judging)?).with_context(|| judge.display().to_string())
    }

    /// Starts a stream, with another promise than the program is shipped with where there is one.
    pub(super) fn stream(&self, promise: Option<&str>) -> Result<Stream> {
        let mut command = self.command("loop");
        command.args(promise.into_iter().flat_map(|promise| ["--promise", promise]));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", self.file.display()))?;
        let input = child.stdin.take().context("its input is piped")?;
        let output = BufReader::new(child.stdout.take().context("its output is piped")?);
        Ok(Stream { child, input, output })
    }

    fn command(&self, what: &str) -> Command {
        let mut command = Command::new(&self.file);
        command.args(["eval", what]).args(self.set.iter().flat_map(|pair| ["--set", pair]));
        command
    }
}

/// A share with the number that it is of; none where that is 0.
#[derive(Debug, Deserialize)]
pub(super) struct Judgement {
    pub(super) value: Option<f64>,
    pub(super) of: usize,
}

fn output_of(command: &mut Command) -> Result<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!("{name} failed ({})", output.status);
    }
    Ok(output.stdout)
}

/// A program that answers each line with a line; ended when dropped.
pub(super) struct Stream {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Stream {
    pub(super) fn say(&mut self, step: &Value) -> Result<Value> {
        writeln!(self.input, "{step}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let reply: Value = serde_json::from_str(&line).with_context(|| format!("no reply to {step}"))?;
        if let Some(error) = reply.get("error") {
            bail!("the program refused {step}: {error}");
        }
        Ok(reply)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// The lines of a file of JSON lines.
pub(super) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let shown = || path.display().to_string();
    parsed(BufReader::new(File::open(path).with_context(shown)?)).with_context(shown)
}

fn parsed<T: DeserializeOwned>(from: impl BufRead) -> Result<Vec<T>> {
    let filled =
        |(_, line): &(usize, std::io::Result<String>)| line.as_ref().map_or(true, |line| !line.trim().is_empty());
    from.lines()
        .enumerate()
        .filter(filled)
        .map(|(at, line)| serde_json::from_str(&line?).with_context(|| format!("line {}", at + 1)))
        .collect()
}

fn written(folder: &TempDir, name: &str, rows: impl Iterator<Item = Value>) -> Result<PathBuf> {
    let path = folder.path().join(name);
    let mut text = String::new();
    for row in rows {
        text += &row.to_string();
        text.push('\n');
    }
    std::fs::write(&path, text)?;
    Ok(path)
}
