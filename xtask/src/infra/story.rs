//! The life of a model as a platform engineer writes it: added, retired, gone. Each step is a
//! state of the files; between the steps lies an apply (`infra/tests/story`).

use std::path::Path;

use anyhow::Result;

use super::environments;
use super::report::Report;
use super::rules::{self, Facts, Planned};
use super::source;
use super::workplace::{Workplace, copy_tree};

pub(super) fn check(workplace: &Workplace, report: &mut Report) -> Result<()> {
    let folder = workplace.infra.join("tests/story-now");
    for step in source::folders(&workplace.infra.join("tests/story")) {
        let name = step.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        copy_tree(&step, &folder)?;
        workplace.init(&folder, "story")?;
        if name.contains("-refused-") {
            refuse(workplace, &folder, &name, report);
        } else {
            live(workplace, &folder, &name, report)?;
        }
    }
    Ok(())
}

/// Terraform itself must refuse the step.
fn refuse(workplace: &Workplace, folder: &Path, name: &str, report: &mut Report) {
    match workplace.plan(folder, "story", None) {
        Err(error) if format!("{error:#}").contains("cannot be destroyed") => report.pass(name),
        Err(error) => report.fail(name, &format!("refused for another reason: {error:#}")),
        Ok(_) => report.fail(name, "a model in use could be taken out"),
    }
}

/// The rule must let the step pass, a move must touch nothing, and the step must settle.
fn live(workplace: &Workplace, folder: &Path, name: &str, report: &mut Report) -> Result<()> {
    let first = workplace.plan(folder, "story", None)?;
    let moved = !first.moved().is_empty();
    let changes: Vec<String> =
        first.changes().iter().map(|change| format!("{} {}", change.actions, change.address)).collect();
    let planned = [Planned { name: "dev".to_owned(), first, settled: None }];
    let rule = rules::named("models stay")?;
    let mut complaints: Vec<String> =
        (rule.check)(&planned, &Facts::of_folder(folder)).iter().map(rules::Complaint::line).collect();
    if moved && !changes.is_empty() {
        complaints.push(format!("the move would change {}", changes.join(", ")));
    }
    if changes.is_empty() && !moved {
        complaints.push("the step does nothing".to_owned());
    }
    workplace.apply(folder, "story")?;
    let settled = environments::settle(workplace, folder, "story")?;
    complaints.extend(environments::unsettled(&settled));
    report.none(name, &complaints);
    Ok(())
}
