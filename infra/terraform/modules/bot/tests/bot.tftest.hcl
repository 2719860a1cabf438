mock_provider "azurerm" {}

variables {
  resource_group_name = "rg-mdg-dev-jpe-001"
  name                = "bot-mdg-dev-jpe-001"
  host                = "helpdesk.dev.example.com"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "11111111-1111-1111-1111-111111111111"
    tenant_id = "22222222-2222-2222-2222-222222222222"
  }
}

run "the_bot_has_no_secret" {
  command = plan

  assert {
    condition     = azurerm_bot_service_azure_bot.this.microsoft_app_type == "UserAssignedMSI"
    error_message = "a user-assigned identity needs no secret"
  }
}

run "messages_come_to_the_custom_host" {
  command = plan

  assert {
    condition     = output.endpoint == "https://helpdesk.dev.example.com/api/messages"
    error_message = "the endpoint is the program's webhook"
  }
}

run "a_host_with_a_scheme_is_refused" {
  command = plan

  variables {
    host = "https://helpdesk.dev.example.com"
  }

  expect_failures = [var.host]
}
