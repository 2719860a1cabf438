//! Plans and applies every environment, plans again, and asks the rules.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::plan::{Plan, list, text};
use super::report::Report;
use super::rules::{self, Facts, Planned};
use super::source::{self, Place};
use super::workplace::Workplace;
use super::{bodies, dapr};

pub(super) fn check(root: &Path, workplace: &Workplace, report: &mut Report) -> Result<()> {
    let folder = workplace.infra.join("terraform/environments");
    let mut planned = Vec::new();
    for name in names(&folder) {
        match settle(workplace, &folder, &name) {
            Ok(both) => {
                report.pass(&format!("{name}: plan, apply"));
                report.none(&format!("{name}: the second plan is empty"), &unsettled(&both));
                planned.push(both);
            }
            Err(error) => report.fail(&format!("{name}: plan, apply"), &format!("{error:#}")),
        }
    }
    first_apply(workplace, &folder, report);
    bootstrap(workplace, report);

    let types = bodies::Types::read(root)?;
    for both in &planned {
        let complaints: Vec<String> = types.check(both.values()).iter().map(rules::Complaint::line).collect();
        report.none(&format!("{}: AzAPI bodies", both.name), &complaints);
    }
    let facts = Facts::of_repository(root)?;
    for rule in &rules::ALL {
        let complaints = told_once(&(rule.check)(&planned, &facts));
        report.none(rule.sentence, &complaints);
    }
    report.none(
        "the rules say the same of the first plan, where ids are not known yet",
        &of_first_plans(&planned, &facts),
    );
    let all: Vec<&Plan> = planned.iter().map(Planned::values).collect();
    let complaints = dapr::compare(&root.join("infra/dapr"), &all)?;
    report
        .none("Dapr components here and in the cloud: same names, versions, scopes, retries", &told_once(&complaints));
    Ok(())
}

/// What a platform engineer sees who asks the rules before the first apply.
fn of_first_plans(planned: &[Planned], facts: &Facts) -> Vec<String> {
    let view: Vec<Planned> = planned.iter().map(Planned::before_apply).collect();
    told_once(&rules::ALL.iter().flat_map(|rule| (rule.check)(&view, facts)).collect::<Vec<_>>())
}

/// Asks the rules of one plan that a platform engineer made against the real cloud.
pub(super) fn check_file(root: &Path, name: &str, file: &Path, report: &mut Report) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let json = serde_json::from_str(&text).with_context(|| format!("read {} as JSON", file.display()))?;
    let plan = Plan::new(json, root.join("infra/terraform/environments"), Vec::new());
    let types = bodies::Types::read(root)?;
    let complaints: Vec<String> = types.check(&plan).iter().map(rules::Complaint::line).collect();
    report.none("AzAPI bodies", &complaints);
    let planned = [Planned { name: name.to_owned(), first: plan, settled: None }];
    let facts = Facts::of_repository(root)?;
    for rule in &rules::ALL {
        let complaints = told_once(&(rule.check)(&planned, &facts));
        report.none(rule.sentence, &complaints);
    }
    Ok(())
}

/// The environments: each has a file of variables.
pub(super) fn names(folder: &Path) -> Vec<String> {
    source::files(folder, "tfvars")
        .iter()
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect()
}

/// Plan, apply, and the plan after it.
pub(super) fn settle(workplace: &Workplace, folder: &Path, name: &str) -> Result<Planned> {
    let variables = format!("{name}.tfvars");
    let file = folder.join(&variables).is_file().then_some(variables.as_str());
    workplace.init(folder, name)?;
    let first = workplace.plan(folder, name, file)?;
    workplace.apply(folder, name)?;
    let settled = workplace.plan(folder, name, file)?;
    Ok(Planned { name: name.to_owned(), first, settled: Some(settled) })
}

/// What a second plan would still change, with the line of the first differing argument.
pub(super) fn unsettled(planned: &Planned) -> Vec<String> {
    unsettled_places(planned).into_iter().map(|complaint| complaint.line()).collect()
}

pub(super) fn unsettled_places(planned: &Planned) -> Vec<rules::Complaint> {
    let plan = planned.values();
    plan.changes()
        .iter()
        .map(|change| {
            let argument = change
                .after
                .as_object()
                .and_then(|after| after.iter().find(|(key, value)| change.before[key.as_str()] != **value))
                .map_or("", |(key, _)| key.as_str());
            let actions: Vec<&str> = list(change.actions).iter().filter_map(|action| action.as_str()).collect();
            rules::Complaint::at(
                format!("the second plan would {} {} ({argument})", actions.join(" and "), change.address),
                source::resource(plan, change.address, argument),
            )
        })
        .collect()
}

/// The very first apply of a new environment makes everything but the apps.
fn first_apply(workplace: &Workplace, folder: &Path, report: &mut Report) {
    let check = "dev: the first apply, without apps, plans";
    let variables = "deploy_apps = false\n";
    let result = fs::read_to_string(folder.join("dev.tfvars"))
        .and_then(|text| fs::write(folder.join("first.auto-check"), format!("{text}\n{variables}")))
        .map_err(anyhow::Error::from)
        .and_then(|()| workplace.init(folder, "first"))
        .and_then(|()| workplace.plan(folder, "first", Some("first.auto-check")));
    match result {
        Ok(plan) if plan.of_kind("azurerm_container_app").is_empty() => report.pass(check),
        Ok(_) => report.fail(check, "it would make apps whose image does not exist yet"),
        Err(error) => report.fail(check, &format!("{error:#}")),
    }
}

/// The place of the state is made by a configuration of its own.
fn bootstrap(workplace: &Workplace, report: &mut Report) {
    let check = "bootstrap: plan, apply, empty second plan";
    let folder = workplace.infra.join("terraform/bootstrap");
    let variables = "subscription_id = \"00000000-0000-0000-0000-0000000000e0\"\noperators = { me = \"00000000-0000-0000-0000-000000000002\" }\n";
    let result = fs::write(folder.join("bootstrap.tfvars"), variables)
        .map_err(anyhow::Error::from)
        .and_then(|()| settle(workplace, &folder, "bootstrap"));
    match result {
        Ok(planned) => {
            report.none(check, &unsettled(&planned));
            let complaints = backends(&workplace.infra.join("terraform/environments"), planned.values());
            report.none("each environment keeps its state where the bootstrap makes room for it", &complaints);
        }
        Err(error) => report.fail(check, &format!("{error:#}")),
    }
}

/// Environments whose backend names another account, another container or another's state.
fn backends(folder: &Path, bootstrap: &Plan) -> Vec<String> {
    let name =
        |kind: &str| bootstrap.of_kind(kind).first().map_or("", |resource| text(&resource.values["name"])).to_owned();
    let wanted = [
        ("resource_group_name", name("azurerm_resource_group")),
        ("storage_account_name", name("azurerm_storage_account")),
        ("container_name", name("azurerm_storage_container")),
    ];
    names(folder)
        .iter()
        .flat_map(|environment| {
            let file = format!("{environment}.backend.hcl");
            let written = fs::read_to_string(folder.join(&file)).unwrap_or_default();
            let value = |key: &str| {
                let line = written.lines().find(|line| line.trim_start().starts_with(key));
                line.and_then(|line| line.split('"').nth(1)).unwrap_or_default().to_owned()
            };
            let mut wanted = wanted.to_vec();
            wanted.push(("key", format!("{environment}.tfstate")));
            wanted
                .into_iter()
                .filter(|(key, wanted)| value(key) != *wanted)
                .map(|(key, wanted)| format!("{file}: {key} is {:?}, the bootstrap says {wanted:?}", value(key)))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The first line of an environment's variables that holds all the words, at or after the entry of that
/// key; from the beginning if the key is empty or not there.
pub(super) fn variables_place(plan: &Plan, name: &str, key: &str, wanted: &[&str]) -> Option<Place> {
    let file = plan.folder.join(format!("{name}.tfvars"));
    let text = fs::read_to_string(&file).ok()?;
    let heading = format!("{key} = {{");
    let start = text.lines().position(|line| line.trim_start().starts_with(&heading)).unwrap_or(0);
    let line = text.lines().skip(start).position(|line| wanted.iter().all(|word| line.contains(word)))?;
    Some(Place { file, line: start + line + 1 })
}

/// The complaints as lines, each told once though several environments share it.
fn told_once(complaints: &[rules::Complaint]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in complaints.iter().map(rules::Complaint::line) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}
