mock_provider "azurerm" {}
mock_provider "azapi" {}

variables {
  resource_group_name = "rg-mdg-dev-jpe-001"
  accounts = {
    jpe = {
      name     = "oai-mdg-dev-jpe-001"
      location = "japaneast"
      priority = 1
      deployments = {
        "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 30 }
      }
    }
  }
}

run "a_deployment_never_upgrades_by_itself" {
  command = plan

  assert {
    condition     = azurerm_cognitive_deployment.in_use["jpe/gpt-5-mini-2025-08-07"].version_upgrade_option == "NoAutoUpgrade"
    error_message = "an upgrade is a decision"
  }

  assert {
    condition     = azurerm_cognitive_deployment.in_use["jpe/gpt-5-mini-2025-08-07"].sku[0].capacity == 30
    error_message = "capacity comes from the code"
  }
}

run "the_application_learns_endpoints_and_no_models" {
  command = plan

  assert {
    condition     = output.endpoints == [{ name = "jpe", endpoint = "https://oai-mdg-dev-jpe-001.openai.azure.com/", region = "japaneast", priority = 1 }]
    error_message = "one endpoint, in order, without a model's name"
  }
}

run "spillover_is_set_inside_one_account" {
  command = plan

  variables {
    accounts = {
      jpe = {
        name     = "oai-mdg-dev-jpe-001"
        location = "japaneast"
        priority = 1
        deployments = {
          "gpt-5-2025-08-07"      = { model = "gpt-5", version = "2025-08-07", sku = "GlobalProvisionedManaged", capacity = 15, spillover = "gpt-5-mini-2025-08-07" }
          "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 30 }
        }
      }
    }
  }

  assert {
    condition     = azapi_update_resource.spillover["jpe/gpt-5-2025-08-07"].body.properties.spilloverDeploymentName == "gpt-5-mini-2025-08-07"
    error_message = "the provisioned deployment spills into the standard one"
  }
}

run "an_edited_model_is_refused" {
  command = plan

  variables {
    accounts = {
      jpe = {
        name     = "oai-mdg-dev-jpe-001"
        location = "japaneast"
        priority = 1
        deployments = {
          "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2026-01-01", sku = "GlobalStandard", capacity = 30 }
        }
      }
    }
  }

  expect_failures = [var.accounts]
}

run "no_capacity_is_refused" {
  command = plan

  variables {
    accounts = {
      jpe = {
        name     = "oai-mdg-dev-jpe-001"
        location = "japaneast"
        priority = 1
        deployments = {
          "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 0 }
        }
      }
    }
  }

  expect_failures = [var.accounts]
}

run "spillover_from_standard_is_refused" {
  command = plan

  variables {
    accounts = {
      jpe = {
        name     = "oai-mdg-dev-jpe-001"
        location = "japaneast"
        priority = 1
        deployments = {
          "gpt-5-2025-08-07"      = { model = "gpt-5", version = "2025-08-07", sku = "Standard", capacity = 15, spillover = "gpt-5-mini-2025-08-07" }
          "gpt-5-mini-2025-08-07" = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 30 }
        }
      }
    }
  }

  expect_failures = [var.accounts]
}
