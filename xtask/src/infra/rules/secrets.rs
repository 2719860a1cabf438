//! A secret in the configuration is a secret in the state, in the plan and in the pipeline's log.
//! So there is none: a vault's address, or an identity.

use serde_json::Value;

use super::super::plan::{Plan, Resource, at, list, text};
use super::super::source;
use super::model_names::{line_of, variables};
use super::{Complaint, Facts, Planned};

/// What would let in whoever has a key: kind, argument, and the value that forbids it.
const KEYS: [(&str, &str, &str); 7] = [
    ("azurerm_cognitive_account", "local_auth_enabled", "false"),
    ("azurerm_servicebus_namespace", "local_auth_enabled", "false"),
    ("azurerm_storage_account", "shared_access_key_enabled", "false"),
    ("azurerm_container_registry", "admin_enabled", "false"),
    ("azurerm_managed_redis", "default_database.access_keys_authentication_enabled", "false"),
    ("azurerm_bot_service_azure_bot", "local_authentication_enabled", "false"),
    ("azurerm_bot_service_azure_bot", "microsoft_app_type", "UserAssignedMSI"),
];

/// Words in a variable's name that promise a secret.
const WORDS: [&str; 7] = ["SECRET", "PASSWORD", "TOKEN", "API_KEY", "CONNECTION_STRING", "STORAGE_URL", "DATABASE_URL"];

/// Metadata of Dapr components that carries a key.
const METADATA: [&str; 6] =
    ["accountKey", "connectionString", "redisPassword", "masterKey", "clientSecret", "azureClientSecret"];

/// Arguments that put a value into state.
const STORED: [(&str, &str); 4] = [
    ("azurerm_key_vault_secret", "value"),
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("azurerm_postgresql_flexible_server", "administrator_password"),
    ("aws_ssm_parameter", "value"),
];

pub(super) fn check(environments: &[Planned], _: &Facts) -> Vec<Complaint> {
    environments
        .iter()
        .flat_map(|environment| {
            let plan = environment.values();
            plan.resources().into_iter().flat_map(|resource| check_one(plan, &resource)).collect::<Vec<_>>()
        })
        .collect()
}

fn check_one(plan: &Plan, resource: &Resource<'_>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut complain = |argument: &str, text: String| {
        complaints.push(Complaint::at(
            format!("{}: {text}", resource.address),
            source::resource(plan, resource.address, argument),
        ));
    };
    for (kind, argument, shut) in KEYS {
        if kind == resource.kind && plain(at(resource.values, argument)) != shut {
            complain(argument, format!("{argument} is not {shut}: a key would open it"));
        }
    }
    for (kind, argument) in STORED {
        if kind == resource.kind && !at(resource.values, argument).is_null() {
            complain(argument, format!("{argument} would stand in the state"));
        }
    }
    for secret in list(&resource.values["secret"]) {
        let name = text(&secret["name"]);
        if !plain(&secret["value"]).is_empty() {
            complain("value", format!("the secret {name} has its value in the configuration"));
        } else if text(&secret["key_vault_secret_id"]).is_empty() || text(&secret["identity"]).is_empty() {
            complain("secret", format!("the secret {name} names no vault or no identity"));
        }
    }
    if resource.kind == "azurerm_container_app_environment_dapr_component" {
        for entry in list(&resource.values["metadata"]) {
            let name = text(&entry["name"]);
            if METADATA.contains(&name) && text(&entry["secret_name"]).is_empty() {
                complain("value", format!("{name} is a key in plain text"));
            }
        }
    }
    for (name, value) in variables(resource) {
        let promises = WORDS.iter().any(|word| name.to_uppercase().contains(word));
        if (promises || value.contains("://") && value.split('/').nth(2).is_some_and(|host| host.contains('@')))
            && !value.is_empty()
        {
            let text = format!("{}: {name} holds a secret in plain text", resource.address);
            complaints.push(Complaint::at(text, line_of(plan, resource, &name)));
        }
    }
    complaints
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
