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
  local_auth_enable   = false # refused: Unsupported argument
}
