output "apps_subnet_id" {
  description = "Subnet of the Container Apps environment."
  value       = azurerm_subnet.apps.id
}

output "endpoints_subnet_id" {
  description = "Subnet of private endpoints, for other modules too."
  value       = azurerm_subnet.endpoints.id
}

output "virtual_network_id" {
  description = "The virtual network."
  value       = azurerm_virtual_network.this.id
}

output "postgresql" {
  description = "Id, host and database of the server."
  value = {
    id       = azurerm_postgresql_flexible_server.this.id
    host     = azurerm_postgresql_flexible_server.this.fqdn
    database = azurerm_postgresql_flexible_server_database.this.name
  }
}

output "redis" {
  description = "Id and host:port of Managed Redis."
  value = {
    id      = azurerm_managed_redis.this.id
    address = "${azurerm_managed_redis.this.hostname}:10000"
  }
}

output "service_bus" {
  description = "Id, short name and full host of the namespace."
  value = {
    id   = azurerm_servicebus_namespace.this.id
    name = azurerm_servicebus_namespace.this.name
    host = "${azurerm_servicebus_namespace.this.name}.servicebus.windows.net"
  }
}

output "storage" {
  description = "Id and name of the storage account."
  value = {
    id   = azurerm_storage_account.this.id
    name = azurerm_storage_account.this.name
  }
}

output "key_vault" {
  description = "Id and address of the vault."
  value = {
    id  = azurerm_key_vault.this.id
    uri = "https://${azurerm_key_vault.this.name}.vault.azure.net/"
  }
}

output "prerequisites" {
  description = "Ids of what an app needs before it starts: private ways and the right to use Redis."
  value = concat(
    [for link in azurerm_private_dns_zone_virtual_network_link.endpoint : link.id],
    [for endpoint in azurerm_private_endpoint.this : endpoint.id],
    [for assignment in azurerm_managed_redis_access_policy_assignment.this : assignment.id],
    [for subscription in azurerm_servicebus_subscription.this : subscription.id],
    [for queue in azurerm_storage_queue.this : queue.id],
  )
}
