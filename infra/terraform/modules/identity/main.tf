resource "azurerm_user_assigned_identity" "this" {
  for_each = var.identities

  name                = each.value
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_role_assignment" "this" {
  for_each = var.role_assignments

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.this[each.value.identity].principal_id
  # Said here, so that Azure does not look the principal up before it has spread through the directory.
  principal_type = "ServicePrincipal"
}

# A token of the other cloud is exchanged for one of ours; nothing is kept that could be stolen.
resource "azurerm_federated_identity_credential" "this" {
  for_each = var.federations

  name                      = each.key
  user_assigned_identity_id = azurerm_user_assigned_identity.this[each.value.identity].id
  issuer                    = each.value.issuer
  subject                   = each.value.subject
  audience                  = ["api://AzureADTokenExchange"]
}
