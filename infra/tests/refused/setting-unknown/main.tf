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

resource "azurerm_container_app" "this" {
  name                         = "ca-mdg-helpdesk-dev-jpe-001"
  resource_group_name          = "rg-mdg-dev-jpe-001"
  container_app_environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
  revision_mode                = "Single"

  ingress {
    external_enabled = false
    target_port      = 8080

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    container {
      name   = "madoguchi"
      image  = "crmdgdevjpe001.azurecr.io/madoguchi:1.0.0"
      cpu    = 0.25
      memory = "0.5Gi"

      env {
        name  = "MADOGUCHI_SERVER_PUBLIC_ADDRESS" # refused: the program has no setting MADOGUCHI_SERVER_PUBLIC_ADDRESS
        value = "https://helpdesk.example.com"
      }
    }
  }
}
