resource "azurerm_servicebus_namespace" "this" {
  name                          = var.names.service_bus_namespace
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.service_bus.sku
  capacity                      = var.service_bus.capacity
  premium_messaging_partitions  = var.service_bus.sku == "Premium" ? 1 : 0
  local_auth_enabled            = false
  minimum_tls_version           = "1.2"
  public_network_access_enabled = !(var.private_endpoints_enabled && var.service_bus.sku == "Premium")
  tags                          = var.tags
}

resource "azurerm_servicebus_topic" "this" {
  for_each = var.service_bus.topics

  name         = each.key
  namespace_id = azurerm_servicebus_namespace.this.id
  # A week: longer than any weekend on which nobody looks.
  default_message_ttl  = "P7D"
  partitioning_enabled = false
}

locals {
  subscriptions = merge([
    for topic, listeners in var.service_bus.topics : {
      for listener in listeners : "${topic}/${listener}" => { topic = topic, listener = listener }
    }
  ]...)
}

# Dapr would make subscriptions itself, but for that the apps would need a right to manage.
# Made here, they need only to send and to receive. The name is the app id, as Dapr expects.
resource "azurerm_servicebus_subscription" "this" {
  for_each = local.subscriptions

  name                                 = each.value.listener
  topic_id                             = azurerm_servicebus_topic.this[each.value.topic].id
  max_delivery_count                   = var.service_bus.max_delivery_count
  lock_duration                        = "PT5M"
  dead_lettering_on_message_expiration = true
}

resource "azurerm_storage_account" "this" {
  name                            = var.names.storage_account
  resource_group_name             = var.resource_group_name
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = var.storage_replication
  min_tls_version                 = "TLS1_2"
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  allow_nested_items_to_be_public = false
  local_user_enabled              = false
  public_network_access_enabled   = !var.private_endpoints_enabled
  tags                            = var.tags
}

resource "azurerm_storage_queue" "this" {
  for_each = var.queues

  name               = each.key
  storage_account_id = azurerm_storage_account.this.id
}
