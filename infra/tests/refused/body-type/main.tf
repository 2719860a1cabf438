terraform {
  required_providers {
    azapi = {
      source = "azure/azapi"
    }
  }
}

resource "azapi_resource" "policy" {
  type      = "Microsoft.App/managedEnvironments/daprComponents/resiliencyPolicies@2024-01-01" # refused: no type
  name      = "events"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae/daprComponents/events"

  body = {
    properties = {}
  }
}
