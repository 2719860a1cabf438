terraform {
  required_providers {
    azapi = {
      source = "azure/azapi"
    }
  }
}

resource "azapi_resource_action" "agent" {
  type        = "Microsoft.App/managedEnvironments@2025-10-02-preview"
  resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
  method      = "PATCH"

  body = {
    properties = {
      openTelemetryConfiguration = {
        tracesConfiguration = {
          destinations = ["appInsights"]
          includeDaprX = false # refused: unknown; known are includeDapr, destinations
        }
      }
    }
  }
}
