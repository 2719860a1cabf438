//! Which model to call stands in the application's own catalogue, shipped with it. Told by the
//! infrastructure, the two could change only together, and a model could vanish under a running
//! program.

use serde_json::Value;

use super::super::plan::{Plan, Resource, list, text};
use super::super::source;
use super::{Complaint, Facts, Planned, deployments};

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for environment in environments {
        let plan = environment.values();
        let mut models: Vec<&str> =
            deployments::deployments(plan).iter().flat_map(|one| [one.name, one.model]).collect();
        models.extend(list(&facts.catalogue["models"]).iter().map(|model| text(&model["deployment"])));
        for resource in plan.resources() {
            for (name, value) in variables(&resource) {
                if let Some(found) = tells_model(&name, &value, &models) {
                    let place = line_of(plan, &resource, &name);
                    complaints
                        .push(Complaint::at(format!("{}: {name} tells the program {found}", resource.address), place));
                }
            }
        }
    }
    complaints
}

fn tells_model(name: &str, value: &str, models: &[&str]) -> Option<String> {
    let upper = name.to_uppercase();
    if upper.contains("MODEL") || upper.ends_with("DEPLOYMENT") || upper.contains("DEPLOYMENT_NAME") {
        return Some("which model to call".to_owned());
    }
    models.iter().find(|model| !model.is_empty() && value.contains(*model)).map(|model| format!("the model {model}"))
}

/// Environment variables of apps, jobs and Fargate tasks.
pub(super) fn variables(resource: &Resource<'_>) -> Vec<(String, String)> {
    match resource.kind {
        "azurerm_container_app" | "azurerm_container_app_job" => list(&resource.values["template"])
            .iter()
            .flat_map(|template| list(&template["container"]))
            .flat_map(|container| list(&container["env"]))
            .map(pair)
            .collect(),
        "aws_ecs_task_definition" => {
            let containers: Value =
                serde_json::from_str(text(&resource.values["container_definitions"])).unwrap_or_default();
            list(&containers)
                .iter()
                .flat_map(|container| list(&container["environment"]).to_vec())
                .map(|entry| pair(&entry))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn pair(entry: &Value) -> (String, String) {
    (text(&entry["name"]).to_owned(), text(&entry["value"]).to_owned())
}

/// The line on which the variable is named: where the resource is, or where the module is called;
/// else the resource itself.
pub(super) fn line_of(plan: &Plan, resource: &Resource<'_>, name: &str) -> Option<source::Place> {
    let folder = plan.module_folder(resource.address);
    source::words(&folder, "tf", &[&format!("\"{name}\"")])
        .or_else(|| source::words(&plan.folder, "tf", &[name]))
        .or_else(|| source::resource(plan, resource.address, ""))
}
