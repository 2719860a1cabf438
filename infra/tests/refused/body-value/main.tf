terraform {
  required_providers {
    azapi = {
      source = "azure/azapi"
    }
  }
}

resource "azapi_resource_action" "binding" {
  type        = "Microsoft.App/containerApps@2025-07-01"
  resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/containerApps/ca"
  method      = "PATCH"

  body = {
    properties = {
      configuration = {
        ingress = {
          customDomains = [{
            name        = "helpdesk.example.com"
            bindingType = "Automatic" # refused: "Automatic" is none of Disabled, SniEnabled, Auto
          }]
        }
      }
    }
  }
}
