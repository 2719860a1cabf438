# Two regions for each model: one may run out of quota or fail, and answers go on.
environment     = "prod"
location        = "japaneast"
subscription_id = "00000000-0000-0000-0000-0000000000f0"
tenant_id       = "00000000-0000-0000-0000-000000000001"
aws             = { account_id = "210987654321", region = "ap-northeast-1" }
image           = "crmdgprodjpe001.azurecr.io/madoguchi:0.1.0"
zone            = { name = "madoguchi.example.com" }

openai_accounts = {
  jpe = {
    location = "japaneast"
    priority = 1
    deployments = {
      "gpt-5-mini-2025-08-07"    = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 200 }
      "text-embedding-3-large-1" = { model = "text-embedding-3-large", version = "1", sku = "Standard", capacity = 150 }
    }
  }
  aue = {
    location = "australiaeast"
    priority = 2
    deployments = {
      "gpt-5-mini-2025-08-07"    = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 200 }
      "text-embedding-3-large-1" = { model = "text-embedding-3-large", version = "1", sku = "Standard", capacity = 150 }
    }
  }
}

private_endpoints_enabled = true
operator_ip_ranges        = ["198.51.100.0/28"]
address_space             = "10.22.0.0/24"
zone_redundant            = true
postgresql = {
  sku                   = "GP_Standard_D2ds_v5"
  storage_mb            = 131072
  backup_retention_days = 35
  geo_redundant_backup  = true
  zone_redundant        = true
}
redis               = { sku = "Balanced_B1", high_availability = true }
service_bus         = { sku = "Premium", capacity = 1 }
storage_replication = "ZRS"
registry_sku        = "Standard"
apps = {
  helpdesk = { cpu = 0.5, memory = "1Gi", min_replicas = 2, max_replicas = 10 }
  chatbot  = { cpu = 1, memory = "2Gi", min_replicas = 2, max_replicas = 10 }
  worker   = { cpu = 0.5, memory = "1Gi", min_replicas = 2, max_replicas = 5 }
}

mail_addresses     = { platform = "platform@example.com", desk = "desk@example.com" }
budget             = { amount = 3000, first_month = "2026-12-01T00:00:00Z" }
log_retention_days = 90
log_daily_quota_gb = 5

chatbot_aws = {
  image              = "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com/madoguchi:0.1.0"
  availability_zones = ["ap-northeast-1a", "ap-northeast-1c"]
  token_issuer       = "https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws"
  minimum            = 2
  maximum            = 6
}
