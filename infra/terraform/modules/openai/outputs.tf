output "endpoints" {
  description = "What the application is told: where the accounts are and in which order to try them. No model names."
  value = [
    for entry in sort([for key, account in var.accounts : format("%03d/%s", account.priority, key)]) : {
      name     = split("/", entry)[1]
      endpoint = "https://${var.accounts[split("/", entry)[1]].name}.openai.azure.com/"
      region   = var.accounts[split("/", entry)[1]].location
      priority = var.accounts[split("/", entry)[1]].priority
    }
  ]
}

output "account_ids" {
  description = "Key to resource id."
  value       = { for key, account in azurerm_cognitive_account.this : key => account.id }
}
