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

resource "azurerm_servicebus_subscription" "this" { # refused: Missing required argument
  name     = "chatbot"
  topic_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/sbns/topics/t"
}
