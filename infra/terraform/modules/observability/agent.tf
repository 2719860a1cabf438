# The provider has no argument for the agent. PATCH, because a PUT would lose what a GET
# does not return (the workspace's key); azurerm in turn patches only what changed, so the
# two do not undo each other.
resource "azapi_resource_action" "opentelemetry_agent" {
  count = var.opentelemetry_agent == null ? 0 : 1

  type        = "Microsoft.App/managedEnvironments@2025-10-02-preview"
  resource_id = var.opentelemetry_agent.environment_id
  method      = "PATCH"

  body = {
    location = var.location
    properties = {
      appInsightsConfiguration = {
        connectionString = azurerm_application_insights.this.connection_string
      }
      openTelemetryConfiguration = {
        # Application Insights takes traces and logs from the agent, no metrics.
        tracesConfiguration = {
          destinations = ["appInsights"]
          includeDapr  = var.opentelemetry_agent.include_dapr
        }
        logsConfiguration = {
          destinations = ["appInsights"]
        }
      }
    }
  }
}
