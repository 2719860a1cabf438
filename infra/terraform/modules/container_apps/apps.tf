locals {
  apps = var.deploy_apps ? var.apps : {}
  jobs = var.deploy_apps ? var.jobs : {}

  # The program listens here in every role; 3500 and 50001 are the sidecar's.
  port = 8080

  # Environment variable to the name its secret has inside the app.
  secret_names = {
    for role, app in var.apps : role => { for variable in keys(app.secrets) : variable => lower(replace(variable, "_", "-")) }
  }
}

resource "azurerm_container_app" "this" {
  for_each = local.apps

  name                         = var.names.apps[each.key]
  resource_group_name          = var.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.this.id
  workload_profile_name        = "Consumption"
  revision_mode                = "Single"
  max_inactive_revisions       = 5
  tags                         = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [each.value.identity.id, var.sidecar_identity.id]
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = each.value.identity.id
  }

  dapr {
    app_id       = each.key
    app_port     = local.port
    app_protocol = "http"
  }

  ingress {
    external_enabled = each.value.external
    target_port      = local.port
    transport        = "auto"

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  dynamic "secret" {
    for_each = each.value.secrets

    content {
      name                = local.secret_names[each.key][secret.key]
      identity            = each.value.identity.id
      key_vault_secret_id = secret.value
    }
  }

  template {
    min_replicas = each.value.min_replicas
    max_replicas = each.value.max_replicas
    # An answer may take a minute; what is begun is finished before the replica goes.
    termination_grace_period_seconds = 90
    polling_interval_in_seconds      = 15
    cooldown_period_in_seconds       = 300

    container {
      name   = "madoguchi"
      image  = var.image
      cpu    = each.value.cpu
      memory = each.value.memory
      args   = ["serve", "--role", each.key, "--listen", "0.0.0.0:${local.port}"]

      dynamic "env" {
        for_each = merge({ AZURE_CLIENT_ID = each.value.identity.client_id }, each.value.environment)

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = each.value.secrets

        content {
          name        = env.key
          secret_name = local.secret_names[each.key][env.key]
        }
      }

      startup_probe {
        transport               = "HTTP"
        port                    = local.port
        path                    = "/health/live"
        interval_seconds        = 2
        failure_count_threshold = 30
      }

      liveness_probe {
        transport               = "HTTP"
        port                    = local.port
        path                    = "/health/live"
        interval_seconds        = 10
        failure_count_threshold = 3
      }

      readiness_probe {
        transport               = "HTTP"
        port                    = local.port
        path                    = "/health/ready"
        interval_seconds        = 5
        failure_count_threshold = 3
        success_count_threshold = 1
      }
    }

    dynamic "custom_scale_rule" {
      for_each = each.value.scale_topics

      content {
        name             = "topic-${replace(custom_scale_rule.value, ".", "-")}"
        custom_rule_type = "azure-servicebus"
        identity_id      = var.sidecar_identity.id
        metadata = {
          namespace        = var.messaging.service_bus_name
          topicName        = custom_scale_rule.value
          subscriptionName = each.key
          messageCount     = "5"
        }
      }
    }

    # azure_queue_scale_rule takes no identity, the custom rule of the same scaler does.
    dynamic "custom_scale_rule" {
      for_each = each.value.scale_queues

      content {
        name             = "queue-${custom_scale_rule.value}"
        custom_rule_type = "azure-queue"
        identity_id      = var.sidecar_identity.id
        metadata = {
          accountName = var.messaging.storage_account
          queueName   = custom_scale_rule.value
          queueLength = "20"
        }
      }
    }

    dynamic "http_scale_rule" {
      for_each = each.value.scale_http == null ? [] : [each.value.scale_http]

      content {
        name                = "requests"
        concurrent_requests = tostring(http_scale_rule.value)
      }
    }
  }

  # The components must be there when a sidecar starts: it reads them once.
  depends_on = [azurerm_container_app_environment_dapr_component.this, azapi_resource.resiliency, var.prerequisites]
}
