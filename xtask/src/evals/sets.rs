//! The sets: which files, asked of which base, judged how.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::cases::{self, Case, Step};
use super::program::{Entry, Program, Said, lines};
use super::table::{Better, Figure, Part};

/// The questions that lie in the repository.
const OWN: &str = "evals/data";
const WRAPS: &str = "crates/madoguchi/tests/data/field-cases/wraps.json";
/// Judges drafts.
const JUDGE: &str = "evals/learn.py";
const LANGUAGES: [&str; 2] = ["ja", "en"];
/// Steps of a stream after which it says how far it is.
const STRIDE: usize = 500;

const OWN_QUESTIONS: &str = "asked of the sample FAQ";
const PUBLIC: &str = "public sets";
const DRAFTS: &str = "drafts from talks";
const STREAMS: &str = "learning from a stream";

/// Where everything is.
pub(super) struct Place {
    pub(super) program: Program,
    /// The root of the repository.
    pub(super) root: PathBuf,
    /// The folder of public sets, if one was named.
    pub(super) data: Option<PathBuf>,
}

type Run = Box<dyn Fn(&Place) -> Result<Vec<Part>> + Send + Sync>;

/// Something to measure that needs no other.
pub(super) struct Job {
    /// What it is called on the command line; jobs may share it.
    pub(super) family: &'static str,
    pub(super) name: String,
    /// Files of the folder of public sets that it reads. None: it is measured everywhere, also in the tests.
    pub(super) needs: Vec<String>,
    run: Run,
}

impl Job {
    fn own(
        family: &'static str,
        language: &str,
        run: impl Fn(&Place) -> Result<Vec<Part>> + Send + Sync + 'static,
    ) -> Self {
        Self { family, name: format!("{family} {language}"), needs: Vec::new(), run: Box::new(run) }
    }

    fn public(
        family: &'static str,
        name: &str,
        needs: &[String],
        run: impl Fn(&Place) -> Result<Vec<Part>> + Send + Sync + 'static,
    ) -> Self {
        Self { family, name: name.to_owned(), needs: needs.to_vec(), run: Box::new(run) }
    }

    pub(super) fn is_own(&self) -> bool {
        self.needs.is_empty()
    }

    pub(super) fn run(&self, place: &Place) -> Result<Vec<Part>> {
        (self.run)(place).with_context(|| self.name.clone())
    }

    /// Files that it reads and that are not there.
    pub(super) fn missing(&self, data: Option<&Path>) -> Vec<&str> {
        let is_there = |file: &String| data.is_some_and(|data| data.join(file).is_file());
        self.needs.iter().filter(|file| !is_there(file)).map(String::as_str).collect()
    }
}

/// All of them, in the order of the table.
pub(super) fn all() -> Vec<Job> {
    let mut jobs = Vec::new();
    for family in ["colloquial", "people"] {
        jobs.extend(LANGUAGES.map(|language| Job::own(family, language, move |place| own(place, family, language))));
    }
    jobs.extend(LANGUAGES.map(|language| Job::own("neighbours", language, move |place| neighbours(place, language))));
    jobs.extend(LANGUAGES.map(|language| Job::own("double", language, move |place| double(place, language))));
    jobs.extend(LANGUAGES.map(|language| Job::own("wraps", language, move |place| wraps(place, language))));
    jobs.extend(LANGUAGES.map(|language| Job::own("learning", language, move |place| learning(place, language))));
    let corpus = "localgovfaq/corpus.jsonl".to_owned();
    let [queries, gaps, removed] =
        ["queries", "gap.queries", "gap.removed"].map(|name| format!("localgovfaq/{name}.dev.jsonl"));
    jobs.push(Job::public("localgovfaq", "localgovfaq", &[corpus.clone(), queries], localgovfaq));
    jobs.push(Job::public("localgovfaq", "localgovfaq, entries removed", &[corpus.clone(), gaps, removed], gaps_of));
    jobs.push(Job::public(
        "stackfaq",
        "stackfaq",
        &["corpus", "queries.dev"].map(|name| format!("stackfaq/{name}.jsonl")),
        stackfaq,
    ));
    let jsquad_files = ["paragraphs.dev", "queries.dev"].map(|name| format!("jsquad-retrieval/{name}.jsonl"));
    jobs.push(Job::public("jsquad", "jsquad", &jsquad_files, jsquad));
    for set in ["banking77", "clinc150", "hwu64"] {
        for (shots, name) in [("train", "full"), ("train_10", "10-shot"), ("train_5", "5-shot")] {
            let files = [format!("{set}/{shots}.jsonl"), format!("{set}/dev.jsonl")];
            let (name, [known, asked]) = (format!("{set} {name}"), files.clone());
            let shown = name.clone();
            jobs.push(Job::public(set, &name, &files, move |place| intents(place, &shown, &known, &asked)));
        }
    }
    let hint3 = ["train", "dev"].map(|name| format!("hint3/sofmattress.{name}.jsonl"));
    let [known, asked] = hint3.clone();
    jobs.push(Job::public("hint3", "hint3 sofmattress", &hint3, move |place| {
        intents(place, "hint3 sofmattress", &known, &asked)
    }));
    for set in ["banking77", "clinc150"] {
        for (name, promise) in [("", None), (", promise 1 %", Some("0.01")), (", promise 10 %", Some("0.1"))] {
            let name = format!("loop {set}{name}");
            let files = [format!("loop/{set}.dev.jsonl")];
            let (shown, [file]) = (name.clone(), files.clone());
            jobs.push(Job::public("loop", &name, &files, move |place| stream(place, &shown, &file, promise, None)));
        }
    }
    for (name, registered) in [("loop localgovfaq", false), ("loop localgovfaq, all registered", true)] {
        let file = "loop/localgovfaq.dev.jsonl".to_owned();
        jobs.push(Job::public("loop", name, &[file.clone(), corpus.clone()], move |place| {
            stream(place, name, &file, None, Some(registered))
        }));
    }
    jobs
}

/// A question of a set of our own.
#[derive(Deserialize)]
struct Own {
    text: String,
    gold: Vec<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    tempting: String,
    #[serde(default)]
    held: bool,
}

fn part(group: &str, set: &str, questions: usize, figures: Vec<Figure>) -> Part {
    let (group, set) = (group.to_owned(), set.to_owned());
    Part { group, set, questions, figures, date: String::new(), commit: String::new() }
}

/// Figures that no test stands on: a set is public, or its questions are held back.
fn only_told(mut figures: Vec<Figure>) -> Vec<Figure> {
    for figure in &mut figures {
        figure.headline = false;
    }
    figures
}

/// Both languages of the sample FAQ, as a company that works in both has them; what everyone may see.
fn sample(place: &Place) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for language in LANGUAGES {
        entries.extend(lines::<Entry>(&place.root.join(format!("sample/faq.{language}.jsonl")))?);
    }
    entries.retain(Entry::is_for_everyone);
    Ok(entries)
}

fn asked_of_the_sample(place: &Place, family: &str, language: &str) -> Result<Vec<(Own, Said)>> {
    let rows: Vec<Own> = lines(&place.root.join(OWN).join(format!("{family}.{language}.jsonl")))?;
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let said = place.program.retrieve(&sample(place)?, &texts, language)?;
    Ok(rows.into_iter().zip(said).collect())
}

/// One part for what may be tuned on, one for what is held back.
fn halves<T>(group: &str, name: &str, rows: Vec<(bool, T)>, figures: impl Fn(&[T]) -> Vec<Figure>) -> Vec<Part> {
    let (held, open): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(held, _)| *held);
    let plain = |rows: Vec<(bool, T)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<T>>();
    let (held, open) = (plain(held), plain(open));
    let mut parts = vec![part(group, name, open.len(), figures(&open))];
    if !held.is_empty() {
        parts.push(part(group, &format!("{name}, held"), held.len(), only_told(figures(&held))));
    }
    parts
}

fn own(place: &Place, family: &str, language: &str) -> Result<Vec<Part>> {
    let rows = asked_of_the_sample(place, family, language)?;
    let rows = rows.into_iter().map(|(row, said)| (row.held, Case { gold: even(row.gold), said })).collect();
    Ok(halves(OWN_QUESTIONS, &format!("{family} {language}"), rows, cases::decisions))
}

fn neighbours(place: &Place, language: &str) -> Result<Vec<Part>> {
    let rows = asked_of_the_sample(place, "neighbours", language)?;
    let rows = rows.into_iter().map(|(row, said)| (row.held, (row.tempting, said))).collect();
    Ok(halves("neighbours", &format!("neighbours {language}"), rows, cases::neighbours))
}

/// Messages with two questions, and others of two sentences that are one.
fn double(place: &Place, language: &str) -> Result<Vec<Part>> {
    let rows = asked_of_the_sample(place, "double", language)?;
    let count = rows.len();
    let (two, one): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(row, _)| row.kind == "two");
    let [two, one] = [two, one]
        .map(|rows| rows.into_iter().map(|(row, said)| Case { gold: even(row.gold), said }).collect::<Vec<_>>());
    let figures = cases::double(&two, &one);
    Ok(vec![part("two questions in one message", &format!("double {language}"), count, figures)])
}

/// The first variant of every entry of the language, inside each wrap.
fn wraps(place: &Place, language: &str) -> Result<Vec<Part>> {
    let wraps: HashMap<String, Value> = serde_json::from_str(&std::fs::read_to_string(place.root.join(WRAPS))?)?;
    let wraps = wraps[language].as_object().context("the wraps of a language")?;
    let entries = sample(place)?;
    let ending = format!("-{language}");
    let known: Vec<(&str, &str)> = entries
        .iter()
        .filter(|entry| entry.id.ends_with(&ending))
        .filter_map(|entry| Some((entry.id.as_str(), entry.variants.first()?.as_str())))
        .collect();
    let wraps = wraps.iter().filter_map(|(name, wrap)| Some((name.as_str(), wrap.as_str()?)));
    let wraps: Vec<(&str, &str)> = std::iter::once(("bare", "{q}")).chain(wraps).collect();
    let mut texts = Vec::new();
    for (_, wrap) in &wraps {
        texts.extend(known.iter().map(|(_, wording)| wrapped(wrap, wording, language)));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // All in one go, so that the FAQ is read once.
    let mut said = place.program.retrieve(&entries, &texts, language)?.into_iter();
    let (mut figures, mut wrong_of_all) = (Vec::new(), 0);
    for (name, _) in &wraps {
        let said = said.by_ref().take(known.len());
        let cases = known.iter().zip(said).map(|((id, _), said)| Case { gold: even(vec![(*id).to_owned()]), said });
        let (found, wrong) = cases::found_and_wrong(&cases.collect::<Vec<_>>());
        wrong_of_all += wrong;
        figures.push(cases::count(&format!("{name}: found"), found, known.len(), Better::More).headline());
    }
    let asked = known.len() * figures.len();
    figures.push(cases::count("wrong", wrong_of_all, asked, Better::Less).headline());
    Ok(vec![part("known wordings inside other words", &format!("wraps {language}"), asked, figures)])
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

/// Talks of both parts, judged by the script that also shows their faults one by one.
fn learning(place: &Place, language: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for half in ["tune", "held"] {
        let talks = place.root.join(OWN).join(format!("talks.{language}.{half}.jsonl"));
        let count = lines::<Value>(&talks)?.len();
        let figures = cases::drafts(&place.program.judged_drafts(&place.root.join(JUDGE), &talks)?);
        let set = format!("learning {language}");
        parts.push(match half {
            "tune" => part(DRAFTS, &set, count, figures),
            _ => part(DRAFTS, &format!("{set}, held"), count, only_told(figures)),
        });
    }
    Ok(parts)
}

/// A judged question of a public set.
#[derive(Deserialize)]
struct Query {
    text: String,
    relevant: BTreeMap<String, f64>,
}

fn even(gold: Vec<String>) -> Vec<(String, f64)> {
    gold.into_iter().map(|id| (id, 1.0)).collect()
}

fn file(place: &Place, name: &str) -> Result<PathBuf> {
    Ok(place.data.as_ref().context("no folder of public sets")?.join(name))
}

fn judged(place: &Place, entries: &[Entry], queries: &str, language: &str) -> Result<Vec<Case>> {
    let queries: Vec<Query> = lines(&file(place, queries)?)?;
    let texts: Vec<&str> = queries.iter().map(|query| query.text.as_str()).collect();
    let said = place.program.retrieve(entries, &texts, language)?;
    let gold = |query: Query| query.relevant.into_iter().filter(|(_, grade)| *grade > 0.0).collect();
    Ok(queries.into_iter().zip(said).map(|(query, said)| Case { gold: gold(query), said }).collect())
}

fn ranked_and_decided(set: &str, cases: &[Case]) -> Part {
    let mut figures = cases::decisions(cases);
    figures.extend(cases::rankings(cases));
    part(PUBLIC, set, cases.len(), only_told(figures))
}

fn localgovfaq(place: &Place) -> Result<Vec<Part>> {
    let entries: Vec<Entry> = lines(&file(place, "localgovfaq/corpus.jsonl")?)?;
    let cases = judged(place, &entries, "localgovfaq/queries.dev.jsonl", "ja")?;
    Ok(vec![ranked_and_decided("localgovfaq", &cases)])
}

/// Some entries are taken out, and with them the answers of half of the questions.
fn gaps_of(place: &Place) -> Result<Vec<Part>> {
    #[derive(Deserialize)]
    struct Removed {
        id: String,
    }
    let removed: Vec<Removed> = lines(&file(place, "localgovfaq/gap.removed.dev.jsonl")?)?;
    let removed: HashSet<String> = removed.into_iter().map(|row| row.id).collect();
    let mut entries: Vec<Entry> = lines(&file(place, "localgovfaq/corpus.jsonl")?)?;
    entries.retain(|entry| !removed.contains(&entry.id));
    let cases = judged(place, &entries, "localgovfaq/gap.queries.dev.jsonl", "ja")?;
    Ok(vec![part(PUBLIC, "localgovfaq, entries removed", cases.len(), only_told(cases::decisions(&cases)))])
}

fn stackfaq(place: &Place) -> Result<Vec<Part>> {
    let entries: Vec<Entry> = lines(&file(place, "stackfaq/corpus.jsonl")?)?;
    let cases = judged(place, &entries, "stackfaq/queries.dev.jsonl", "en")?;
    Ok(vec![ranked_and_decided("stackfaq", &cases)])
}

/// Paragraphs of an encyclopedia as answers, their titles as questions: no FAQ, but Japanese and of good licence.
fn jsquad(place: &Place) -> Result<Vec<Part>> {
    #[derive(Deserialize)]
    struct Paragraph {
        id: String,
        title: String,
        text: String,
    }
    let paragraphs: Vec<Paragraph> = lines(&file(place, "jsquad-retrieval/paragraphs.dev.jsonl")?)?;
    let entries: Vec<Entry> =
        paragraphs.into_iter().map(|row| Entry::new(row.id, row.title, Vec::new()).answered(row.text)).collect();
    let cases = judged(place, &entries, "jsquad-retrieval/queries.dev.jsonl", "ja")?;
    Ok(vec![ranked_and_decided("jsquad", &cases)])
}

/// Each label is an entry with the known texts as wordings; `oos` is what no label answers.
fn intents(place: &Place, set: &str, known: &str, asked: &str) -> Result<Vec<Part>> {
    #[derive(Deserialize)]
    struct Labelled {
        text: String,
        label: String,
    }
    const OUT_OF_SCOPE: &str = "oos";
    let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in lines::<Labelled>(&file(place, known)?)? {
        if row.label != OUT_OF_SCOPE {
            by_label.entry(row.label).or_default().push(row.text);
        }
    }
    let entries: Vec<Entry> = by_label
        .into_iter()
        .map(|(label, mut texts)| {
            let question = texts.remove(0);
            Entry::new(label, question, texts)
        })
        .collect();
    let asked: Vec<Labelled> = lines(&file(place, asked)?)?;
    let texts: Vec<&str> = asked.iter().map(|row| row.text.as_str()).collect();
    let said = place.program.retrieve(&entries, &texts, "en")?;
    let gold = |label: String| if label == OUT_OF_SCOPE { Vec::new() } else { even(vec![label]) };
    let cases: Vec<Case> =
        asked.into_iter().zip(said).map(|(row, said)| Case { gold: gold(row.label), said }).collect();
    Ok(vec![part(PUBLIC, set, cases.len(), only_told(cases::decisions(&cases)))])
}

/// A question of a stream.
#[derive(Deserialize)]
struct Asked {
    text: String,
    #[serde(default)]
    gold: Option<String>,
    #[serde(default)]
    gold_any: Vec<String>,
}

/// Questions meet an empty base (`registered`: one that holds the whole FAQ). What is handed over a person answers, and it
/// is taught; a wrong answer stays unnoticed. `registered` is none where the set has no FAQ.
/// `promise`: the share of wrong answers that is promised; as shipped where it is `None`.
fn stream(
    place: &Place,
    set: &str,
    questions: &str,
    promise: Option<&str>,
    registered: Option<bool>,
) -> Result<Vec<Part>> {
    let questions: Vec<Asked> = lines(&file(place, questions)?)?;
    let official: Vec<Entry> = match registered {
        Some(_) => lines(&file(place, "localgovfaq/corpus.jsonl")?)?,
        None => Vec::new(),
    };
    let by_id: HashMap<&str, &Entry> = official.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let teach = |text: &str, id: &str| match by_id.get(id) {
        Some(entry) => {
            json!({ "op": "teach", "text": text, "id": id, "question": entry.question, "answer": entry.answer })
        }
        None => json!({ "op": "teach", "text": text, "id": id }),
    };
    let mut program = place.program.stream(promise)?;
    if registered == Some(true) {
        for entry in &official {
            program.say(&teach(&entry.question, &entry.id))?;
        }
    }
    let mut steps = Vec::new();
    for (at, row) in questions.iter().enumerate() {
        if at > 0 && at % STRIDE == 0 {
            eprintln!("{set}: {at} of {} questions", questions.len());
        }
        let right = |id: &str| row.gold.as_deref() == Some(id) || row.gold_any.iter().any(|gold| gold == id);
        let reply = program.say(&json!({ "op": "ask", "text": row.text }))?;
        let answered = reply["answer"].as_str().map(right);
        let best = reply["best"].as_str().is_some_and(right);
        steps.push(Step { answered, best: (reply["score"].as_f64().unwrap_or_default(), best) });
        let known = row.gold.as_deref().or(row.gold_any.first().map(String::as_str));
        if let (None, Some(id)) = (answered, known) {
            program.say(&teach(&row.text, id))?;
        }
    }
    Ok(vec![part(STREAMS, set, steps.len(), only_told(cases::stream(&steps)))])
}
