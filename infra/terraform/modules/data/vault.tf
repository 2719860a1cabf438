# Secrets are put in by people (docs/operations), so that none passes through a state file.
resource "azurerm_key_vault" "this" {
  name                       = var.names.key_vault
  resource_group_name        = var.resource_group_name
  location                   = var.location
  tenant_id                  = var.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  soft_delete_retention_days = 30
  # Container Apps is no trusted service of the vault: an app comes in by the private endpoint, or, where
  # there is none, by the public door, which therefore cannot be narrowed to addresses.
  public_network_access_enabled = length(var.operator_ip_ranges) > 0 || !var.private_endpoints_enabled
  tags                          = var.tags

  network_acls {
    bypass         = "AzureServices"
    default_action = var.private_endpoints_enabled ? "Deny" : "Allow"
    ip_rules       = var.operator_ip_ranges
  }
}
