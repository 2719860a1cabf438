provider "azurerm" {
  subscription_id = var.subscription_id
  # Queues are made with the operator's identity: the account takes no keys.
  storage_use_azuread = true

  # 4.x registers a set of its own, 5.x none: this list serves both.
  resource_provider_registrations = "none"
  resource_providers_to_register = [
    "Microsoft.App",
    "Microsoft.BotService",
    "Microsoft.Cache",
    "Microsoft.CognitiveServices",
    "Microsoft.Consumption",
    "Microsoft.ContainerRegistry",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.ServiceBus",
    "Microsoft.Storage",
  ]

  features {
    key_vault {
      purge_soft_delete_on_destroy    = false
      recover_soft_deleted_key_vaults = true
    }

    cognitive_account {
      # A purged account takes its name and its retired models with it.
      purge_soft_delete_on_destroy = false
    }

    resource_group {
      prevent_deletion_if_contains_resources = true
    }
  }
}

provider "azapi" {
  subscription_id = var.subscription_id
}

# Route53, and the chatbot on AWS where there is one.
provider "aws" {
  region              = var.aws.region
  allowed_account_ids = [var.aws.account_id]

  dynamic "assume_role" {
    for_each = var.aws.role_arn == null ? [] : [var.aws.role_arn]

    content {
      role_arn     = assume_role.value
      session_name = "madoguchi-${var.environment}"
    }
  }

  default_tags {
    tags = module.naming.tags
  }
}
