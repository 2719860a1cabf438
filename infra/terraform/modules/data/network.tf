# One network for all: apps, database, private endpoints. Nothing in it has a public address.
resource "azurerm_virtual_network" "this" {
  name                = var.names.virtual_network
  resource_group_name = var.resource_group_name
  location            = var.location
  address_space       = [var.address_space]
  tags                = var.tags
}

resource "azurerm_subnet" "apps" {
  name                 = var.names.subnets["apps"]
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.this.name
  # A quarter of a /24 is a /26: an environment with workload profiles needs a /27 at least.
  address_prefixes                = [cidrsubnet(var.address_space, 2, 0)]
  default_outbound_access_enabled = true

  delegation {
    name = "container-apps"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "database" {
  name                 = var.names.subnets["database"]
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(var.address_space, 3, 2)]

  delegation {
    name = "postgresql"

    service_delegation {
      name    = "Microsoft.DBforPostgreSQL/flexibleServers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                 = var.names.subnets["endpoints"]
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(var.address_space, 3, 3)]
}

locals {
  # Kind of endpoint to the zone its private address is found under.
  endpoint_zones = {
    redis      = "privatelink.redis.azure.net"
    servicebus = "privatelink.servicebus.windows.net"
    queue      = "privatelink.queue.core.windows.net"
    vault      = "privatelink.vaultcore.azure.net"
  }

  # Service Bus has private endpoints in its Premium tier only.
  endpoints = var.private_endpoints_enabled ? merge(
    {
      redis = { resource = azurerm_managed_redis.this.id, subresource = "redisEnterprise" }
      queue = { resource = azurerm_storage_account.this.id, subresource = "queue" }
      vault = { resource = azurerm_key_vault.this.id, subresource = "vault" }
    },
    var.service_bus.sku == "Premium" ? {
      servicebus = { resource = azurerm_servicebus_namespace.this.id, subresource = "namespace" }
    } : {},
  ) : {}
}

resource "azurerm_private_dns_zone" "endpoint" {
  for_each = local.endpoints

  name                = local.endpoint_zones[each.key]
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "endpoint" {
  for_each = local.endpoints

  name                  = "link-${each.key}"
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.endpoint[each.key].name
  virtual_network_id    = azurerm_virtual_network.this.id
  tags                  = var.tags
}

resource "azurerm_private_endpoint" "this" {
  for_each = local.endpoints

  name                = var.names.private_endpoints[each.key]
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = azurerm_subnet.endpoints.id
  tags                = var.tags

  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.resource
    subresource_names              = [each.value.subresource]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = each.key
    private_dns_zone_ids = [azurerm_private_dns_zone.endpoint[each.key].id]
  }
}
