# Names, kinds and scopes are the same on one's own machine (infra/dapr); `cargo xtask infra`
# compares the two. Scopes are Dapr app ids, which are the roles' names.
locals {
  components = {
    events = {
      type   = "pubsub.azure.servicebus.topics"
      scopes = ["helpdesk", "chatbot", "worker"]
      metadata = {
        namespaceName = var.messaging.service_bus_host
        azureClientId = var.sidecar_identity.client_id
        # Topics and subscriptions are made by Terraform; so the apps need no right to manage.
        disableEntityManagement = "true"
        # An answer may take longer than the 60 seconds that are the default.
        handlerTimeoutInSec   = "240"
        maxConcurrentHandlers = "16"
      }
    }
    state = {
      type   = "state.redis"
      scopes = ["helpdesk", "chatbot", "worker"]
      metadata = {
        redisHost     = var.messaging.redis_address
        enableTLS     = "true"
        useEntraID    = "true"
        azureClientId = var.sidecar_identity.client_id
      }
    }
    outbound = {
      type   = "bindings.azure.storagequeues"
      scopes = ["worker"]
      metadata = {
        accountName   = var.messaging.storage_account
        queueName     = "outbound"
        azureClientId = var.sidecar_identity.client_id
        # Ten minutes by default, after which a message is gone without a word.
        ttlInSeconds      = "604800"
        visibilityTimeout = "60s"
        pollingInterval   = "2s"
      }
    }
  }

  # A dead-letter topic without retries takes a message at its first failure: so always both.
  resiliency = {
    events = {
      inboundPolicy = {
        httpRetryPolicy = {
          maxRetries   = 5
          retryBackOff = { initialDelayInMilliseconds = 1000, maxIntervalInMilliseconds = 30000 }
        }
        timeoutPolicy = { responseTimeoutInSeconds = 240 }
      }
      outboundPolicy = {
        httpRetryPolicy = {
          maxRetries   = 3
          retryBackOff = { initialDelayInMilliseconds = 500, maxIntervalInMilliseconds = 5000 }
        }
        timeoutPolicy        = { responseTimeoutInSeconds = 15 }
        circuitBreakerPolicy = { consecutiveErrors = 10, timeoutInSeconds = 15, intervalInSeconds = 60 }
      }
    }
    state = {
      inboundPolicy = null
      outboundPolicy = {
        httpRetryPolicy = {
          maxRetries   = 3
          retryBackOff = { initialDelayInMilliseconds = 200, maxIntervalInMilliseconds = 2000 }
        }
        timeoutPolicy        = { responseTimeoutInSeconds = 5 }
        circuitBreakerPolicy = { consecutiveErrors = 10, timeoutInSeconds = 15, intervalInSeconds = 60 }
      }
    }
  }
}

resource "azurerm_container_app_environment_dapr_component" "this" {
  for_each = local.components

  name                         = each.key
  container_app_environment_id = azurerm_container_app_environment.this.id
  component_type               = each.value.type
  version                      = "v1"
  scopes                       = each.value.scopes
  init_timeout                 = "30s"

  dynamic "metadata" {
    for_each = each.value.metadata

    content {
      name  = metadata.key
      value = metadata.value
    }
  }
}

# In a preview version of the API only, and unknown to azurerm. Apps restart to follow a change.
resource "azapi_resource" "resiliency" {
  for_each = local.resiliency

  type      = "Microsoft.App/managedEnvironments/daprComponents/resiliencyPolicies@2025-10-02-preview"
  name      = each.key
  parent_id = azurerm_container_app_environment_dapr_component.this[each.key].id

  body = {
    properties = { for direction, policy in each.value : direction => policy if policy != null }
  }
}
