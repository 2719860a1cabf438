terraform {
  # 1.11: write-only arguments, by which a password reaches the server and no state.
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.79"
    }
    azapi = {
      source  = "azure/azapi"
      version = "~> 2.5"
    }
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.47"
    }
  }

  # Filled by -backend-config=<environment>.backend.hcl; see ../bootstrap.
  backend "azurerm" {}
}
