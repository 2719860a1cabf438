locals {
  # The roles of the program that run as apps, and what runs by the clock. Cron is in UTC:
  # 18:00 there is three in the morning in Japan.
  roles = ["helpdesk", "chatbot", "worker"]
  jobs = {
    gaps      = "0 17 * * *"
    purge     = "0 18 * * *"
    reembed   = "0 19 * * 6"
    reconcile = "30 * * * *"
  }

  # Event to the roles that listen to it: the bus of the program, written down once.
  topics = {
    "inquiry.asked.v1"   = ["chatbot"]
    "answer.given.v1"    = ["worker"]
    "ticket.closed.v1"   = ["worker"]
    "entry.published.v1" = ["chatbot"]
    "entry.retired.v1"   = ["chatbot"]
    # What Dapr gave up after its retries; the worker keeps it for a person to look at.
    "dead.letters.v1" = ["worker"]
  }

  names = module.naming.names
}

module "naming" {
  source = "../modules/naming"

  environment = var.environment
  location    = var.location
  parts = {
    container_app     = local.roles
    container_app_job = keys(local.jobs)
    identity          = concat(local.roles, ["sidecar", "job", "chatbotaws"])
    subnet            = ["apps", "database", "endpoints"]
    private_endpoint  = concat(["redis", "servicebus", "queue", "vault"], [for key in keys(var.openai_accounts) : "openai${key}"])
  }
}

# The accounts stand in regions of their own, so their names carry those.
module "openai_naming" {
  source   = "../modules/naming"
  for_each = var.openai_accounts

  environment = var.environment
  location    = each.value.location
}

resource "azurerm_resource_group" "this" {
  name     = local.names["resource_group"][""]
  location = var.location
  tags     = module.naming.tags
}

module "observability" {
  source = "../modules/observability"

  resource_group_name = azurerm_resource_group.this.name
  resource_group_id   = azurerm_resource_group.this.id
  location            = var.location
  tags                = module.naming.tags
  names = {
    log_workspace        = local.names["log_workspace"][""]
    application_insights = local.names["application_insights"][""]
    action_group         = local.names["action_group"][""]
  }
  retention_days      = var.log_retention_days
  daily_quota_gb      = var.log_daily_quota_gb
  mail_addresses      = var.mail_addresses
  budget              = var.budget
  opentelemetry_agent = { environment_id = module.container_apps.environment_id }
  watched = {
    openai_accounts    = module.openai.account_ids
    service_buses      = { main = module.data.service_bus.id }
    postgresql_servers = { main = module.data.postgresql.id }
    container_apps     = module.container_apps.app_ids
  }
}

module "data" {
  source = "../modules/data"

  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = module.naming.tags
  tenant_id           = var.tenant_id
  names = {
    virtual_network       = local.names["virtual_network"][""]
    subnets               = { for part in ["apps", "database", "endpoints"] : part => local.names["subnet"][part] }
    postgresql            = local.names["postgresql"][""]
    redis                 = local.names["redis"][""]
    service_bus_namespace = local.names["service_bus_namespace"][""]
    storage_account       = local.names["storage_account"][""]
    key_vault             = local.names["key_vault"][""]
    private_endpoints     = { for part in ["redis", "servicebus", "queue", "vault"] : part => local.names["private_endpoint"][part] }
  }
  address_space                     = var.address_space
  private_endpoints_enabled         = var.private_endpoints_enabled
  operator_ip_ranges                = var.operator_ip_ranges
  postgresql                        = var.postgresql
  postgresql_administrator_password = var.postgresql_administrator_password
  postgresql_administrators         = var.postgresql_administrators
  redis                             = var.redis
  redis_principals                  = { sidecar = module.identity.identities["sidecar"].principal_id }
  service_bus                       = merge(var.service_bus, { topics = local.topics })
  queues                            = ["outbound"]
  storage_replication               = var.storage_replication
}

module "openai" {
  source = "../modules/openai"

  resource_group_name = azurerm_resource_group.this.name
  tags                = module.naming.tags
  accounts = {
    for key, account in var.openai_accounts : key => merge(account, { name = module.openai_naming[key].names["openai"][""] })
  }
  # A chatbot in the other cloud comes by the public address, with a token of Entra.
  public_network_access_enabled = !var.private_endpoints_enabled || var.chatbot_aws != null
  private_endpoints = var.private_endpoints_enabled ? {
    subnet_id          = module.data.endpoints_subnet_id
    location           = var.location
    virtual_network_id = module.data.virtual_network_id
    names              = { for key in keys(var.openai_accounts) : key => local.names["private_endpoint"]["openai${key}"] }
  } : null
  logs = { workspace_id = module.observability.log_workspace_id }
}

module "bot" {
  source = "../modules/bot"

  resource_group_name = azurerm_resource_group.this.name
  tags                = module.naming.tags
  name                = local.names["bot"][""]
  identity            = module.identity.identities["helpdesk"]
  host                = "helpdesk.${var.zone.name}"
}
