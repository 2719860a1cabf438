output "backend" {
  description = "What the *.backend.hcl files of the environments must say."
  value = {
    resource_group_name  = azurerm_resource_group.this.name
    storage_account_name = azurerm_storage_account.this.name
    container_name       = azurerm_storage_container.state.name
  }
}
