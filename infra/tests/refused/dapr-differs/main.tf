terraform {
  required_providers {
    azapi = {
      source = "azure/azapi"
    }
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

provider "azurerm" {
  subscription_id                = "00000000-0000-0000-0000-0000000000d0"
  resource_providers_to_register = []

  features {}
}

resource "azurerm_container_app_environment_dapr_component" "this" {
  name                         = "events"
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
  component_type               = "pubsub.azure.servicebus.topics"
  version                      = "v1"
  scopes                       = ["helpdesk", "chatbot"]
}

resource "azurerm_container_app_environment_dapr_component" "other" {
  name                         = "lock" # refused: is in the cloud only
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
  component_type               = "lock.redis"
  version                      = "v1"
}

resource "azapi_resource" "resiliency" {
  type      = "Microsoft.App/managedEnvironments/daprComponents/resiliencyPolicies@2025-10-02-preview"
  name      = "events"
  parent_id = azurerm_container_app_environment_dapr_component.this.id

  body = {
    properties = {
      inboundPolicy = {
        httpRetryPolicy = {
          maxRetries   = 5
          retryBackOff = { initialDelayInMilliseconds = 1000, maxIntervalInMilliseconds = 30000 }
        }
        timeoutPolicy = { responseTimeoutInSeconds = 240 }
      }
    }
  }
}
