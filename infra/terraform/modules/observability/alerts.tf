locals {
  # One row per metric that wakes somebody. Thresholds: see the README.
  metric_alerts = merge(
    {
      for key, id in var.watched.openai_accounts : "openai-throttled-${key}" => {
        scope       = id, namespace = "Microsoft.CognitiveServices/accounts", metric = "AzureOpenAIRequests"
        aggregation = "Total", operator = "GreaterThan", threshold = var.watched.throttled_per_5_min
        dimension   = { name = "StatusCode", values = ["429"] }, severity = 2
        text        = "A model's deployment refuses requests because its capacity is used up."
      }
    },
    {
      for key, id in var.watched.service_buses : "dead-letters-${key}" => {
        scope       = id, namespace = "Microsoft.ServiceBus/namespaces", metric = "DeadletteredMessages"
        aggregation = "Maximum", operator = "GreaterThan", threshold = 0
        dimension   = null, severity = 1
        text        = "A message was given up: somebody waits for an answer that does not come."
      }
    },
    {
      for key, id in var.watched.postgresql_servers : "database-full-${key}" => {
        scope       = id, namespace = "Microsoft.DBforPostgreSQL/flexibleServers", metric = "storage_percent"
        aggregation = "Average", operator = "GreaterThan", threshold = 80
        dimension   = null, severity = 2
        text        = "The database's disk is over 80 % full."
      }
    },
    {
      for key, id in var.watched.container_apps : "restarts-${key}" => {
        scope       = id, namespace = "Microsoft.App/containerApps", metric = "RestartCount"
        aggregation = "Maximum", operator = "GreaterThan", threshold = 3
        dimension   = null, severity = 2
        text        = "A role restarts again and again."
      }
    },
  )
}

resource "azurerm_monitor_metric_alert" "this" {
  for_each = local.metric_alerts

  name                = "alert-${each.key}"
  resource_group_name = var.resource_group_name
  scopes              = [each.value.scope]
  description         = each.value.text
  severity            = each.value.severity
  frequency           = "PT5M"
  window_size         = "PT5M"
  tags                = var.tags

  criteria {
    metric_namespace = each.value.namespace
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = each.value.operator
    threshold        = each.value.threshold

    dynamic "dimension" {
      for_each = each.value.dimension == null ? [] : [each.value.dimension]

      content {
        name     = dimension.value.name
        operator = "Include"
        values   = dimension.value.values
      }
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.this.id
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "failed_requests" {
  name                 = "alert-failed-requests"
  resource_group_name  = var.resource_group_name
  location             = var.location
  scopes               = [azurerm_application_insights.this.id]
  description          = "More than one request in twenty failed in the last quarter of an hour."
  severity             = 1
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"
  tags                 = var.tags
  # The table is empty, hence unknown to the service, until the first trace arrives.
  skip_query_validation = true

  criteria {
    query                   = <<-KQL
      requests
      | summarize failed = countif(success == false), total = count()
      | where total >= 20
      | project share = 100.0 * failed / total
    KQL
    metric_measure_column   = "share"
    time_aggregation_method = "Maximum"
    operator                = "GreaterThan"
    threshold               = 5
  }

  action {
    action_groups = [azurerm_monitor_action_group.this.id]
  }
}

resource "azurerm_consumption_budget_resource_group" "this" {
  name              = "budget-monthly"
  resource_group_id = var.resource_group_id
  amount            = var.budget.amount
  time_grain        = "Monthly"

  time_period {
    start_date = var.budget.first_month
  }

  dynamic "notification" {
    for_each = {
      half     = { threshold = 50, type = "Actual" }
      most     = { threshold = 80, type = "Actual" }
      forecast = { threshold = 100, type = "Forecasted" }
    }

    content {
      operator       = "GreaterThan"
      threshold      = notification.value.threshold
      threshold_type = notification.value.type
      contact_emails = values(var.mail_addresses)
    }
  }
}
