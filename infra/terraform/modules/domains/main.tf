resource "aws_route53_zone" "this" {
  count = var.zone.create ? 1 : 0

  name    = var.zone.name
  comment = "Madoguchi"
  tags    = var.tags

  lifecycle {
    # A new zone has other name servers: every delegation would point into the void.
    prevent_destroy = true
  }
}

locals {
  zone_id = var.zone.create ? aws_route53_zone.this[0].zone_id : var.zone.id

  # Label to full name; the zone itself has the label "".
  names = { for label in keys(var.hosts) : label => label == "" ? var.zone.name : "${label}.${var.zone.name}" }
}

resource "aws_route53_record" "delegation" {
  count = var.zone.create && var.zone.parent_id != null ? 1 : 0

  zone_id = var.zone.parent_id
  name    = var.zone.name
  type    = "NS"
  ttl     = 3600
  records = aws_route53_zone.this[0].name_servers
}

resource "aws_route53_record" "authorities" {
  zone_id = local.zone_id
  name    = var.zone.name
  type    = "CAA"
  ttl     = var.ttl
  records = [for authority in var.certificate_authorities : "0 issue \"${authority}\""]
}

# Straight to the generated name: with a CNAME in between the certificate is not issued.
resource "aws_route53_record" "alias" {
  for_each = { for label, host in var.hosts : label => host if label != "" }

  zone_id = local.zone_id
  name    = local.names[each.key]
  type    = "CNAME"
  ttl     = var.ttl
  records = [var.apps[each.value.app].host]
}

resource "aws_route53_record" "apex" {
  for_each = { for label, host in var.hosts : label => host if label == "" }

  zone_id = local.zone_id
  name    = var.zone.name
  type    = "A"
  ttl     = var.ttl
  records = [var.environment.static_ip]
}

# The proof that the domain is ours.
resource "aws_route53_record" "proof" {
  for_each = var.hosts

  zone_id = local.zone_id
  name    = each.key == "" ? "asuid.${var.zone.name}" : "asuid.${each.key}.${var.zone.name}"
  type    = "TXT"
  ttl     = var.ttl
  records = [var.apps[each.value.app].custom_domain_verification]
}
