# Small and cheap; models in Sweden, far from what prod uses.
environment     = "dev"
location        = "japaneast"
subscription_id = "00000000-0000-0000-0000-0000000000d0"
tenant_id       = "00000000-0000-0000-0000-000000000001"
aws             = { account_id = "123456789012", region = "ap-northeast-1" }
image           = "crmdgdevjpe001.azurecr.io/madoguchi:0.1.0"
zone            = { name = "dev.madoguchi.example.com", parent_id = "Z0123456789PARENT" }

openai_accounts = {
  sec = {
    location = "swedencentral"
    priority = 1
    deployments = {
      "gpt-5-mini-2025-08-07"    = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 30 }
      "text-embedding-3-large-1" = { model = "text-embedding-3-large", version = "1", sku = "Standard", capacity = 30 }
    }
  }
}

private_endpoints_enabled = false
operator_ip_ranges        = []
address_space             = "10.20.0.0/24"
postgresql                = { sku = "B_Standard_B1ms" }
apps = {
  helpdesk = { cpu = 0.25, memory = "0.5Gi", min_replicas = 1, max_replicas = 2 }
  chatbot  = { cpu = 0.5, memory = "1Gi", min_replicas = 0, max_replicas = 2 }
  worker   = { cpu = 0.25, memory = "0.5Gi", min_replicas = 1, max_replicas = 2 }
}

mail_addresses = { platform = "platform@example.com" }
budget         = { amount = 250, first_month = "2026-12-01T00:00:00Z" }
