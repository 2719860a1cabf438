//! Negative examples (`infra/tests/refused`): each breaks one rule, and says where. A line that
//! must be refused ends in `# refused: <words of the message>`; nothing else may be refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::report::Report;
use super::rules::{self, Complaint, Facts};
use super::source::{Place, folders};
use super::terraform::{Diagnostic, diagnostics};
use super::workplace::{Workplace, copy_tree};
use super::{bodies, dapr, environments, modules, picture};

/// What a negative example is put through, by the first line of its `README.md`.
const WAYS: &str = "format, validate, plan, settle, bodies, dapr, picture, or a rule's name";

/// A line that must be refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    place: Place,
    words: String,
}

pub(super) fn check(workplace: &Workplace, report: &mut Report) -> Result<()> {
    let mut seen = BTreeSet::new();
    for folder in folders(&workplace.infra.join("tests/refused")) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let way = way(&folder)?;
        let expected = expected(&folder)?;
        let complaints = refuse(workplace, &folder, &way)?;
        report.none(&format!("refused: {name}"), &differences(&expected, &complaints));
        seen.insert(way);
    }
    let unseen: Vec<String> = rules::ALL
        .iter()
        .map(|rule| rule.name)
        .chain(["format", "validate", "plan", "settle", "bodies", "dapr", "picture"])
        .filter(|way| !seen.contains(*way))
        .map(|way| format!("nothing shows that {way:?} can fail"))
        .collect();
    report.none("every check has a negative example", &unseen);
    Ok(())
}

fn way(folder: &Path) -> Result<String> {
    let file = folder.join("README.md");
    let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let way = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default().to_owned();
    if way.is_empty() {
        bail!("{}: the first line is `# ` and one of {WAYS}", file.display());
    }
    Ok(way)
}

fn expected(folder: &Path) -> Result<BTreeSet<Expected>> {
    let mut all = BTreeSet::new();
    for file in all_files(folder) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        if file.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if let Some((_, words)) = line.split_once("# refused: ") {
                let place = Place { file: file.clone(), line: index + 1 };
                all.insert(Expected { place, words: words.trim_end_matches(['"', ',']).trim().to_owned() });
            }
        }
    }
    if all.is_empty() {
        bail!("{}: no line says `# refused:`", folder.display());
    }
    Ok(all)
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    for inner in folders(folder) {
        all.extend(all_files(&inner));
    }
    all.sort();
    all
}

fn refuse(workplace: &Workplace, folder: &Path, way: &str) -> Result<Vec<Complaint>> {
    match way {
        "format" => refuse_format(workplace, folder),
        "validate" => {
            workplace.init_module(folder)?;
            Ok(modules::problems(workplace, folder)?.iter().map(|told| complaint(folder, told)).collect())
        }
        "plan" => refuse_plan(workplace, folder),
        "dapr" => {
            workplace.init(folder, "example")?;
            let plan = workplace.plan(folder, "example", None)?;
            dapr::compare(folder, &[&plan])
        }
        "picture" => picture::stale(folder),
        "bodies" => {
            workplace.init(folder, "example")?;
            let plan = workplace.plan(folder, "example", None)?;
            let root = super::root()?;
            Ok(bodies::Types::read(&root)?.check(&plan))
        }
        "settle" => Ok(environments::unsettled_places(&environments::settle(workplace, folder, "example")?)),
        rule => refuse_rule(workplace, folder, rule),
    }
}

fn refuse_format(workplace: &Workplace, folder: &Path) -> Result<Vec<Complaint>> {
    let output = workplace.terraform(folder, &["fmt", "-check", "-diff", "-no-color"])?;
    let text = String::from_utf8_lossy(&output.stdout);
    // A line of the difference that begins with one `-` is one that would be changed. Its place is
    // looked for in the folder's files.
    Ok(text
        .lines()
        .filter_map(|line| line.strip_prefix("-")?.strip_prefix(|sign: char| sign != '-'))
        .filter_map(|line| super::source::words(folder, "tf", &[line.trim()]))
        .map(|place| Complaint::at("not formatted".to_owned(), Some(place)))
        .collect())
}

fn refuse_plan(workplace: &Workplace, folder: &Path) -> Result<Vec<Complaint>> {
    workplace.init(folder, "example")?;
    let output = workplace.terraform(folder, &["plan", "-json"])?;
    Ok(diagnostics(&output).iter().map(|told| complaint(folder, told)).collect())
}

/// Rules that look at a change get the state of `before/` first; rules that compare environments
/// get one plan for each file of variables.
fn refuse_rule(workplace: &Workplace, folder: &Path, name: &str) -> Result<Vec<Complaint>> {
    let rule = rules::named(name)?;
    let before = folder.join("before");
    if before.is_dir() {
        let main = fs::read(folder.join("main.tf"))?;
        copy_tree(&before, folder)?;
        workplace.init(folder, "example")?;
        workplace.plan(folder, "example", None)?;
        workplace.apply(folder, "example")?;
        fs::write(folder.join("main.tf"), main)?;
        let first = workplace.plan(folder, "example", None)?;
        let planned = [rules::Planned { name: "dev".to_owned(), first, settled: None }];
        return Ok((rule.check)(&planned, &Facts::of_folder(folder)));
    }
    let mut names = environments::names(folder);
    if names.is_empty() {
        names.push("dev".to_owned());
    }
    let planned: Vec<_> =
        names.iter().map(|name| environments::settle(workplace, folder, name)).collect::<Result<_>>()?;
    Ok((rule.check)(&planned, &Facts::of_folder(folder)))
}

fn complaint(folder: &Path, told: &Diagnostic) -> Complaint {
    let place = told.place.as_ref().map(|(file, line)| Place { file: folder.join(file), line: *line });
    Complaint::at(told.text.clone(), place)
}

/// What was expected and did not come, and what came and was not expected.
fn differences(expected: &BTreeSet<Expected>, complaints: &[Complaint]) -> Vec<String> {
    let meets = |wanted: &Expected, complaint: &Complaint| {
        complaint.place.as_ref() == Some(&wanted.place) && complaint.text.contains(&wanted.words)
    };
    let missing = expected
        .iter()
        .filter(|wanted| !complaints.iter().any(|complaint| meets(wanted, complaint)))
        .map(|wanted| format!("not refused: {}:{}: {}", wanted.place.file.display(), wanted.place.line, wanted.words));
    let surplus = complaints
        .iter()
        .filter(|complaint| !expected.iter().any(|wanted| meets(wanted, complaint)))
        .map(|complaint| format!("refused beyond what was expected: {}", complaint.line()));
    missing.chain(surplus).collect()
}
