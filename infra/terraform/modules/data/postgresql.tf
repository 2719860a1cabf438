# The server stands in its own subnet and has no public address at all.
resource "azurerm_private_dns_zone" "postgresql" {
  name                = "${var.names.postgresql}.private.postgres.database.azure.com"
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "postgresql" {
  name                  = "link-postgresql"
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.postgresql.name
  virtual_network_id    = azurerm_virtual_network.this.id
  tags                  = var.tags
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                = var.names.postgresql
  resource_group_name = var.resource_group_name
  location            = var.location
  version             = var.postgresql.version
  sku_name            = var.postgresql.sku
  storage_mb          = var.postgresql.storage_mb
  auto_grow_enabled   = true

  delegated_subnet_id           = azurerm_subnet.database.id
  private_dns_zone_id           = azurerm_private_dns_zone.postgresql.id
  public_network_access_enabled = false

  administrator_login               = var.postgresql.administrator_login
  administrator_password_wo         = var.postgresql_administrator_password
  administrator_password_wo_version = var.postgresql.password_version

  backup_retention_days        = var.postgresql.backup_retention_days
  geo_redundant_backup_enabled = var.postgresql.geo_redundant_backup
  tags                         = var.tags

  # People come in by Entra; the program's user has a password, kept in the vault.
  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = true
    tenant_id                     = var.tenant_id
  }

  dynamic "high_availability" {
    for_each = var.postgresql.zone_redundant ? [1] : []

    content {
      mode = "ZoneRedundant"
    }
  }

  lifecycle {
    # It holds every inquiry. And Azure itself chooses, and after a failover changes, the zones.
    prevent_destroy = true
    ignore_changes  = [zone, high_availability[0].standby_availability_zone]
  }

  depends_on = [azurerm_private_dns_zone_virtual_network_link.postgresql]
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  name      = var.postgresql.database
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  # Sorting by bytes is the same on every machine; the program sorts Japanese itself.
  collation = "C"

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  for_each = var.postgresql_administrators

  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = var.tenant_id
  object_id           = each.value.object_id
  principal_name      = each.value.principal_name
  principal_type      = each.value.principal_type
}
