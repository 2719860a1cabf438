# As prod in kind, as dev in size; in dev's subscription, in a resource group of its own.
environment     = "stg"
location        = "japaneast"
subscription_id = "00000000-0000-0000-0000-0000000000d0"
tenant_id       = "00000000-0000-0000-0000-000000000001"
aws             = { account_id = "123456789012", region = "ap-northeast-1" }
image           = "crmdgstgjpe001.azurecr.io/madoguchi:0.1.0"
zone            = { name = "stg.madoguchi.example.com", parent_id = "Z0123456789PARENT" }

openai_accounts = {
  eus2 = {
    location = "eastus2"
    priority = 1
    deployments = {
      "gpt-5-mini-2025-08-07"    = { model = "gpt-5-mini", version = "2025-08-07", sku = "GlobalStandard", capacity = 50 }
      "text-embedding-3-large-1" = { model = "text-embedding-3-large", version = "1", sku = "Standard", capacity = 50 }
    }
  }
}

private_endpoints_enabled = true
operator_ip_ranges        = ["198.51.100.0/28"]
address_space             = "10.21.0.0/24"
postgresql                = { sku = "B_Standard_B2s" }
apps = {
  helpdesk = { cpu = 0.5, memory = "1Gi", min_replicas = 1, max_replicas = 3 }
  chatbot  = { cpu = 0.5, memory = "1Gi", min_replicas = 1, max_replicas = 3 }
  worker   = { cpu = 0.25, memory = "0.5Gi", min_replicas = 1, max_replicas = 2 }
}

mail_addresses = { platform = "platform@example.com" }
budget         = { amount = 500, first_month = "2026-12-01T00:00:00Z" }

# The second cloud is tried here before it is used in prod.
chatbot_aws = {
  image              = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/madoguchi:0.1.0"
  availability_zones = ["ap-northeast-1a", "ap-northeast-1c"]
  token_issuer       = "https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws"
}
