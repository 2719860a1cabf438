//! Whatever can be reached from the internet is written down with its reason (`exposed.json`); what
//! is open and not listed, and what is listed and not open, are both refused.

use serde_json::Value;

use super::super::plan::{Resource, at};
use super::super::source;
use super::{Complaint, Facts, Planned};

/// Kind, argument, and the value that closes it to the internet; anything else, also nothing,
/// leaves it open.
const DOORS: [(&str, &str, &str); 17] = [
    ("azurerm_application_insights", "internet_ingestion_enabled", "false"),
    ("azurerm_bot_service_azure_bot", "public_network_access_enabled", "false"),
    ("azurerm_cognitive_account", "public_network_access_enabled", "false"),
    ("azurerm_container_app", "ingress.external_enabled", "false"),
    ("azurerm_container_app_environment", "public_network_access", "\"Disabled\""),
    ("azurerm_container_registry", "public_network_access_enabled", "false"),
    ("azurerm_key_vault", "public_network_access_enabled", "false"),
    ("azurerm_log_analytics_workspace", "internet_query_enabled", "false"),
    ("azurerm_managed_redis", "public_network_access", "\"Disabled\""),
    ("azurerm_postgresql_flexible_server", "public_network_access_enabled", "false"),
    ("azurerm_servicebus_namespace", "public_network_access_enabled", "false"),
    ("azurerm_storage_account", "public_network_access_enabled", "false"),
    ("aws_ecs_service", "network_configuration.assign_public_ip", "false"),
    ("aws_lb", "internal", "true"),
    ("aws_instance", "associate_public_ip_address", "false"),
    ("aws_db_instance", "publicly_accessible", "false"),
    ("aws_apprunner_service", "network_configuration.ingress_configuration.is_publicly_accessible", "false"),
];

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for environment in environments {
        let plan = environment.values();
        let listed = &facts.exposed[environment.name.as_str()];
        let mut open = Vec::new();
        for resource in plan.resources() {
            let Some(argument) = door(&resource) else { continue };
            open.push(resource.address);
            if listed[resource.address].as_str().is_none_or(str::is_empty) {
                let place = source::resource(plan, resource.address, argument);
                complaints.push(Complaint::at(
                    format!("{}: {} is open and not listed", environment.name, resource.address),
                    place,
                ));
            }
        }
        for (address, _) in listed.as_object().into_iter().flatten() {
            if !open.contains(&address.as_str()) {
                let place =
                    source::words_in(&facts.exposed_file, &[&serde_json::to_string(address).unwrap_or_default()]);
                complaints
                    .push(Complaint::at(format!("{}: {address} is listed and not open", environment.name), place));
            }
        }
    }
    complaints
}

/// The argument by which a resource is open to the internet; none if it is closed, or cannot be
/// open.
fn door(resource: &Resource<'_>) -> Option<&'static str> {
    let (_, argument, shut) = DOORS.iter().find(|(kind, ..)| *kind == resource.kind)?;
    let found = at(resource.values, argument);
    // An app without ingress cannot be reached at all.
    let no_door = *argument == "ingress.external_enabled" && matches!(found, Value::Null);
    let found = found.to_string();
    (found != *shut && !no_door).then_some(argument)
}
