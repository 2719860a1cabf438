//! Left out, the provider sets a capacity of 1, and undoes at the next apply what a person raised
//! by hand in the portal.

use super::super::plan::at;
use super::super::source;
use super::{Complaint, Facts, Planned};

pub(super) fn check(environments: &[Planned], _: &Facts) -> Vec<Complaint> {
    environments
        .iter()
        .flat_map(|environment| {
            let plan = environment.values();
            plan.of_kind("azurerm_cognitive_deployment")
                .into_iter()
                .filter(|resource| at(resource.values, "sku.capacity").is_null())
                .map(|resource| {
                    let place = source::resource(plan, resource.address, "sku");
                    Complaint::at(format!("{} sets no capacity", resource.address), place)
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
