mock_provider "azurerm" {}
mock_provider "azapi" {}
mock_provider "aws" {}

variables {
  zone = { name = "dev.example.com" }
  hosts = {
    helpdesk = { app = "helpdesk" }
  }
  apps = {
    helpdesk = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.App/containerApps/ca-mdg-helpdesk-dev-jpe-001"
      host                       = "ca-mdg-helpdesk-dev-jpe-001.calm-sea-0123.japaneast.azurecontainerapps.io"
      custom_domain_verification = "0123456789abcdef"
    }
  }
  environment = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mdg-dev-jpe-001/providers/Microsoft.App/managedEnvironments/cae-mdg-dev-jpe-001"
    static_ip = "192.0.2.10"
  }
}

run "a_host_points_straight_to_the_app" {
  command = plan

  assert {
    condition     = aws_route53_record.alias["helpdesk"].type == "CNAME" && one(aws_route53_record.alias["helpdesk"].records) == var.apps["helpdesk"].host
    error_message = "the CNAME names the generated host"
  }

  assert {
    condition     = aws_route53_record.proof["helpdesk"].name == "asuid.helpdesk.dev.example.com"
    error_message = "the proof stands under asuid"
  }
}

run "the_certificate_is_bound_to_every_host_of_the_app" {
  variables {
    # An existing zone: one made here could not be taken away again after the test.
    zone = { name = "dev.example.com", create = false, id = "Z0123456789ABCDEFGHIJ" }
    hosts = {
      helpdesk = { app = "helpdesk" }
      console  = { app = "helpdesk" }
    }
  }

  assert {
    condition     = length(azapi_resource_action.binding["helpdesk"].body.properties.configuration.ingress.customDomains) == 2
    error_message = "one patch, all domains: a list is replaced as a whole"
  }
}

run "the_zone_itself_gets_an_address" {
  command = plan

  variables {
    hosts = { "" = { app = "helpdesk" } }
  }

  assert {
    condition     = one(aws_route53_record.apex[""].records) == "192.0.2.10"
    error_message = "an apex cannot be a CNAME"
  }

  assert {
    condition     = azurerm_container_app_environment_managed_certificate.this[""].domain_control_validation == "HTTP"
    error_message = "an apex proves itself by HTTP"
  }
}

run "a_zone_without_digicert_is_refused" {
  command = plan

  variables {
    certificate_authorities = ["amazon.com"]
  }

  expect_failures = [var.certificate_authorities]
}

run "a_trailing_dot_is_refused" {
  command = plan

  variables {
    zone = { name = "dev.example.com." }
  }

  expect_failures = [var.zone]
}
