output "zone_id" {
  description = "The zone, for further records (the chatbot on AWS)."
  value       = local.zone_id
}

output "zone_name" {
  description = "Name of the zone."
  value       = var.zone.name
}

output "hosts" {
  description = "Label to full host name."
  value       = local.names
}

output "name_servers" {
  description = "Where a registrar must delegate the zone to, if it was made here."
  value       = var.zone.create ? aws_route53_zone.this[0].name_servers : []
}
