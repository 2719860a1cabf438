terraform {
  required_providers {
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

resource "azurerm_servicebus_namespace" "this" {
  name                = "sbns-mdg-dev-jpe-001"
  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  sku                 = "Standard"
  local_auth_enabled  = true # refused: local_auth_enabled is not false
}

resource "azurerm_container_app_environment_dapr_component" "this" {
  name                         = "state"
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
  component_type               = "state.redis"
  version                      = "v1"

  metadata {
    name  = "redisPassword"
    value = "example" # refused: redisPassword is a key in plain text
  }
}
