mock_provider "azurerm" {}

variables {
  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  identities          = { helpdesk = "id-mdg-helpdesk-dev-jpe-001" }
}

run "an_identity_gets_a_data_role_at_one_scope" {
  variables {
    role_assignments = {
      helpdesk_sends = {
        identity = "helpdesk"
        role     = "Azure Service Bus Data Sender"
        scope    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/sbns"
      }
    }
  }

  assert {
    condition     = azurerm_role_assignment.this["helpdesk_sends"].principal_type == "ServicePrincipal"
    error_message = "the principal's type is said, not looked up"
  }

  assert {
    condition     = azurerm_role_assignment.this["helpdesk_sends"].principal_id == azurerm_user_assigned_identity.this["helpdesk"].principal_id
    error_message = "the role goes to the identity that was named"
  }
}

run "a_role_that_reads_keys_is_refused" {
  command = plan

  variables {
    role_assignments = {
      too_much = { identity = "helpdesk", role = "Contributor", scope = "/subscriptions/00000000-0000-0000-0000-000000000000" }
    }
  }

  expect_failures = [var.role_assignments]
}

run "an_unknown_identity_is_refused" {
  command = plan

  variables {
    role_assignments = {
      nobody = { identity = "nobody", role = "AcrPull", scope = "/subscriptions/00000000-0000-0000-0000-000000000000" }
    }
  }

  expect_failures = [var.role_assignments]
}

run "another_cloud_takes_an_identity_on_by_token" {
  variables {
    federations = {
      chatbot = { identity = "helpdesk", issuer = "https://issuer.example.com", subject = "arn:aws:iam::123456789012:role/chatbot" }
    }
  }

  assert {
    condition     = azurerm_federated_identity_credential.this["chatbot"].audience[0] == "api://AzureADTokenExchange"
    error_message = "the audience is the exchange's"
  }
}
