//! The model deployments of an environment, with account and region: what several rules count.

use super::super::plan::{Plan, UNKNOWN, at, text};

/// A model's deployment as planned.
pub(super) struct Deployment<'p> {
    pub(super) address: &'p str,
    pub(super) name: &'p str,
    pub(super) model: &'p str,
    pub(super) sku: &'p str,
    /// Thousands of tokens a minute, for most chat models; 0 if it is not set.
    pub(super) capacity: u64,
    /// Name of the account; empty if it cannot be told.
    pub(super) account: &'p str,
    pub(super) region: &'p str,
    /// Key of the account in the variables.
    pub(super) key: &'p str,
    /// On its way out: still counted in the quota, no longer offered.
    pub(super) retiring: bool,
}

/// An Azure OpenAI account as planned.
pub(super) struct Account<'p> {
    pub(super) address: &'p str,
    pub(super) name: &'p str,
    pub(super) region: &'p str,
    /// Key of the account in the variables; empty if there is one account without a key.
    pub(super) key: &'p str,
    id: &'p str,
}

pub(super) fn accounts(plan: &Plan) -> Vec<Account<'_>> {
    plan.of_kind("azurerm_cognitive_account")
        .iter()
        .filter(|resource| matches!(text(&resource.values["kind"]), "OpenAI" | "AIServices"))
        .map(|resource| Account {
            address: resource.address,
            name: text(&resource.values["name"]),
            region: text(&resource.values["location"]),
            key: key(resource.address),
            id: text(&resource.values["id"]),
        })
        .collect()
}

pub(super) fn deployments(plan: &Plan) -> Vec<Deployment<'_>> {
    let accounts = accounts(plan);
    plan.of_kind("azurerm_cognitive_deployment")
        .iter()
        .map(|resource| {
            let account = text(&resource.values["cognitive_account_id"]);
            // Before the first apply ids are unknown; then the key tells: ["jpe/model"] is of ["jpe"].
            let owner = accounts.iter().find(|one| {
                if account.is_empty() || account == UNKNOWN {
                    key(one.address) == key(resource.address)
                } else {
                    one.id == account
                }
            });
            Deployment {
                address: resource.address,
                name: text(&resource.values["name"]),
                model: text(at(resource.values, "model.name")),
                sku: text(at(resource.values, "sku.name")),
                capacity: at(resource.values, "sku.capacity").as_u64().unwrap_or(0),
                account: owner.map_or("", |owner| owner.name),
                region: owner.map_or("", |owner| owner.region),
                key: owner.map_or("", |owner| owner.key),
                retiring: resource.name == "retiring",
            }
        })
        .collect()
}

/// The part of an instance key before the slash.
fn key(address: &str) -> &str {
    let inner = address.rsplit_once("[\"").map_or("", |(_, key)| key.trim_end_matches("\"]"));
    inner.split('/').next().unwrap_or(inner)
}
