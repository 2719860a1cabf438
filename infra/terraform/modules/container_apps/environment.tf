resource "azurerm_container_app_environment" "this" {
  name                       = var.names.environment
  resource_group_name        = var.resource_group_name
  location                   = var.location
  infrastructure_subnet_id   = var.subnet_id
  logs_destination           = "log-analytics"
  log_analytics_workspace_id = var.log_workspace_id
  zone_redundancy_enabled    = var.zone_redundant
  # Between apps of the environment too, nothing travels in the clear.
  mutual_tls_enabled                          = true
  public_network_access                       = "Enabled"
  dapr_application_insights_connection_string = var.application_insights_connection_string
  tags                                        = var.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  lifecycle {
    # Azure names this group itself; and the agent's settings are patched in by `observability`.
    ignore_changes = [infrastructure_resource_group_name]
  }
}

resource "azurerm_container_registry" "this" {
  name                          = var.names.registry
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.registry_sku
  admin_enabled                 = false
  anonymous_pull_enabled        = false
  public_network_access_enabled = true
  tags                          = var.tags
}
