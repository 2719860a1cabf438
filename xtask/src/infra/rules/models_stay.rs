//! A model that its maker has retired cannot be deployed again. So nothing that would replace or
//! destroy a deployment passes, unless somebody wrote the decision down (`infra/models/retired.json`).

use super::super::plan::{Change, Plan, at, list, text};
use super::super::source;
use super::{Complaint, Facts, Planned};

/// What makes a deployment this one and no other.
const IDENTITY: [&str; 5] = ["name", "model.format", "model.name", "model.version", "sku.name"];

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    environments.iter().flat_map(|environment| check_one(environment, facts)).collect()
}

fn check_one(environment: &Planned, facts: &Facts) -> Vec<Complaint> {
    let plan = &environment.first;
    plan.changes()
        .into_iter()
        .filter(|change| matches!(change.kind, "azurerm_cognitive_deployment" | "azurerm_cognitive_account"))
        .filter_map(|change| judge(&change, environment, facts).map(|text| Complaint::at(text, place(plan, &change))))
        .collect()
}

fn judge(change: &Change<'_>, environment: &Planned, facts: &Facts) -> Option<String> {
    let does = |action: &str| list(change.actions).iter().any(|found| found == action);
    let address = change.address;
    if does("delete") && does("create") {
        return Some(format!("{address} would be destroyed and made anew"));
    }
    if does("delete") {
        return (!decided(change, environment, facts))
            .then(|| format!("{address} would be destroyed without a written decision"));
    }
    if does("update") && change.kind == "azurerm_cognitive_deployment" {
        let edited = edited(change)?;
        return Some(format!("{address} would be edited ({edited}): add a deployment instead"));
    }
    None
}

fn edited(change: &Change<'_>) -> Option<&'static str> {
    IDENTITY.into_iter().find(|path| at(change.before, path) != at(change.after, path))
}

/// A deployment may go if the decision names it and its resource is called `retiring` already.
fn decided(change: &Change<'_>, environment: &Planned, facts: &Facts) -> bool {
    let name = text(&change.before["name"]);
    let retiring = source::kind_and_name(change.address).is_some_and(|(_, name)| name == "retiring");
    retiring
        && list(&facts.retired["retired"]).iter().any(|decision| {
            let written = |field: &str| decision[field].as_str().is_some_and(|text| !text.is_empty());
            text(&decision["environment"]) == environment.name
                && text(&decision["deployment"]) == name
                && change.address.contains(&format!("[\"{}/", text(&decision["account"])))
                && ["decided", "by", "reason"].into_iter().all(written)
        })
}

/// The edited argument; what is destroyed has no line any more, so then the line is told with
/// which the configuration begins.
fn place(plan: &Plan, change: &Change<'_>) -> Option<source::Place> {
    let argument =
        IDENTITY.into_iter().find(|path| at(change.before, path) != at(change.after, path)).unwrap_or("name");
    source::resource(plan, change.address, argument).or_else(|| source::words(&plan.folder, "tf", &["terraform {"]))
}
