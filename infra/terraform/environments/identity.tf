locals {
  openai_users = ["chatbot", "worker"]

  grants = merge(
    { for role in concat(local.roles, ["job"]) : "${role}_pulls_images" => {
      identity = role, role = "AcrPull", scope = module.container_apps.registry.id
    } },
    { for role in local.roles : "${role}_reads_secrets" => {
      identity = role, role = "Key Vault Secrets User", scope = module.data.key_vault.id
    } },
    merge([for role in local.openai_users : {
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
  identities          = { for part in concat(local.roles, ["sidecar", "job"]) : part => local.names["identity"][part] }
  role_assignments    = local.grants
}
