# Two roles and one job.
terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
    azapi = {
      source = "azure/azapi"
    }
  }
}

module "container_apps" {
  source = "../.."

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
