mock_provider "azurerm" {}
mock_provider "azapi" {}

variables {
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

run "the_agent_is_off_unless_asked_for" {
  assert {
    condition     = length(azapi_resource_action.opentelemetry_agent) == 0
    error_message = "no environment, no agent"
  }
}

run "the_agent_is_patched_into_the_environment" {
  variables {
    opentelemetry_agent = { environment_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae" }
  }

  assert {
    condition     = azapi_resource_action.opentelemetry_agent[0].method == "PATCH"
    error_message = "a PUT would lose the workspace's key"
  }

  assert {
    condition     = azapi_resource_action.opentelemetry_agent[0].body.properties.openTelemetryConfiguration.tracesConfiguration.includeDapr == false
    error_message = "Dapr's spans come by the environment already"
  }
}

run "each_watched_account_has_its_alert" {
  variables {
    watched = {
      openai_accounts = { jpe = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/oai" }
    }
  }

  assert {
    condition     = one(azurerm_monitor_metric_alert.this["openai-throttled-jpe"].criteria).dimension[0].values[0] == "429"
    error_message = "throttling is status 429"
  }
}

run "a_budget_in_mid_month_is_refused" {
  command = plan

  variables {
    budget = { amount = 500, first_month = "2026-12-15T00:00:00Z" }
  }

  expect_failures = [var.budget]
}

run "alerts_that_nobody_hears_are_refused" {
  command = plan

  variables {
    mail_addresses = {}
  }

  expect_failures = [var.mail_addresses]
}
