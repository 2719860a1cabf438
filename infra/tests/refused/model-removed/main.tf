terraform { # refused: would be destroyed without a written decision
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

resource "azurerm_cognitive_account" "this" {
  name                          = "oai-mdg-dev-sec-001"
  resource_group_name           = "rg-mdg-dev-jpe-001"
  location                      = "swedencentral"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  local_auth_enabled            = false
  public_network_access_enabled = false
}
