//! A load test in dev must not use up the capacity of prod, and what breaks in a region must not
//! break both.

use super::super::environments::variables_place;
use super::super::source;
use super::{Complaint, Facts, Planned, deployments};

pub(super) fn check(environments: &[Planned], _: &Facts) -> Vec<Complaint> {
    let of = |name: &str| environments.iter().find(|environment| environment.name == name);
    let (Some(dev), Some(prod)) = (of("dev"), of("prod")) else { return Vec::new() };
    let in_prod: Vec<&str> = deployments::accounts(prod.values()).iter().map(|account| account.region).collect();
    deployments::accounts(dev.values())
        .iter()
        .filter(|account| in_prod.contains(&account.region))
        .map(|account| {
            let place = variables_place(dev.values(), "dev", account.key, &["location", account.region])
                .or_else(|| source::resource(dev.values(), account.address, "location"));
            Complaint::at(format!("dev has models in {}, where prod has its own", account.region), place)
        })
        .collect()
}
