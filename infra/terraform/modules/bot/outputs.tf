output "app_id" {
  description = "The bot's id: goes into the Teams app package."
  value       = azurerm_bot_service_azure_bot.this.microsoft_app_id
}

output "endpoint" {
  description = "Where Teams' messages are sent."
  value       = azurerm_bot_service_azure_bot.this.endpoint
}
