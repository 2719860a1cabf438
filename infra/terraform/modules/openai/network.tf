locals {
  endpoint_accounts = var.private_endpoints == null ? {} : var.accounts
}

resource "azurerm_private_dns_zone" "this" {
  count = var.private_endpoints == null ? 0 : 1

  name                = "privatelink.openai.azure.com"
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  count = var.private_endpoints == null ? 0 : 1

  name                  = "link-openai"
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.this[0].name
  virtual_network_id    = var.private_endpoints.virtual_network_id
  tags                  = var.tags
}

# The endpoint lies in the apps' region, the account may lie in another: that is allowed.
resource "azurerm_private_endpoint" "this" {
  for_each = local.endpoint_accounts

  name                = var.private_endpoints.names[each.key]
  resource_group_name = var.resource_group_name
  location            = var.private_endpoints.location
  subnet_id           = var.private_endpoints.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "openai-${each.key}"
    private_connection_resource_id = azurerm_cognitive_account.this[each.key].id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "openai"
    private_dns_zone_ids = [azurerm_private_dns_zone.this[0].id]
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  for_each = var.logs == null ? {} : var.accounts

  name                       = "to-log-analytics"
  target_resource_id         = azurerm_cognitive_account.this[each.key].id
  log_analytics_workspace_id = var.logs.workspace_id

  # Audit and RequestResponse hold who, when, which model, how long: not the text.
  enabled_log {
    category = "Audit"
  }

  enabled_log {
    category = "RequestResponse"
  }
}
