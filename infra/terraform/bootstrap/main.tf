# Where the state of all environments lives. Made once, by a person, before anything else.
provider "azurerm" {
  subscription_id                 = var.subscription_id
  storage_use_azuread             = true
  resource_provider_registrations = "none"
  resource_providers_to_register  = ["Microsoft.Storage"]

  features {}
}

module "naming" {
  source = "../modules/naming"

  workload    = "mdgstate"
  environment = "prod"
  location    = var.location
}

resource "azurerm_resource_group" "this" {
  name     = module.naming.names["resource_group"][""]
  location = var.location
  tags     = module.naming.tags
}

resource "azurerm_storage_account" "this" {
  name                            = module.naming.names["storage_account"][""]
  resource_group_name             = azurerm_resource_group.this.name
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  min_tls_version                 = "TLS1_2"
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  allow_nested_items_to_be_public = false
  local_user_enabled              = false
  tags                            = module.naming.tags

  # A state overwritten by mistake can be fetched back for a month.
  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 30
    }

    container_delete_retention_policy {
      days = 30
    }
  }

  network_rules {
    default_action = length(var.operator_ip_ranges) > 0 ? "Deny" : "Allow"
    bypass         = ["AzureServices"]
    ip_rules       = var.operator_ip_ranges
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_container" "state" {
  name                  = "state"
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

# Who applies: a lease on the blob is the lock, so two applies at once are refused.
resource "azurerm_role_assignment" "operators" {
  for_each = var.operators

  scope                = azurerm_storage_account.this.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = each.value
}

resource "azurerm_management_lock" "this" {
  name       = "keep-the-state"
  scope      = azurerm_storage_account.this.id
  lock_level = "CanNotDelete"
  notes      = "Without the state nobody knows what was made."
}
