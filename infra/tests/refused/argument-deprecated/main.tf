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

resource "azurerm_bot_channel_ms_teams" "this" {
  bot_name            = "bot-mdg-dev-jpe-001"
  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "global"
  enable_calling      = false # refused: deprecated
}
