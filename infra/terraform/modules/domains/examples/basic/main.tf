# One host in a zone of its own, delegated by a registrar.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
    azapi = {
      source = "azure/azapi"
    }
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "domains" {
  source = "../.."

  zone = { name = "dev.example.com" }
  hosts = {
    helpdesk = { app = "helpdesk" }
  }
  apps = {
    helpdesk = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.App/containerApps/ca-mdg-helpdesk-dev-jpe-001"
      host                       = "ca-mdg-helpdesk-dev-jpe-001.calm-sea-0123.japaneast.azurecontainerapps.io"
      custom_domain_verification = "0123456789abcdef"
    }
  }
  environment = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.App/managedEnvironments/cae-mdg-dev-jpe-001"
    static_ip = "192.0.2.10"
  }
}

output "delegate_to" {
  value = module.domains.name_servers
}
