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
variable "accounts" {
  type = map(object({
    location = string
    models   = map(number)
  }))
}

variable "subscription_id" {
  type    = string
  default = "00000000-0000-0000-0000-0000000000d0"
}

variable "stage" {
  type = string
}

locals {
  deployments = merge([for key, account in var.accounts : { for name, capacity in account.models : "${key}/${name}" => capacity }]...)
}

resource "azurerm_cognitive_account" "this" {
  for_each = var.accounts

  name                = "oai-mdg-${var.stage}-${each.key}-001"
  resource_group_name = "rg-mdg-${var.stage}-jpe-001"
  location            = each.value.location
  kind                = "OpenAI"
  sku_name            = "S0"
}

resource "azurerm_cognitive_deployment" "in_use" {
  for_each = local.deployments

  name                 = split("/", each.key)[1]
  cognitive_account_id = azurerm_cognitive_account.this[split("/", each.key)[0]].id

  model {
    format  = "OpenAI"
    name    = "gpt-5-mini"
    version = "2025-08-07"
  }

  sku {
    name     = "GlobalStandard"
    capacity = each.value
  }
}
