# A job gets no sidecar, so it does no work itself: it tells the worker, waits, and ends with what
# the worker said.
resource "azurerm_container_app_job" "this" {
  for_each = local.jobs

  name                         = var.names.jobs[each.key]
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = azurerm_container_app_environment.this.id
  workload_profile_name        = "Consumption"
  replica_timeout_in_seconds   = each.value.timeout_seconds
  # The work can be done twice without harm, and a missed night is worse than a second try.
  replica_retry_limit = 1
  tags                = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [each.value.identity.id]
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = each.value.identity.id
  }

  schedule_trigger_config {
    cron_expression          = each.value.cron
    parallelism              = 1
    replica_completion_count = 1
  }

  template {
    container {
      name   = "madoguchi"
      image  = var.image
      cpu    = 0.25
      memory = "0.5Gi"
      # By its full inside name, which the environment's own certificate covers; the short one
      # would be redirected to a name that no certificate has.
      args = ["job", each.key, "--url", "https://${azurerm_container_app.this["worker"].ingress[0].fqdn}"]

      env {
        name  = "AZURE_CLIENT_ID"
        value = each.value.identity.client_id
      }
    }
  }

  depends_on = [var.prerequisites]
}
