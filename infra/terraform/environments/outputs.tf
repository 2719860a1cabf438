output "endpoints" {
  description = "Azure OpenAI endpoints in order of use."
  value       = module.openai.endpoints
}

output "bot" {
  description = "The bot's id for the Teams app package, and its webhook."
  value = {
    app_id   = module.bot.app_id
    endpoint = module.bot.endpoint
  }
}

output "registry" {
  description = "Where the image is pushed to."
  value       = module.container_apps.registry.server
}

output "key_vault" {
  description = "Where the secrets are put."
  value       = module.data.key_vault.uri
}

output "database_host" {
  description = "For the database's address."
  value       = module.data.postgresql.host
}

output "name_servers" {
  description = "Where the zone must be delegated to."
  value       = module.domains.name_servers
}
