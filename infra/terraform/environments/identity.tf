locals {
  openai_users = ["chatbot", "worker"]

  # The chatbot in the other cloud takes on an identity here by a token of that cloud.
  federated = try(var.chatbot_aws.token_issuer, null) != null

  identity_parts = concat(local.roles, ["sidecar", "job"], local.federated ? ["chatbotaws"] : [])

  grants = merge(
    { for role in concat(local.roles, ["job"]) : "${role}_pulls_images" => {
      identity = role, role = "AcrPull", scope = module.container_apps.registry.id
    } },
    { for role in local.roles : "${role}_reads_secrets" => {
      identity = role, role = "Key Vault Secrets User", scope = module.data.key_vault.id
    } },
    merge([for role in concat(local.openai_users, local.federated ? ["chatbotaws"] : []) : {
      for key in keys(var.openai_accounts) : "${role}_asks_${key}" => {
        identity = role, role = "Cognitive Services OpenAI User", scope = module.openai.account_ids[key]
      }
    }]...),
    {
      sidecar_sends    = { identity = "sidecar", role = "Azure Service Bus Data Sender", scope = module.data.service_bus.id }
      sidecar_receives = { identity = "sidecar", role = "Azure Service Bus Data Receiver", scope = module.data.service_bus.id }
      sidecar_queues   = { identity = "sidecar", role = "Storage Queue Data Contributor", scope = module.data.storage.id }
    },
  )
}

module "identity" {
  source = "../modules/identity"

  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = module.naming.tags
  identities          = { for part in local.identity_parts : part => local.names["identity"][part] }
  role_assignments    = local.grants
  federations = local.federated ? {
    chatbot-on-aws = {
      identity = "chatbotaws"
      issuer   = var.chatbot_aws.token_issuer
      subject  = one(module.chatbot_aws[*].task_role_arn)
    }
  } : {}
}
