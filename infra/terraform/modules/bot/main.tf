resource "azurerm_bot_service_azure_bot" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = "global"
  sku                 = var.sku
  display_name        = var.display_name
  tags                = var.tags

  # The only kind that needs no secret. A bot for many tenants can no longer be created.
  microsoft_app_type      = "UserAssignedMSI"
  microsoft_app_id        = var.identity.client_id
  microsoft_app_msi_id    = var.identity.id
  microsoft_app_tenant_id = var.identity.tenant_id

  endpoint                      = "https://${var.host}/api/messages"
  local_authentication_enabled  = false
  streaming_endpoint_enabled    = false
  public_network_access_enabled = true
}

resource "azurerm_bot_channel_ms_teams" "this" {
  bot_name               = azurerm_bot_service_azure_bot.this.name
  resource_group_name    = var.resource_group_name
  location               = azurerm_bot_service_azure_bot.this.location
  calling_enabled        = false
  deployment_environment = var.government_cloud ? "GCCModerateDeployment" : "CommercialDeployment"
}
