locals {
  in_use = merge([
    for account_key, account in var.accounts : {
      for key, deployment in account.deployments : "${account_key}/${key}" => merge(deployment, { account = account_key, name = key })
    }
  ]...)

  retiring = merge([
    for account_key, account in var.accounts : {
      for key, deployment in account.retiring : "${account_key}/${key}" => merge(deployment, { account = account_key, name = key })
    }
  ]...)
}

resource "azurerm_cognitive_account" "this" {
  for_each = var.accounts

  name                = each.value.name
  resource_group_name = var.resource_group_name
  location            = each.value.location
  kind                = "OpenAI"
  sku_name            = "S0"
  # Entra tokens work at a host name of one's own only.
  custom_subdomain_name         = each.value.name
  local_auth_enabled            = false
  public_network_access_enabled = var.public_network_access_enabled
  tags                          = var.tags

  lifecycle {
    # With it would go deployments that can never be made again.
    prevent_destroy = true
  }
}

# Models in use. Nothing here is edited and nothing destroyed: a model that its maker has
# retired cannot be deployed again.
resource "azurerm_cognitive_deployment" "in_use" {
  for_each = local.in_use

  name                   = each.value.name
  cognitive_account_id   = azurerm_cognitive_account.this[each.value.account].id
  version_upgrade_option = "NoAutoUpgrade"

  model {
    format  = "OpenAI"
    name    = each.value.model
    version = each.value.version
  }

  sku {
    name     = each.value.sku
    capacity = each.value.capacity
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Models that nothing calls any more. A `moved` block brings them here; from here an entry may
# go, if the decision is written down (infra/models/retired.json).
resource "azurerm_cognitive_deployment" "retiring" {
  for_each = local.retiring

  name                   = each.value.name
  cognitive_account_id   = azurerm_cognitive_account.this[each.value.account].id
  version_upgrade_option = "NoAutoUpgrade"

  model {
    format  = "OpenAI"
    name    = each.value.model
    version = each.value.version
  }

  sku {
    name     = each.value.sku
    capacity = each.value.capacity
  }
}

# The provider knows no spillover. An update here is read, merge, write; a deployment has no
# write-only value that could be lost by it. The lock: an account takes one change at a time.
resource "azapi_update_resource" "spillover" {
  for_each = { for key, deployment in local.in_use : key => deployment if deployment.spillover != null }

  type        = "Microsoft.CognitiveServices/accounts/deployments@2025-06-01"
  resource_id = azurerm_cognitive_deployment.in_use[each.key].id
  locks       = [azurerm_cognitive_account.this[each.value.account].id]

  body = {
    properties = {
      spilloverDeploymentName = azurerm_cognitive_deployment.in_use["${each.value.account}/${each.value.spillover}"].name
    }
  }
}
