//! The life of a model as an operator writes it: added, retired, gone. Each step is a state of
//! the files; between the steps lies an apply (`infra/tests/story`).

use anyhow::Result;

use super::environments;
use super::report::Report;
use super::rules::{self, Facts, Planned};
use super::source;
use super::workplace::{Workplace, copy_tree};

pub(super) fn check(workplace: &Workplace, report: &mut Report) -> Result<()> {
    let story = workplace.infra.join("tests/story");
    let folder = workplace.infra.join("tests/story-now");
    for (number, step) in source::folders(&story).iter().enumerate() {
        let name = step.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for old in source::files(&folder, "tf") {
            std::fs::remove_file(old)?;
        }
        copy_tree(step, &folder)?;
        workplace.init(&folder)?;
        let plan = workplace.plan(&folder, "story", None);
        let complaints = match plan {
            Err(error) => vec![format!("{error:#}")],
            Ok(first) => {
                let moved = first.moved().len();
                let changes: Vec<String> =
                    first.changes().iter().map(|change| format!("{} {}", change.actions, change.address)).collect();
                let planned = [Planned { name: "dev".to_owned(), first, settled: None }];
                let facts = Facts::of_folder(step);
                let rule = rules::named("models stay")?;
                let mut all: Vec<String> = (rule.check)(&planned, &facts).iter().map(rules::Complaint::line).collect();
                // Moving a deployment to its last room must touch nothing in the cloud.
                if number > 0 && moved > 0 && !changes.is_empty() {
                    all.push(format!("the move would change {}", changes.join(", ")));
                }
                all
            }
        };
        report.none(&format!("{name}: the plan passes the rule"), &complaints);
        workplace.apply(&folder, "story")?;
        let again = environments::settle(workplace, &folder, "story")?;
        report.none(&format!("{name}: the second plan is empty"), &environments::unsettled(&again));
    }
    Ok(())
}
