output "environment_id" {
  description = "The Container Apps environment."
  value       = azurerm_container_app_environment.this.id
}

output "environment_static_ip" {
  description = "Address of the environment, for an apex domain's A record."
  value       = azurerm_container_app_environment.this.static_ip_address
}

output "registry" {
  description = "Id and host of the registry."
  value = {
    id     = azurerm_container_registry.this.id
    server = azurerm_container_registry.this.login_server
  }
}

output "apps" {
  description = "Role to id, generated host and the proof that a custom domain must carry."
  value = {
    for role, app in azurerm_container_app.this : role => {
      id                         = app.id
      host                       = app.ingress[0].fqdn
      custom_domain_verification = app.custom_domain_verification_id
    }
  }
  sensitive = true
}

output "app_ids" {
  description = "Role to resource id, for alerts."
  value       = { for role, app in azurerm_container_app.this : role => app.id }
}
