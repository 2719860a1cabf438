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

resource "azurerm_resource_group" "this" {
  name     = "rg-mdg-dev-jpe-001"
  location = "japaneast"
  tags     = { made = timestamp() } # refused: the second plan would update
}
