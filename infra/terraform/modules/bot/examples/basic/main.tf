# A bot in the free tier, in Teams.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

module "bot" {
  source = "../.."

  resource_group_name = "rg-mdg-dev-jpe-001"
  name                = "bot-mdg-dev-jpe-001"
  host                = "helpdesk.dev.example.com"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-mdg-helpdesk-dev-jpe-001"
    client_id = "11111111-1111-1111-1111-111111111111"
    tenant_id = "22222222-2222-2222-2222-222222222222"
  }
}
