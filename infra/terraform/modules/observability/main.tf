resource "azurerm_log_analytics_workspace" "this" {
  name                = var.names.log_workspace
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = "PerGB2018"
  retention_in_days   = var.retention_days
  daily_quota_gb      = var.daily_quota_gb
  tags                = var.tags
}

resource "azurerm_application_insights" "this" {
  name                = var.names.application_insights
  resource_group_name = var.resource_group_name
  location            = var.location
  workspace_id        = azurerm_log_analytics_workspace.this.id
  application_type    = "other"
  # Sampling is decided where a whole trace is known, never here: half a trace tells nothing.
  sampling_percentage = 100
  # The environment's agent signs in with the connection string and knows no other way.
  local_authentication_enabled = true
  tags                         = var.tags
}

resource "azurerm_monitor_action_group" "this" {
  name                = var.names.action_group
  resource_group_name = var.resource_group_name
  short_name          = "madoguchi"
  tags                = var.tags

  dynamic "email_receiver" {
    for_each = var.mail_addresses

    content {
      name                    = email_receiver.key
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }
}
