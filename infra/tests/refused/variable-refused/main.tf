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

module "naming" {
  source = "../../../terraform/modules/naming"

  environment = "test" # refused: The environment is dev, stg or prod
  location    = "japaneast"
}

module "openai" {
  source = "../../../terraform/modules/openai"

  resource_group_name = "rg-mdg-dev-jpe-001"
  accounts = { # refused: Capacity is a whole number
    sec = {
      name        = "oai-mdg-dev-sec-001"
      location    = "swedencentral"
      priority    = 1
      deployments = { "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 0 } }
    }
  }
}
