mock_provider "azurerm" {}
mock_provider "azapi" {}

variables {
  resource_group_name = "rg-mdg-dev-jpe-001"
  location            = "japaneast"
  names = {
    environment = "cae-mdg-dev-jpe-001"
    registry    = "crmdgdevjpe001"
    apps        = { helpdesk = "ca-mdg-helpdesk-dev-jpe-001", worker = "ca-mdg-worker-dev-jpe-001" }
    jobs        = { purge = "caj-mdg-purge-dev-jpe-001" }
  }
  subnet_id                              = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet"
  log_workspace_id                       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
  application_insights_connection_string = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
  image                                  = "crmdgdevjpe001.azurecr.io/madoguchi:1.0.0"
  sidecar_identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/sidecar"
    client_id = "11111111-1111-1111-1111-111111111111"
  }
  messaging = {
    service_bus_host = "sbns-mdg-dev-jpe-001.servicebus.windows.net"
    service_bus_name = "sbns-mdg-dev-jpe-001"
    storage_account  = "stmdgdevjpe001"
    redis_address    = "amr-mdg-dev-jpe-001.japaneast.redis.azure.net:10000"
  }
  apps = {
    helpdesk = {
      cpu         = 0.5, memory = "1Gi", min_replicas = 1, max_replicas = 3, external = true, scale_http = 50
      identity    = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/helpdesk", client_id = "22222222-2222-2222-2222-222222222222" }
      secrets     = { MADOGUCHI_DATABASE_URL = "https://kv-mdg-dev-jpe-001.vault.azure.net/secrets/database-url" }
      environment = { MADOGUCHI_BUS_KIND = "dapr" }
    }
    worker = {
      cpu          = 0.25, memory = "0.5Gi", min_replicas = 1, max_replicas = 2
      identity     = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/worker", client_id = "33333333-3333-3333-3333-333333333333" }
      scale_topics = ["ticket.closed.v1"]
      scale_queues = ["outbound"]
    }
  }
  jobs = {
    purge = {
      cron     = "0 18 * * *"
      identity = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/job", client_id = "44444444-4444-4444-4444-444444444444" }
    }
  }
}

run "each_role_runs_with_its_sidecar" {
  command = plan

  assert {
    condition     = azurerm_container_app.this["worker"].dapr[0].app_id == "worker"
    error_message = "the app id is the role's name"
  }

  assert {
    condition     = azurerm_container_app.this["worker"].template[0].container[0].args[2] == "worker"
    error_message = "the program is told its role"
  }
}

run "only_the_helpdesk_is_reachable_from_outside" {
  command = plan

  assert {
    condition     = [for role, app in azurerm_container_app.this : role if app.ingress[0].external_enabled] == ["helpdesk"]
    error_message = "the other roles are heard inside only"
  }
}

run "the_worker_grows_with_its_queues" {
  command = plan

  assert {
    condition     = toset([for rule in azurerm_container_app.this["worker"].template[0].custom_scale_rule : rule.custom_rule_type]) == toset(["azure-servicebus", "azure-queue"])
    error_message = "topic and queue both add replicas"
  }
}

run "retries_stand_beside_the_dead_letter_topic" {
  command = plan

  assert {
    condition     = azapi_resource.resiliency["events"].body.properties.inboundPolicy.httpRetryPolicy.maxRetries >= 1
    error_message = "without a retry the first failure is the last"
  }
}

run "the_first_apply_makes_no_app" {
  command = plan

  variables {
    deploy_apps = false
  }

  assert {
    condition     = length(azurerm_container_app.this) == 0 && length(azurerm_container_app_job.this) == 0
    error_message = "no image yet, no app yet"
  }
}

run "the_latest_tag_is_refused" {
  command = plan

  variables {
    image = "crmdgdevjpe001.azurecr.io/madoguchi:latest"
  }

  expect_failures = [var.image]
}

run "a_job_by_seconds_is_refused" {
  command = plan

  variables {
    jobs = { purge = { cron = "0 0 18 * * *", identity = { id = "x", client_id = "x" } } }
  }

  expect_failures = [var.jobs]
}

run "a_models_name_in_the_environment_is_refused" {
  command = plan

  variables {
    jobs = {}
    apps = {
      helpdesk = {
        cpu         = 0.5, memory = "1Gi", min_replicas = 1, max_replicas = 3
        identity    = { id = "x", client_id = "x" }
        environment = { MADOGUCHI_LLM_MODEL = "gpt-5-mini" }
      }
    }
  }

  expect_failures = [var.apps]
}

run "an_app_that_nothing_wakes_is_refused" {
  command = plan

  variables {
    jobs = {}
    apps = {
      chatbot = { cpu = 0.5, memory = "1Gi", min_replicas = 0, max_replicas = 3, identity = { id = "x", client_id = "x" } }
    }
  }

  expect_failures = [var.apps]
}

run "jobs_without_a_worker_are_refused" {
  command = plan

  variables {
    apps = {}
  }

  expect_failures = [var.jobs]
}
