# The smallest set: burstable database, smallest Redis, no private endpoints.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

variable "postgresql_administrator_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

module "data" {
  source = "../.."

  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  names = {
    virtual_network       = "vnet-mdg-dev-jpe-001"
    subnets               = { apps = "snet-mdg-apps-dev-jpe-001", database = "snet-mdg-database-dev-jpe-001", endpoints = "snet-mdg-endpoints-dev-jpe-001" }
    postgresql            = "psql-mdg-dev-jpe-001"
    redis                 = "amr-mdg-dev-jpe-001"
    service_bus_namespace = "sbns-mdg-dev-jpe-001"
    storage_account       = "stmdgdevjpe001"
    key_vault             = "kv-mdg-dev-jpe-001"
    private_endpoints = {
      redis      = "pep-mdg-redis-dev-jpe-001"
      servicebus = "pep-mdg-servicebus-dev-jpe-001"
      queue      = "pep-mdg-queue-dev-jpe-001"
      vault      = "pep-mdg-vault-dev-jpe-001"
    }
  }
  postgresql                        = { sku = "B_Standard_B1ms" }
  postgresql_administrator_password = var.postgresql_administrator_password
  service_bus                       = { topics = { "inquiry-asked" = ["chatbot"] } }
  queues                            = ["outbound"]
}
