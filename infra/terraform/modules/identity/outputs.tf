output "identities" {
  description = "Key to id, client id and principal id of each identity."
  value = {
    for key, identity in azurerm_user_assigned_identity.this : key => {
      id           = identity.id
      client_id    = identity.client_id
      principal_id = identity.principal_id
      tenant_id    = identity.tenant_id
      name         = identity.name
    }
  }
}

output "role_assignment_ids" {
  description = "Ids of the role assignments, for what must wait for them."
  value       = [for grant in azurerm_role_assignment.this : grant.id]
}
