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
  name                = "madoguchi-messages" # refused: does not follow sbns
  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  sku                 = "Standard"
}

resource "azurerm_storage_account" "this" {
  name                     = "madoguchistorage" # refused: does not follow st
  resource_group_name      = "rg-mdg-dev-jpe-001"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
