# First the host name without a certificate, then the certificate (which wants the host name),
# then the binding of the two.
resource "azurerm_container_app_custom_domain" "this" {
  for_each = var.hosts

  name             = local.names[each.key]
  container_app_id = var.apps[each.value.app].id

  lifecycle {
    # Both change when the certificate is bound below.
    ignore_changes = [certificate_binding_type, container_app_environment_certificate_id]
  }

  depends_on = [aws_route53_record.alias, aws_route53_record.apex, aws_route53_record.proof]
}

resource "azurerm_container_app_environment_managed_certificate" "this" {
  for_each = var.hosts

  name                         = each.key == "" ? "${var.certificate_name}-apex" : "${var.certificate_name}-${each.key}"
  container_app_environment_id = var.environment.id
  subject_name                 = local.names[each.key]
  # The zone itself has an address and no CNAME to look at.
  domain_control_validation = each.key == "" ? "HTTP" : "CNAME"
  tags                      = var.tags

  depends_on = [azurerm_container_app_custom_domain.this, aws_route53_record.authorities]
}

locals {
  # The list of an app's domains is replaced as a whole, so each app is patched once with all of them.
  bindings = {
    for app in distinct([for host in values(var.hosts) : host.app]) : app => [
      for label, host in var.hosts : {
        name          = local.names[label]
        bindingType   = "SniEnabled"
        certificateId = azurerm_container_app_environment_managed_certificate.this[label].id
      } if host.app == app
    ]
  }
}

# azurerm makes the host name with the binding Disabled and takes only certificates that one
# brings along: a managed one is never bound by it.
resource "azapi_resource_action" "binding" {
  for_each = toset(distinct([for host in values(var.hosts) : host.app]))

  type        = "Microsoft.App/containerApps@2025-07-01"
  resource_id = var.apps[each.key].id
  method      = "PATCH"

  body = {
    properties = {
      configuration = {
        ingress = {
          customDomains = local.bindings[each.key]
        }
      }
    }
  }
}
