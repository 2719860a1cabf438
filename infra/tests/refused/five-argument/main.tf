terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

provider "azurerm" { # refused: the provider's resource_providers_to_register must be set in 5.x
  subscription_id = "00000000-0000-0000-0000-0000000000d0"

  features {}
}

resource "azurerm_storage_queue" "this" {
  name                 = "outbound"
  storage_account_name = "stmdgdevjpe001" # refused: storage_account_name is
}

resource "azurerm_container_app_environment" "this" { # refused: logs_destination must be set in 5.x
  name                       = "cae-mdg-dev-jpe-001"
  resource_group_name        = "rg-mdg-dev-jpe-001"
  location                   = "japaneast"
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
}
