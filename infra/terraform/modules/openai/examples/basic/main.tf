# One account, one model.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
    azapi = {
      source = "azure/azapi"
    }
  }
}

module "openai" {
  source = "../.."

  resource_group_name = "rg-mdg-dev-jpe-001"
  accounts = {
    jpe = {
      name     = "oai-mdg-dev-jpe-001"
      location = "japaneast"
      priority = 1
      deployments = {
        "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 30 }
      }
    }
  }
}

output "endpoints" {
  value = module.openai.endpoints
}
