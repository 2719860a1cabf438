locals {
  # What every role is told, by the names of the program's settings (section and key). Endpoints of
  # the models and their order: yes. A model's name: never, that stands in the program's own catalogue.
  common_environment = {
    MADOGUCHI_SERVER_PUBLIC_URL = "https://helpdesk.${var.zone.name}"
    MADOGUCHI_TEAMS_APP_ID      = module.identity.identities["helpdesk"].client_id
    MADOGUCHI_TEAMS_TENANT_ID   = var.tenant_id
    MADOGUCHI_TEAMS_CREDENTIAL  = "managed-identity"
    MADOGUCHI_BUS_KIND          = "dapr"
    MADOGUCHI_LLM_ENDPOINTS     = jsonencode(module.openai.endpoints)
    MADOGUCHI_LOG_FORMAT        = "json"
    OTEL_EXPORTER_OTLP_PROTOCOL = "grpc"
    OTEL_RESOURCE_ATTRIBUTES    = "deployment.environment.name=${var.environment}"
  }

  secrets = {
    MADOGUCHI_DATABASE_URL = "${module.data.key_vault.uri}secrets/database-url"
  }

  # What wakes and multiplies each role.
  scaling = {
    helpdesk = { external = true, http = 50, topics = [], queues = [] }
    chatbot  = { external = false, http = null, topics = ["inquiry.asked.v1"], queues = [] }
    worker   = { external = false, http = null, topics = ["answer.given.v1", "ticket.closed.v1"], queues = ["outbound"] }
  }

  chatbot_elsewhere = var.chatbot_aws == null ? {} : { MADOGUCHI_ANSWERING_CHATBOT_URL = one(module.chatbot_aws[*].url) }
}

module "container_apps" {
  source = "../modules/container_apps"

  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = module.naming.tags
  names = {
    environment = local.names["container_apps_environment"][""]
    registry    = local.names["container_registry"][""]
    apps        = { for role in local.roles : role => local.names["container_app"][role] }
    jobs        = { for job in keys(local.jobs) : job => local.names["container_app_job"][job] }
  }
  subnet_id                              = module.data.apps_subnet_id
  log_workspace_id                       = module.observability.log_workspace_id
  application_insights_connection_string = module.observability.connection_string
  zone_redundant                         = var.zone_redundant
  registry_sku                           = var.registry_sku
  deploy_apps                            = var.deploy_apps
  image                                  = var.image
  sidecar_identity                       = module.identity.identities["sidecar"]
  prerequisites                          = concat(module.identity.role_assignment_ids, module.data.prerequisites)
  apps = {
    for role in local.roles : role => merge(var.apps[role], {
      identity     = module.identity.identities[role]
      environment  = merge(local.common_environment, role == "worker" ? local.chatbot_elsewhere : {})
      secrets      = local.secrets
      external     = local.scaling[role].external
      scale_http   = local.scaling[role].http
      scale_topics = local.scaling[role].topics
      scale_queues = local.scaling[role].queues
    })
  }
  jobs = { for job, cron in local.jobs : job => { cron = cron, identity = module.identity.identities["job"] } }
  messaging = {
    service_bus_host = module.data.service_bus.host
    service_bus_name = module.data.service_bus.name
    storage_account  = module.data.storage.name
    redis_address    = module.data.redis.address
  }
}

module "domains" {
  source = "../modules/domains"

  zone             = var.zone
  hosts            = var.deploy_apps ? { helpdesk = { app = "helpdesk" } } : {}
  apps             = module.container_apps.apps
  certificate_name = local.names["certificate"][""]
  tags             = module.naming.tags
  environment = {
    id        = module.container_apps.environment_id
    static_ip = module.container_apps.environment_static_ip
  }
}

module "chatbot_aws" {
  source = "../modules/chatbot_aws"
  count  = var.chatbot_aws == null ? 0 : 1

  name               = "mdg-chatbot-${var.environment}"
  image              = var.chatbot_aws.image
  availability_zones = var.chatbot_aws.availability_zones
  address_space      = var.chatbot_aws.address_space
  size               = { minimum = var.chatbot_aws.minimum, maximum = var.chatbot_aws.maximum }
  host               = { name = "chatbot.${var.zone.name}", zone_id = module.domains.zone_id }
  environment        = { MADOGUCHI_LLM_ENDPOINTS = jsonencode(module.openai.endpoints) }
  azure = local.federated ? {
    client_id = module.identity.identities["chatbotaws"].client_id
    tenant_id = var.tenant_id
  } : null
  secret_names        = { MADOGUCHI_DATABASE_URL = "mdg-chatbot-${var.environment}/database-url" }
  deletion_protection = var.environment == "prod"
  tags                = module.naming.tags
}
