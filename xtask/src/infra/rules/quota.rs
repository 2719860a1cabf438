//! Quota is granted per subscription, region, model and kind of deployment, and shared by all
//! environments of a subscription. An apply beyond it fails half way.

use std::collections::BTreeMap;

use super::super::environments::variables_place;
use super::super::plan::{list, text};
use super::super::source::{self, Place};
use super::{Complaint, Facts, Planned, deployments};

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Pool {
    subscription: String,
    region: String,
    model: String,
    sku: String,
}

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    let mut used: BTreeMap<Pool, (u64, Option<Place>)> = BTreeMap::new();
    for environment in environments {
        let plan = environment.values();
        for one in deployments::deployments(plan) {
            let pool = Pool {
                subscription: plan.variable("subscription_id").to_owned(),
                region: one.region.to_owned(),
                model: one.model.to_owned(),
                sku: one.sku.to_owned(),
            };
            let entry = used.entry(pool).or_default();
            entry.0 += one.capacity;
            // The last one to draw on a pool is the one that is too much.
            entry.1 = variables_place(plan, &environment.name, one.key, &[one.name])
                .or_else(|| source::resource(plan, one.address, "capacity"));
        }
    }
    used.into_iter()
        .filter_map(|(pool, (sum, place))| {
            let approved = approved(&pool, facts);
            let Pool { subscription, region, model, sku } = &pool;
            (sum > approved).then(|| {
                Complaint::at(
                    format!("{model} ({sku}) in {region} of {subscription}: {sum} planned, {approved} approved"),
                    place,
                )
            })
        })
        .collect()
}

fn approved(pool: &Pool, facts: &Facts) -> u64 {
    list(&facts.quota["approved"])
        .iter()
        .filter(|entry| {
            text(&entry["subscription"]) == pool.subscription
                && text(&entry["region"]) == pool.region
                && text(&entry["model"]) == pool.model
                && text(&entry["sku"]) == pool.sku
        })
        .filter_map(|entry| entry["capacity"].as_u64())
        .sum()
}
