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

resource "azurerm_bot_service_azure_bot" "this" {
  name                 = "bot-mdg-dev-jpe-001"
  resource_group_name  = "rg-mdg-dev-jpe-001"
  location             = "global"
  sku                  = "S2" # refused: "S2" is none of F0, S1
  microsoft_app_id     = "00000000-0000-0000-0000-000000000000"
  microsoft_app_type   = "UserAssignedMSI"
  microsoft_app_msi_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
}
