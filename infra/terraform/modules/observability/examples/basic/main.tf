# Workspace, Application Insights, budget; no agent, nothing watched yet.
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

module "observability" {
  source = "../.."

  resource_group_name = "rg-mdg-dev-jpe-001"
  resource_group_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001"
  location            = "japaneast"
  names = {
    log_workspace        = "log-mdg-dev-jpe-001"
    application_insights = "appi-mdg-dev-jpe-001"
    action_group         = "ag-mdg-dev-jpe-001"
  }
  mail_addresses = { desk = "desk@example.com" }
  budget         = { amount = 500, first_month = "2026-12-01T00:00:00Z" }
}
