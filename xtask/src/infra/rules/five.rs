//! What azurerm 4.79 still takes and 5.x does not (`infra/tools/schemas/azurerm-5.json`, from its
//! upgrade guide). So the step to 5 is a change of one version number.

use serde_json::Value;

use super::super::plan::{list, text};
use super::super::source;
use super::{Complaint, Facts, Planned};

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    environments.iter().flat_map(|environment| check_one(environment, facts)).collect()
}

fn check_one(environment: &Planned, facts: &Facts) -> Vec<Complaint> {
    let plan = environment.values();
    let mut complaints: Vec<Complaint> = plan
        .warnings
        .iter()
        .filter(|told| told.text.to_lowercase().contains("deprecated"))
        .map(|told| {
            let place =
                told.place.as_ref().map(|(file, line)| source::Place { file: plan.folder.join(file), line: *line });
            Complaint::at(told.text.clone(), place)
        })
        .collect();
    for resource in plan.configured() {
        let address = resource.address();
        for argument in list(&facts.renewal["removed"][resource.kind]).iter().map(text) {
            if written(resource.expressions, argument) {
                let place = source::resource(plan, &address, argument);
                complaints.push(Complaint::at(format!("{address}: {argument} is gone in 5.x"), place));
            }
        }
        for argument in list(&facts.renewal["required"][resource.kind]).iter().map(text) {
            if !written(resource.expressions, argument) {
                let place = source::resource(plan, &address, "");
                complaints.push(Complaint::at(format!("{address}: {argument} must be set in 5.x"), place));
            }
        }
    }
    let provider = plan.provider("azurerm");
    for argument in list(&facts.renewal["provider"]).iter().map(text) {
        if !provider.is_null() && provider[argument].is_null() {
            let place = source::words(&plan.folder, "tf", &["provider \"azurerm\""]);
            complaints.push(Complaint::at(format!("the provider's {argument} must be set in 5.x"), place));
        }
    }
    complaints
}

fn written(expressions: &Value, argument: &str) -> bool {
    let found = super::super::plan::at(expressions, argument);
    !found.is_null()
}
