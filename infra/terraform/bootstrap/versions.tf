terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.79"
    }
  }

  # The first apply keeps its state beside the code; the second moves it into the account that
  # the first has made. README tells how.
  backend "local" {}
}
