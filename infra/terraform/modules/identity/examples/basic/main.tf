# One identity that may pull images, nothing else.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

module "identity" {
  source = "../.."

  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  identities          = { helpdesk = "id-mdg-helpdesk-dev-jpe-001" }
  role_assignments = {
    helpdesk_pulls = {
      identity = "helpdesk"
      role     = "AcrPull"
      scope    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.ContainerRegistry/registries/crmdgdevjpe001"
    }
  }
}

output "client_id" {
  value = module.identity.identities["helpdesk"].client_id
}
