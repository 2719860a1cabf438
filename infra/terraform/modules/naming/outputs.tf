output "names" {
  description = "Kind to part to name; the part \"\" holds the plain name."
  value       = local.names

  precondition {
    condition     = length(local.misfits) == 0
    error_message = "Too long or too short for their kind: ${join(", ", local.misfits)}."
  }
}

output "tags" {
  description = "Tags that every resource carries."
  value = {
    workload    = var.workload
    environment = var.environment
    managed-by  = "terraform"
  }
}
