output "log_workspace_id" {
  description = "Id of the Log Analytics workspace."
  value       = azurerm_log_analytics_workspace.this.id
}

output "application_insights_id" {
  description = "Id of Application Insights."
  value       = azurerm_application_insights.this.id
}

output "connection_string" {
  description = "Connection string of Application Insights: lets its holder write telemetry, not read it."
  value       = azurerm_application_insights.this.connection_string
  sensitive   = true
}

output "action_group_id" {
  description = "Whom alerts tell."
  value       = azurerm_monitor_action_group.this.id
}
