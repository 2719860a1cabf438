mock_provider "azurerm" {}

variables {
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
  postgresql_administrator_password = "only-for-the-tests-0000"
  service_bus                       = { topics = { "inquiry-asked" = ["chatbot"] } }
  queues                            = ["outbound"]
}

run "nothing_takes_a_key" {
  command = plan

  assert {
    condition     = azurerm_servicebus_namespace.this.local_auth_enabled == false
    error_message = "Service Bus takes identities only"
  }

  assert {
    condition     = azurerm_storage_account.this.shared_access_key_enabled == false
    error_message = "the storage account takes identities only"
  }

  assert {
    condition     = azurerm_managed_redis.this.default_database[0].access_keys_authentication_enabled == false
    error_message = "Redis takes identities only"
  }
}

run "the_database_has_no_public_address" {
  command = plan

  assert {
    condition     = azurerm_postgresql_flexible_server.this.public_network_access_enabled == false
    error_message = "the database stands in the network"
  }
}

run "a_listener_has_its_subscription" {
  command = plan

  assert {
    condition     = azurerm_servicebus_subscription.this["inquiry-asked/chatbot"].name == "chatbot"
    error_message = "the subscription is named as the app id"
  }
}

run "private_endpoints_close_the_public_doors" {
  command = plan

  variables {
    private_endpoints_enabled = true
  }

  assert {
    condition     = azurerm_managed_redis.this.public_network_access == "Disabled" && azurerm_storage_account.this.public_network_access_enabled == false
    error_message = "what has a private endpoint has no public one"
  }

  assert {
    condition     = length(azurerm_private_endpoint.this) == 3
    error_message = "a Standard Service Bus has none"
  }
}

run "a_door_narrowed_before_the_apps_have_another_is_refused" {
  command = plan

  variables {
    operator_ip_ranges = ["198.51.100.0/28"]
  }

  expect_failures = [var.operator_ip_ranges]
}

run "a_burstable_server_with_a_standby_is_refused" {
  command = plan

  variables {
    postgresql = { sku = "B_Standard_B1ms", zone_redundant = true }
  }

  expect_failures = [var.postgresql]
}

run "a_vault_open_to_everybody_is_refused" {
  command = plan

  variables {
    operator_ip_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.operator_ip_ranges]
}

run "premium_without_capacity_is_refused" {
  command = plan

  variables {
    service_bus = { sku = "Premium", topics = {} }
  }

  expect_failures = [var.service_bus]
}
