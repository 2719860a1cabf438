//! The order is: the infrastructure adds a model, then the application switches to it, and much
//! later the old one goes. It holds if whatever the application may call exists everywhere.

use std::collections::BTreeSet;

use super::super::environments::variables_place;
use super::super::plan::{list, text};
use super::super::source;
use super::{Complaint, Facts, Planned, deployments};

/// Regions in which prod must have a model that is in use.
const REGIONS_IN_PROD: usize = 2;

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    let wanted: Vec<&str> = list(&facts.catalogue["models"]).iter().map(|model| text(&model["deployment"])).collect();
    environments.iter().flat_map(|environment| check_one(environment, &wanted)).collect()
}

fn check_one(environment: &Planned, wanted: &[&str]) -> Vec<Complaint> {
    let plan = environment.values();
    let offered = deployments::deployments(plan);
    let mut complaints = Vec::new();
    for model in wanted {
        for account in deployments::accounts(plan) {
            let there = offered.iter().any(|one| !one.retiring && one.name == *model && one.account == account.name);
            if !there {
                let place = variables_place(plan, &environment.name, account.key, &["location", account.region])
                    .or_else(|| source::resource(plan, account.address, "name"));
                let text =
                    format!("{}: {} lacks {model}, which the application may call", environment.name, account.name);
                complaints.push(Complaint::at(text, place));
            }
        }
        let regions: BTreeSet<&str> =
            offered.iter().filter(|one| !one.retiring && one.name == *model).map(|one| one.region).collect();
        if environment.name == "prod" && regions.len() < REGIONS_IN_PROD {
            let place = variables_place(plan, &environment.name, "", &[model]);
            complaints.push(Complaint::at(format!("prod has {model} in {} region(s)", regions.len()), place));
        }
    }
    complaints
}
