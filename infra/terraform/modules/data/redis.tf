resource "azurerm_managed_redis" "this" {
  name                      = var.names.redis
  resource_group_name       = var.resource_group_name
  location                  = var.location
  sku_name                  = var.redis.sku
  high_availability_enabled = var.redis.high_availability
  public_network_access     = var.private_endpoints_enabled ? "Disabled" : "Enabled"
  tags                      = var.tags

  default_database {
    access_keys_authentication_enabled = false
    client_protocol                    = "Encrypted"
    # The sidecar's transactions touch several keys; spread over shards they would be refused.
    clustering_policy = "NoCluster"
    # State is thrown away by its own time to live, never because memory runs short.
    eviction_policy = "NoEviction"
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "this" {
  for_each = var.redis_principals

  managed_redis_id = azurerm_managed_redis.this.id
  object_id        = each.value
}
