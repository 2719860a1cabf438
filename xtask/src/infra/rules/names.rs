//! Names by the Cloud Adoption Framework: abbreviation, workload, perhaps a part, stage, region,
//! instance. Terraform's own tests of `modules/naming` see to lengths; here every resource that is
//! planned is looked at, whoever named it.

use super::super::plan::text;
use super::super::source;
use super::{Complaint, Facts, Planned};

/// Resource type, abbreviation, and whether the name has hyphens.
const ABBREVIATIONS: [(&str, &str, bool); 20] = [
    ("azurerm_resource_group", "rg", true),
    ("azurerm_container_app_environment", "cae", true),
    ("azurerm_container_app", "ca", true),
    ("azurerm_container_app_job", "caj", true),
    ("azurerm_container_registry", "cr", false),
    ("azurerm_cognitive_account", "oai", true),
    ("azurerm_bot_service_azure_bot", "bot", true),
    ("azurerm_servicebus_namespace", "sbns", true),
    ("azurerm_storage_account", "st", false),
    ("azurerm_key_vault", "kv", true),
    ("azurerm_log_analytics_workspace", "log", true),
    ("azurerm_application_insights", "appi", true),
    ("azurerm_monitor_action_group", "ag", true),
    ("azurerm_user_assigned_identity", "id", true),
    ("azurerm_postgresql_flexible_server", "psql", true),
    ("azurerm_managed_redis", "amr", true),
    ("azurerm_virtual_network", "vnet", true),
    ("azurerm_subnet", "snet", true),
    ("azurerm_private_endpoint", "pep", true),
    ("azurerm_container_app_environment_managed_certificate", "cert", true),
];

const STAGES: [&str; 3] = ["dev", "stg", "prod"];

pub(super) fn check(environments: &[Planned], _: &Facts) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for environment in environments {
        let plan = environment.values();
        for resource in plan.resources() {
            let Some((_, abbreviation, hyphens)) = ABBREVIATIONS.iter().find(|(kind, ..)| *kind == resource.kind)
            else {
                continue;
            };
            let name = text(&resource.values["name"]);
            let fits = if *hyphens { fits(name, abbreviation) } else { fits_plain(name, abbreviation) };
            if !fits {
                let place = source::resource(plan, resource.address, "name");
                complaints.push(Complaint::at(
                    format!("{}: {name:?} does not follow {abbreviation}", resource.address),
                    place,
                ));
            }
        }
    }
    complaints
}

/// `cae-mdg-dev-jpe-001`, `ca-mdg-helpdesk-dev-jpe-001`; a certificate has its host's label behind.
fn fits(name: &str, abbreviation: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let (Some(first), Some(stage)) = (parts.first(), parts.iter().position(|part| STAGES.contains(part))) else {
        return false;
    };
    let behind = parts.len() - stage - 1;
    *first == abbreviation
        && (2..=3).contains(&stage)
        && (behind == 2 || (abbreviation == "cert" && behind == 3))
        && parts.iter().all(|part| {
            !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        })
        && parts[stage + 2].len() == 3
        && parts[stage + 2].chars().all(|digit| digit.is_ascii_digit())
}

/// The same run together, where hyphens are not taken.
fn fits_plain(name: &str, abbreviation: &str) -> bool {
    name.starts_with(abbreviation)
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        && STAGES.iter().any(|stage| name.contains(stage))
        && name.chars().rev().take(3).all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_kept() {
        assert!(fits("cae-mdg-dev-jpe-001", "cae"));
        assert!(fits("ca-mdg-helpdesk-prod-jpe-001", "ca"));
        assert!(fits("cert-mdg-prod-jpe-001-helpdesk", "cert"));
        assert!(fits_plain("stmdgprodjpe001", "st"));
    }

    #[test]
    fn what_breaks_the_pattern_is_seen() {
        assert!(!fits("mdg-cae-dev-jpe-001", "cae"));
        assert!(!fits("cae-mdg-test-jpe-001", "cae"));
        assert!(!fits("cae-mdg-dev-jpe-1", "cae"));
        assert!(!fits("cae-mdg-dev-jpe-001-x", "cae"));
        assert!(!fits_plain("madoguchistorage", "st"));
    }
}
