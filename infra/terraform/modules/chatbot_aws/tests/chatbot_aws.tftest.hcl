mock_provider "aws" {
  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
      domain_validation_options = [{
        domain_name           = "chatbot.dev.example.com"
        resource_record_name  = "_x.chatbot.dev.example.com"
        resource_record_type  = "CNAME"
        resource_record_value = "_y.acm-validations.aws"
      }]
    }
  }
}

variables {
  name               = "mdg-chatbot-dev"
  availability_zones = ["ap-northeast-1a", "ap-northeast-1c"]
  image              = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/madoguchi:1.0.0"
  host               = { name = "chatbot.dev.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
  secret_names       = { MADOGUCHI_DATABASE_URL = "mdg-chatbot-dev/database-url" }
}

run "only_https_is_open" {
  command = plan

  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.protocol == "HTTPS"
    error_message = "one listener, with a certificate"
  }
}

run "tasks_are_reached_by_the_load_balancer_only" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_load_balancer.cidr_ipv4 == null
    error_message = "no address range, only the load balancer's group"
  }
}

run "the_program_runs_as_chatbot_with_its_secret" {
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command[2] == "chatbot"
    error_message = "the role is chatbot"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets[0].name == "MADOGUCHI_DATABASE_URL"
    error_message = "the database's address comes from Secrets Manager"
  }

  assert {
    condition     = aws_route53_record.validation.name == "_x.chatbot.dev.example.com"
    error_message = "the certificate is proven in the zone"
  }
}

run "one_zone_is_refused" {
  command = plan

  variables {
    availability_zones = ["ap-northeast-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "a_size_that_fargate_does_not_take_is_refused" {
  command = plan

  variables {
    size = { cpu = 512, memory = 512 }
  }

  expect_failures = [var.size]
}

run "a_models_name_in_the_environment_is_refused" {
  command = plan

  variables {
    environment = { MADOGUCHI_LLM_DEPLOYMENT = "gpt-5-mini" }
  }

  expect_failures = [var.environment]
}
